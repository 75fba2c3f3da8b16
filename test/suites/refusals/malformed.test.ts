// What the parser refuses is answered to clients that write before they read too, and once (RFC 9112 §9.6).
import t from 'tap'
import { listen, requestOf } from '../../helpers/exchange.ts'
import { noStore, problem } from '../../helpers/answers.ts'
import { RawClient, type Answer } from '../../helpers/raw.ts'
import { build, here, last, refusals } from './app.ts'
import { megabyte } from './clients.ts'
import { WriteFirstClient } from './write-first.ts'

const bad = last(problem(400, 'The request cannot be understood.'))
const host = 'host: api.example\r\n'
const chunked = `POST /limited HTTP/1.1\r\n${host}content-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n`
const text = chunked.replace('application/json', 'text/csv')

const cases: ReadonlyArray<[name: string, first: string, told: readonly Answer[]]> = [
  ['a head', `POST /limited HTTP/1.1\r\n${host}no field\r\n\r\n`, [bad]],
  ['a chunk', `${chunked}4\r\n1234\r\nzz\r\n`, [bad]],
  ['a chunk behind much', `${chunked}c350\r\n${'1'.repeat(50_000)}\r\nzz\r\n`, [bad]],
  ['a method', `FOO /limited HTTP/1.1\r\n${host}content-length: 1000000000\r\n\r\n`, [last(problem(501, 'The method is not implemented.', noStore))]],
  ['an endless head', `POST /limited HTTP/1.1\r\n${host}x-long: ${'a'.repeat(20_000)}`, [last(problem(431, 'The header fields are too large.', noStore))]],
  ['no Host', 'POST /limited HTTP/1.1\r\ncontent-length: 50000000\r\n\r\n', [last(problem(400, 'The Host header is missing.'))]],
  ['what comes behind a request', `GET /here HTTP/1.1\r\n${host}\r\nno request\r\n\r\n`, [here, bad]],
  ['a chunk of a request that was refused', `${text}4\r\n1234\r\nzz\r\n`, [refusals.type.told]]
]

/** What a client is told that writes 50 MB first, and what else comes until the connection ends. */
async function told (port: number, first: string, count: number): Promise<{ answers: unknown[], rest: string }> {
  const client = new WriteFirstClient(port)
  await client.connect()
  try {
    // In one packet with the first of what follows.
    await client.write([Buffer.concat([Buffer.from(first), megabyte]), ...Array<Buffer>(49).fill(megabyte)])
    const answers: unknown[] = []
    while (answers.length < count) answers.push(await client.answer().catch(String))
    return { answers, rest: await client.rest() }
  } finally {
    client.close()
  }
}

t.test('what is malformed, and 50 MB behind it', async (t) => {
  const port = await listen(t, await build({ drain: { bytes: 100_000_000, seconds: 20 } }))
  for (const [name, first, answers] of cases) {
    for (let count = 0; count < 5; count++) {
      t.strictSame(await told(port, first, answers.length), { answers, rest: '' }, name)
    }
  }
})

t.test('a request that was refused is not answered again where the rest of its body is malformed', async (t) => {
  const port = await listen(t, await build())
  for (const path of ['/limited', '/nothing', '/members', '/here']) {
    const client = await RawClient.connect(port)
    client.send(requestOf({ method: 'POST', path, headers: { 'content-type': 'text/csv', 'transfer-encoding': 'chunked' } }))
    t.match(await client.answer(), { status: /^4/ }, path)
    client.send('no chunk\r\n')
    t.equal(await client.rest(), '', `${path}: nothing behind it`)
  }
})
