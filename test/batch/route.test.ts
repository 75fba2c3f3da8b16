import { Type } from '@sinclair/typebox'
import Fastify from 'fastify'
import t from 'tap'
import { BodyStore } from '../../lib/batch/body-store.ts'
import conformant, { akeneo, created } from '../../lib/index.ts'
import { Category, collection, streamed } from '../fixtures/batch.ts'
import { asArray, asLines, done, linesOf, serverOf } from '../fixtures/batch-server.ts'
import { problem, success } from '../helpers/answers.ts'
import { deferred } from '../helpers/deferred.ts'
import { exchange, listen } from '../helpers/exchange.ts'
import { captureLogs } from '../helpers/logs.ts'
import { until } from '../helpers/until.ts'

t.test('the type of a batch in all its forms, and the type of its answer', async (t) => {
  const port = await listen(t, await serverOf(() => created()))
  const cases: Array<[type: string, answered: string]> = [
    [collection, collection],
    ['application/x-ndjson', 'application/x-ndjson'],
    ['Application/X-NDJSON; charset="utf-8"', 'application/x-ndjson'],
    [`${collection};charset=utf-8`, collection],
    ['application/json', 'application/json'],
    ['Application/JSON; charset=utf-8', 'application/json']
  ]
  for (const [type, answered] of cases) {
    const isArray = answered === 'application/json'
    const told = streamed(answered, isArray ? '[{"code":"1","status_code":201}]' : done(1))
    t.strictSame(await exchange(port, { method: 'PATCH', headers: { 'content-type': type }, body: isArray ? '[{"code":"1"}]' : '{"code":"1"}' }), told, type)
    t.strictSame(await exchange(port, { method: 'PATCH', headers: { 'content-type': type }, body: isArray ? '[]' : '' }), streamed(answered, isArray ? '[]' : ''), `${type}, nothing`)
  }
})

t.test('every method that a batch may have', async (t) => {
  for (const method of ['POST', 'PUT', 'PATCH', 'DELETE'] as const) {
    const port = await listen(t, await serverOf(() => created(), { method }))
    t.strictSame(await exchange(port, { method, headers: asLines, body: '{"code":"1"}' }), streamed(collection, done(1)), method)
    t.strictSame(await exchange(port, { method, headers: asLines }), streamed(collection, ''), `${method} of nothing`)
  }
})

t.test('a batch beside other routes, in a scope, with what every route may have', async (t) => {
  const app = Fastify()
  await app.register(conformant, {})
  const seen: string[] = []
  const behind = deferred()
  app.addHook('onRequest', async () => { seen.push('scope') })
  app.register(async (scope) => {
    scope.batch({
      method: 'POST',
      url: '/batch/:list',
      key: 'code',
      item: Type.Object({ code: Type.String() }),
      schema: { params: Type.Object({ list: Type.String({ maxLength: 3 }) }) },
      config: { conformant: { unknownProperties: false } },
      onRequest: async () => { seen.push('route') },
      preHandler: async () => { seen.push('before') },
      onResponse: async () => {
        seen.push('behind')
        behind.resolve()
      }
    }, ({ code }, request) => created({ list: (request.params as { list: string }).list, upper: code.toUpperCase() }))
    scope.post('/', async (request) => request.body)
  }, { prefix: '/v1' })
  const port = await listen(t, app)
  t.strictSame(await exchange(port, { method: 'POST', path: '/v1/batch/abc', headers: asLines, body: '{"code":"a","x":1}' }),
    streamed(collection, '{"line":1,"code":"a","status_code":201,"list":"abc","upper":"A"}'))
  await behind.promise
  t.strictSame(seen, ['scope', 'route', 'before', 'behind'])
  t.equal((await exchange(port, { method: 'POST', path: '/v1/batch/abcd', headers: asLines, body: '{"code":"a"}' })).status, 422)
  t.strictSame(await exchange(port, { method: 'POST', path: '/v1/', json: { a: 1 } }), success(200, { a: 1 }), 'the parsers of other routes are theirs')
  t.equal((await exchange(port, { method: 'POST', path: '/v1/', headers: asLines, body: '{}' })).status, 415)
  const { status, headers } = await exchange(port, 'GET /v1/batch/abc')
  t.strictSame([status, headers.allow], [405, 'POST'])
})

t.test('gates of the scope hold for the items: validation off, unknown properties off, another depth', async (t) => {
  const app = Fastify()
  await app.register(conformant, { dialect: akeneo() })
  for (const [url, config] of Object.entries({ '/validation': { validation: false, unknownProperties: false }, '/unknown': { unknownProperties: false }, '/depth': { json: { maxDepth: 2 } }, '/json': { json: false }, '/one': { validation: { limit: 1 } } } as const)) {
    app.batch({ method: 'PATCH', url, key: 'code', item: Category, config: { conformant: config } }, () => created())
  }
  const port = await listen(t, app)
  const ok = '"code":"a","status_code":201}'
  const position = '"code":"a","status_code":422,"message":"Validation failed.","errors":[{"property":"position","message":"This value should be 0 or more."}]}'
  const cases: Array<[path: string, body: string | Buffer, told: string]> = [
    ['/validation', '{"code":"a","parent":5,"x":1}', ok],
    ['/validation', '{"code":"a","position":-1,"parent":[],"x":1}', '"code":"a","status_code":400,"message":"Validation failed.","errors":[{"property":"parent","message":"This value should be of type string."}]}'],
    ['/unknown', '{"code":"a","x":1}', ok],
    ['/unknown', '{"code":"a","position":-1,"x":1}', position],
    ['/depth', '{"code":"a","deep":[]}', ok],
    ['/depth', '{"code":"a","deep":[[]]}', '"status_code":400,"message":"Invalid json message received"}'],
    ['/json', Buffer.from('{"code":"a","parent":"\xE9"}', 'latin1'), ok],
    ['/one', '{"code":"a","position":-1,"parent":5}', '"code":"a","status_code":422,"message":"Validation failed.","errors":[{"property":"parent","message":"This value should be of type string."}]}'],
    ['/one', '{"code":"a","position":-1,"x":1}', '"code":"a","status_code":422,"message":"Property \'x\' does not exist. Check the standard format documentation."}']
  ]
  for (const [path, body, told] of cases) {
    t.strictSame(await exchange(port, { method: 'PATCH', path, headers: asLines, body }), streamed(collection, `{"line":1,${told}`), `${path} ${String(body)}`)
  }
})

t.test('a result that cannot be written is that line\'s fault alone', async (t) => {
  const circle: { self?: unknown } = {}
  circle.self = circle
  const bad: Record<string, () => unknown> = {
    1: () => ({ count: 10n }), 2: () => circle, 3: () => created({ when: { toJSON () { throw new Error('secret') } } }), 4: () => [Symbol('a')], 5: () => ({ get a () { throw new Error('secret') } })
  }
  const port = await listen(t, await serverOf(code => bad[code]?.() ?? created()))
  const fault = (line: number): string => `{"line":${line},"code":"${line}","status_code":500,"message":"Internal Server Error"}`
  t.strictSame(await exchange(port, { method: 'PATCH', headers: asLines, body: linesOf(6) }),
    streamed(collection, [fault(1), fault(2), fault(3), '{"line":4,"code":"4","status_code":200,"value":[null]}', fault(5), done(6)].join('\n')))
})

t.test('a temporary file that cannot be closed is in the log, and the answer is whole', async (t) => {
  const { close } = BodyStore.prototype
  BodyStore.prototype.close = async function () {
    await close.call(this)
    throw new Error('of the test')
  }
  t.teardown(() => { BodyStore.prototype.close = close })
  const logs = captureLogs()
  const port = await listen(t, await serverOf(() => created(), { memory: 1 }, { logger: logs.logger }))
  t.strictSame(await exchange(port, { method: 'PATCH', headers: asLines, body: linesOf(2) }), streamed(collection, `${done(1)}\n${done(2)}`))
  await until(() => logs.errors().length, count => count > 0)
  t.strictSame(logs.errors().map(({ level, msg, err }) => [level, msg, (err as Error).message]), [[50, 'the temporary file of a batch was not closed', 'of the test']])
})

t.test('items of which the schema names no property', async (t) => {
  const app = Fastify()
  await app.register(conformant, {})
  app.batch({ method: 'PATCH', url: '/', key: 'code', item: Type.Record(Type.String(), Type.String()) }, () => created())
  const port = await listen(t, app)
  t.strictSame(await exchange(port, { method: 'PATCH', headers: asLines, body: '{"code":"1","x":"y"}\n{"code":"2","x":"y"}' }), streamed(collection, `${done(1)}\n${done(2)}`))
})

t.test('without akeneo the words of a fault before the first line are the dialect\'s', async (t) => {
  const app = Fastify()
  await app.register(conformant, {})
  app.batch({ method: 'PATCH', url: '/', key: 'code', item: Category, lines: 1 }, () => created())
  const port = await listen(t, app)
  t.strictSame(await exchange(port, { method: 'PATCH', headers: asLines, body: 'x\nx' }), problem(413, 'The request has more than 1 items.'))
  t.strictSame(await exchange(port, { method: 'PATCH', headers: asArray, body: '[' }), problem(400, 'The request body is not valid JSON.'))
})
