import { brotliCompressSync, deflateSync, gzipSync, gunzipSync } from 'node:zlib'
import compress from '@fastify/compress'
import Fastify from 'fastify'
import t, { type Test } from 'tap'
import conformant, { akeneo, created } from '../../lib/index.ts'
import { Category, collection, malformed, streamed, tooMany } from '../fixtures/batch.ts'
import { json } from '../helpers/answers.ts'
import { exchange, listen, requestOf } from '../helpers/exchange.ts'
import { RawClient, type Answer } from '../helpers/raw.ts'

interface Started { readonly port: number, readonly handled: string[] }

async function start (t: Test): Promise<Started> {
  const app = Fastify()
  const handled: string[] = []
  await app.register(compress)
  await app.register(conformant, { dialect: akeneo() })
  app.batch({ method: 'PATCH', url: '/', key: 'code', item: Category, lines: 3, characters: 20, payload: 200_000, memory: 50 }, ({ code }) => {
    handled.push(String(code))
    return created()
  })
  return { port: await listen(t, app), handled }
}

const codings = { gzip: gzipSync, br: brotliCompressSync, deflate: deflateSync }
const a = '{"code":"a"}'
const asLines = (body: string | Buffer, coding: keyof typeof codings): Sent => ({ method: 'PATCH', headers: { 'content-type': collection, 'content-encoding': coding }, body: codings[coding](body) })
type Sent = Parameters<typeof requestOf>[0]

t.test('bodies in a coding are measured as they are without it', async (t) => {
  const { port, handled } = await start(t)
  const client = await RawClient.connect(port)
  t.teardown(() => client.close())
  const tooLarge = json(413, { code: 413, message: 'The request is too large, 200000 bytes is the maximum allowed.' })
  const cases: Array<[name: string, body: string, told: Answer, handled: number]> = [
    ['nothing', '', streamed(collection, ''), 0],
    ['lines', `${a}\r\n\n${a}\n`, streamed(collection, '{"line":1,"code":"a","status_code":201}\n{"line":2,"status_code":400,"message":"Invalid json message received"}\n{"line":3,"code":"a","status_code":201}'), 2],
    ['a line that is too long', `${'x'.repeat(100_000)}\n${a}`, streamed(collection, '{"line":1,"status_code":413,"message":"Line is too long."}\n{"line":2,"code":"a","status_code":201}'), 1],
    ['too many lines', `${a}\n`.repeat(4), tooMany(3), 0],
    ['too many lines, and much behind them', `${a}\n`.repeat(10_000), tooMany(3), 0],
    ['too much', `${a}\n${'x'.repeat(300_000)}`, tooLarge, 0]
  ]
  for (const coding of Object.keys(codings) as Array<keyof typeof codings>) {
    for (const [name, body, told, count] of cases) {
      for (const chunked of [false, true]) {
        handled.length = 0
        client.send(requestOf({ ...asLines(body, coding), chunked }))
        t.strictSame(await client.answer(), told, `${name}, ${coding}`)
        t.equal(handled.length, count)
      }
    }
    client.send(requestOf({ method: 'PATCH', headers: { 'content-type': 'application/json', 'content-encoding': coding }, body: codings[coding](`[${a},5]`) }))
    t.strictSame(await client.answer(), streamed('application/json', '[{"code":"a","status_code":201},{"status_code":422,"message":"Code is missing."}]'), `an array, ${coding}`)
    client.send(requestOf({ method: 'PATCH', headers: { 'content-type': 'application/json', 'content-encoding': coding }, body: codings[coding](`[${a},`) }))
    t.strictSame(await client.answer(), malformed, `an array without an end, ${coding}`)
  }
})

t.test('bodies that cannot be decoded, and codings that nobody decodes', async (t) => {
  const { port, handled } = await start(t)
  const body = gzipSync(`${a}\n${a}`)
  const broken = Buffer.from(body)
  broken.fill(0xFF, 12, 20)
  const { status: notDecoded } = await exchange(port, { ...asLines(a, 'gzip'), body: broken })
  t.equal(notDecoded, 400, 'a body that is not what it says')
  t.equal((await exchange(port, { ...asLines(a, 'gzip'), body: body.subarray(0, -6) })).status, 400, 'a body that ends too early')
  t.equal((await exchange(port, { ...asLines(a, 'gzip'), body: a })).status, 400, 'a body in no coding')
  // What is broken stands behind what was refused: nobody listens to the decoder any more.
  const late = Buffer.concat([gzipSync(`${a}\n`.repeat(50_000)).subarray(0, -8), Buffer.alloc(50_000, 0xFF)])
  t.strictSame(await exchange(port, { ...asLines(a, 'gzip'), body: late }), tooMany(3), 'a body that is broken behind what was refused')
  const { status } = await exchange(port, { method: 'PATCH', headers: { 'content-type': collection, 'content-encoding': 'x-none' }, body: a })
  t.equal(status, 415, 'a coding that nobody knows')
  t.strictSame(handled, [])
  t.strictSame(await exchange(port, asLines(a, 'gzip')), streamed(collection, '{"line":1,"code":"a","status_code":201}'), 'the server goes on')
})

t.test('results leave in a coding where the client asks for one', async (t) => {
  const { port } = await start(t)
  const client = await RawClient.connect(port)
  client.send(requestOf({ method: 'PATCH', headers: { 'content-type': 'application/json', 'accept-encoding': 'gzip', connection: 'close' }, body: `[${a},${a}]`, version: '1.0' }))
  const text = await client.rest()
  const [head = '', body = ''] = [text.slice(0, text.indexOf('\r\n\r\n')), text.slice(text.indexOf('\r\n\r\n') + 4)]
  t.match(head, /^HTTP\/1\.1 200 OK\r\n(?:.*\r\n)*content-encoding: gzip/i)
  t.equal(gunzipSync(Buffer.from(body, 'latin1')).toString(), '[{"code":"a","status_code":201},{"code":"a","status_code":201}]')
})
