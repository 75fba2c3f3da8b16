import { rmdirSync } from 'node:fs'
import t from 'tap'
import { BodyStore } from '../../lib/batch/body-store.ts'
import { created } from '../../lib/index.ts'
import { asLines, linesOf, serverOf } from '../fixtures/batch-server.ts'
import { json } from '../helpers/answers.ts'
import { exchange, listen, requestOf } from '../helpers/exchange.ts'
import { captureLogs } from '../helpers/logs.ts'
import { RawClient, type Answer } from '../helpers/raw.ts'
import { until } from '../helpers/until.ts'

t.test('the folder is looked at when the server starts', async (t) => {
  const folder = t.testdir({ file: '' })
  for (const path of ['/nowhere/at/all', `${folder}/file`]) {
    const app = await serverOf(() => t.fail('nothing to handle'), { folder: path })
    t.teardown(() => app.close())
    await t.rejects(async () => await app.ready(), new TypeError(`fastify-conformant: option "folder" of batch PATCH / must be a folder that files can be written to; got "${path}"`))
  }
})

t.test('a temporary file that cannot be made later is a 500, and nothing is handled', async (t) => {
  const logs = captureLogs()
  const folder = t.testdir({ later: {} })
  const port = await listen(t, await serverOf(() => t.fail('nothing to handle'), { folder: `${folder}/later`, memory: 1 }, { logger: logs.logger }))
  rmdirSync(`${folder}/later`)
  for (const chunked of [false, true]) {
    const { status, body } = await exchange(port, { method: 'PATCH', headers: asLines, body: linesOf(50), chunked })
    t.strictSame([status, body], [500, '{"code":500,"message":"Internal Server Error"}'])
  }
  t.strictSame(logs.errors().map(({ level, err }) => [level, (err as { code?: string }).code]), [[50, 'ENOENT'], [50, 'ENOENT']])
})

const full = json(507, { code: 507, message: 'There is no room to store what was sent.' }, { 'retry-after': '10' })

t.test('all batches of a folder together take no more room than is allowed', async (t) => {
  const folder = t.testdir()
  const port = await listen(t, await serverOf(() => created(), { folder, memory: 1, lines: 1000, disk: 1800 }))
  const large = linesOf(50)
  const first = await RawClient.connect(port)
  first.send(requestOf({ method: 'PATCH', headers: { ...asLines, 'content-length': String(2 * large.length) }, body: `${large}\n${large.slice(0, -2)}` }))
  const second = async (): Promise<Answer> => await exchange(port, { method: 'PATCH', headers: asLines, body: large })
  const refused = await until(second, ({ status }) => status === 507)
  t.strictSame(refused, full, 'while the first one is there')
  first.close()
  t.equal((await until(second, ({ status }) => status === 200)).status, 200, 'and when it has gone')
  t.equal((await exchange(port, { method: 'PATCH', headers: asLines, body: `${large}\n${large}\n${large}` })).status, 507, 'one that is too much alone')
  t.equal((await second()).status, 200, 'has given its room back')
})

t.test('a disk that is full is a 507, and what else fails is not', async (t) => {
  const { flush } = BodyStore.prototype
  t.teardown(() => { BodyStore.prototype.flush = flush })
  const port = await listen(t, await serverOf(() => t.fail('nothing to handle'), { memory: 1 }))
  for (const [code, told] of [['ENOSPC', full], ['EDQUOT', full], ['EIO', json(500, { code: 500, message: 'Internal Server Error' })]] as const) {
    BodyStore.prototype.flush = async () => { throw Object.assign(new Error('of the test'), { code }) }
    const { status, body, headers } = await exchange(port, { method: 'PATCH', headers: asLines, body: linesOf(3) })
    t.strictSame([status, body, headers['retry-after']], [told.status, told.body, told.headers['retry-after']], code)
  }
})

t.test('types: what is taken, and what the answer to another one names', async (t) => {
  const line = '{"code":"1"}'
  for (const [types, taken, refused] of [
    [['application/vnd.akeneo.collection+json'], 'application/vnd.akeneo.collection+json', 'application/json'],
    [['application/json'], 'application/json', 'application/x-ndjson'],
    [['application/x-ndjson', 'application/json'], 'application/x-ndjson', 'application/vnd.akeneo.collection+json']
  ] as const) {
    const port = await listen(t, await serverOf(() => created(), { types }))
    const send = async (type: string | undefined): Promise<Answer> => await exchange(port, { method: 'PATCH', headers: { 'content-type': type }, body: type === 'application/json' ? `[${line}]` : line })
    t.equal((await send(taken)).status, 200)
    const list = types.map(type => `'${type}'`).join(' or ')
    const { status, headers, body } = await send(refused)
    t.strictSame([status, headers.accept, JSON.parse(body)], [415, types.join(', '), { code: 415, message: `'${refused}' in 'Content-type' header is not valid.  Only ${list} ${types.length > 1 ? 'are' : 'is'} allowed.` }])
    t.match(JSON.parse((await send(undefined)).body), { code: 415, message: list }, 'without a type')
  }
})
