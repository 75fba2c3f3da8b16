import Fastify, { type FastifyInstance, type FastifyRequest, type FastifyServerOptions } from 'fastify'
import t from 'tap'
import conformant, { akeneo, type GateName } from '../../lib/index.ts'
import type { ConformantOptions } from '../../lib/plugin/options.ts'
import { json, problem, success } from '../helpers/answers.ts'
import { connectionsOf } from '../helpers/connections.ts'
import { exchange, listen, requestOf, type Sent } from '../helpers/exchange.ts'
import { captureLogs } from '../helpers/logs.ts'
import { RawClient, type Answer } from '../helpers/raw.ts'

const asJson = { 'content-type': 'application/json' }
const malformed = problem(400, 'The request body is not valid JSON.')
const taken = { accept: 'application/json', 'accept-post': 'application/json' }

async function server (options: ConformantOptions = {}, of: FastifyServerOptions = {}): Promise<FastifyInstance> {
  const app = Fastify(of)
  await app.register(conformant, options)
  for (const method of ['POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']) {
    app.route({ method, url: '/', bodyLimit: 20_000, handler: async (request: FastifyRequest) => ({ read: request.body ?? null }) })
  }
  app.post('/with-schema', { schema: { body: { type: 'object' } } }, async (request) => ({ read: request.body }))
  return app
}

const read = (body: unknown): Answer => success(200, { read: body })
const nested = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth)

t.test('bodies', async (t) => {
  const port = await listen(t, await server())
  const missing = (headers: object): Answer => problem(415, 'The Content-Type header is missing. Supported: application/json.', { accept: 'application/json', ...headers })
  const wrong = (type: string, headers: object = taken): Answer =>
    problem(415, `The content type '${type}' is not supported. Supported: application/json.`, headers as Answer['headers'])
  const cases: Array<[name: string, sent: Sent, told: Answer]> = [
    ['JSON', { method: 'POST', json: { a: 1 } }, read({ a: 1 })],
    ['JSON in chunks', { method: 'POST', json: { a: 1 }, chunked: true }, read({ a: 1 })],
    ['JSON with a charset, in odd case', { method: 'POST', body: '{}', headers: { 'content-type': 'Application/JSON; Charset="utf-8"' } }, read({})],
    ['a byte order mark', { method: 'POST', body: '\uFEFF{}', headers: asJson }, read({})],
    ['nothing at all', { method: 'POST' }, read(null)],
    ['nothing at all, by its length', { method: 'POST', headers: { 'content-length': '0' } }, read(null)],
    ['nothing where the route has a schema', { method: 'POST', path: '/with-schema' }, missing({ 'accept-post': 'application/json' })],
    ['JSON of nothing', { method: 'POST', headers: asJson }, read(null)],
    ['JSON of nothing, by its length', { method: 'POST', body: '', headers: asJson }, read(null)],
    ['JSON of nothing where the route has a schema', { method: 'POST', path: '/with-schema', body: '', headers: asJson }, malformed],
    ['an empty JSON body, in chunks', { method: 'POST', headers: { ...asJson, 'transfer-encoding': 'chunked' }, body: '', chunked: true }, malformed],
    ['a body without a type', { method: 'POST', body: '{}' }, missing({ 'accept-post': 'application/json' })],
    ['a body without a type, PUT', { method: 'PUT', body: '{}' }, missing({})],
    ['a body without a type, PATCH', { method: 'PATCH', body: '{}', chunked: true }, missing({ 'accept-patch': 'application/json' })],
    ['text/plain', { method: 'POST', body: 'a', headers: { 'content-type': 'text/plain' } }, wrong('text/plain')],
    ['no media type', { method: 'POST', body: 'a', headers: { 'content-type': 'json' } }, wrong('json')],
    ['several media types', { method: 'PUT', body: '{}', headers: { 'content-type': 'application/json, text/plain' } }, wrong('application/json, text/plain', { accept: 'application/json' })],
    ['markup in a media type', { method: 'PUT', body: 'a', headers: { 'content-type': '<b>\u00e9' } }, wrong('<b>\uFFFD', { accept: 'application/json' })],
    ['malformed JSON', { method: 'POST', body: '{"a"', headers: asJson }, malformed],
    ['malformed JSON in chunks', { method: 'POST', body: '{"a"', headers: asJson, chunked: true }, malformed],
    ['invalid UTF-8', { method: 'POST', body: Buffer.from('"\xE9"', 'latin1'), headers: asJson }, malformed],
    ['512 levels', { method: 'POST', body: nested(512), headers: asJson }, read(JSON.parse(nested(512)))],
    ['513 levels', { method: 'POST', body: nested(513), headers: asJson }, malformed],
    ['__proto__', { method: 'POST', body: '{"__proto__":{"admin":true}}', headers: asJson }, malformed],
    ['an escaped __proto__', { method: 'POST', body: '{"\\u005f_proto__":{}}', headers: asJson }, malformed],
    ['constructor.prototype', { method: 'POST', body: '{"constructor":{"prototype":{}}}', headers: asJson }, malformed],
    ['DELETE with a type and no body', { method: 'DELETE', headers: asJson }, read(null)],
    ['DELETE with a type and a length of 0', { method: 'DELETE', headers: { ...asJson, 'content-length': '0' } }, read(null)],
    ['DELETE with a body', { method: 'DELETE', json: [1] }, read([1])],
    ['DELETE with malformed JSON', { method: 'DELETE', body: '{', headers: asJson }, malformed],
    ["DELETE with text/plain and no body: Fastify's own parser reads it, as without the plugin", { method: 'DELETE', headers: { 'content-type': 'text/plain' } }, read('')],
    ['DELETE with a type that nobody reads and no body', { method: 'DELETE', headers: { 'content-type': 'text/csv' } }, read(null)],
    ['DELETE with a type that nobody reads', { method: 'DELETE', body: 'a', headers: { 'content-type': 'text/csv' } }, wrong('text/csv', { accept: 'application/json' })],
    ['OPTIONS with JSON', { method: 'OPTIONS', json: 1 }, read(1)],
    ['too much, as announced', { method: 'POST', json: 'a'.repeat(20_000) }, problem(413, 'The request body is larger than 20000 bytes.')],
    ['too much, in chunks', { method: 'POST', json: 'a'.repeat(20_000), chunked: true }, problem(413, 'The request body is larger than 20000 bytes.')]
  ]
  for (const [name, sent, told] of cases) t.strictSame(await exchange(port, sent), told, name)
})

t.test('the same, in the words of another dialect', async (t) => {
  const port = await listen(t, await server({ dialect: akeneo(), payload: 10 }))
  const tooLarge = { code: 413, message: 'The request is too large, 10 bytes is the maximum allowed.' }
  const cases: Array<[sent: Sent, told: Answer]> = [
    [{ method: 'POST', json: 'a'.repeat(20) }, json(413, tooLarge)],
    [{ method: 'POST', json: 'a'.repeat(20), chunked: true }, json(413, tooLarge)],
    [{ method: 'POST', body: '{', headers: asJson }, json(400, { code: 400, message: 'Invalid json message received' })],
    [{ method: 'POST', body: 'a', headers: { 'content-type': 'text/plain; x=y' } }, json(415, { code: 415, message: "'text/plain' in 'Content-type' header is not valid.  Only 'application/json' is allowed." }, taken)]
  ]
  for (const [sent, told] of cases) t.strictSame(await exchange(port, sent), told)
})

t.test('payload counts what does not say its length too; it stands above the limit of the server, and below that of the route', async (t) => {
  const app = Fastify({ bodyLimit: 40 })
  await app.register(conformant, { payload: 20 })
  app.post('/scope', async () => null)
  app.post('/route', { config: { conformant: { payload: 10 } } }, async () => null)
  app.post('/wider', { config: { conformant: { payload: 100 } } }, async () => null)
  app.post('/body-limit', { bodyLimit: 15 }, async () => null)
  app.post('/off', { config: { conformant: { payload: false } } }, async () => null)
  const port = await listen(t, app)
  for (const [path, limit] of [['/scope', 20], ['/route', 10], ['/wider', 100], ['/body-limit', 15], ['/off', 40]] as const) {
    const sent: Sent = { method: 'POST', path, json: 'a'.repeat(limit - 1) }
    const refusal = problem(413, `The request body is larger than ${limit} bytes.`)
    t.strictSame(await exchange(port, { ...sent, chunked: true }), refusal, `${path} in chunks`)
    t.strictSame(await exchange(port, sent), refusal, `${path} announced`)
    t.match(await exchange(port, { ...sent, json: 'a'.repeat(limit - 2) }), { status: 200 }, `${path} up to the limit`)
  }
})

t.test('malformed JSON that was read to its end leaves the connection open', async (t) => {
  const port = await listen(t, await server())
  const client = await RawClient.connect(port)
  for (const chunked of [false, true, false]) {
    client.send(requestOf({ method: 'POST', body: '{', headers: asJson, chunked }))
    t.strictSame(await client.answer(), malformed)
  }
  client.send(requestOf({ method: 'POST', json: [] }))
  t.strictSame(await client.answer(), read([]))
  client.send(requestOf({ method: 'POST', body: '{', headers: { ...asJson, connection: 'close' } }))
  t.strictSame(await client.answer(), { ...malformed, headers: { ...malformed.headers, connection: 'close' } }, 'unless the client asks')
  t.equal(await client.rest(), '')
  client.close()
})

t.test('what Fastify and the application have set up for JSON stays', async (t) => {
  const ignoring = await listen(t, await server({}, { onProtoPoisoning: 'remove', onConstructorPoisoning: 'ignore' }))
  t.strictSame(await exchange(ignoring, { method: 'POST', body: '{"__proto__":1,"a":2}', headers: asJson }), read({ a: 2 }))
  t.strictSame(await exchange(ignoring, { method: 'POST', body: '{"constructor":{"prototype":1}}', headers: asJson }), read({ constructor: { prototype: 1 } }))

  const { logger, errors } = captureLogs()
  const own = Fastify({ logger })
  own.addContentTypeParser('application/json', { parseAs: 'string' }, (_request, body, done) => done(null, { own: body }))
  await own.register(conformant, { contentType: ['application/json', '+json'] })
  own.post('/', async (request) => request.body)
  const port = await listen(t, own)
  t.strictSame(await exchange(port, { method: 'POST', body: '{', headers: asJson }), success(200, { own: '{' }))
  t.strictSame(await exchange(port, { method: 'POST', body: '{', headers: { 'content-type': 'application/x.y+json' } }), malformed)
  t.strictSame(errors().filter(({ msg }) => msg.startsWith('fastify-conformant')).map(({ level, msg }) => [level, msg]),
    [[30, 'fastify-conformant leaves application/json to the parser that is there']])
})

t.test('a parser that cannot be added is no secret', async (t) => {
  const app = Fastify()
  const refusal = new Error('No parsers today.')
  app.addContentTypeParser = () => { throw refusal }
  await t.rejects(Promise.resolve(app.register(conformant)), refusal)
})

t.test('json is for routes too', async (t) => {
  const app = await server()
  app.post('/shallow', { config: { conformant: { json: { maxDepth: 2 } } } }, async () => null)
  app.post('/as-fastify', { config: { conformant: { json: false } satisfies Partial<Record<GateName, unknown>> } }, async (request) => ({ read: request.body }))
  const port = await listen(t, app)
  t.strictSame(await exchange(port, { method: 'POST', path: '/shallow', body: '[[[]]]', headers: asJson }), malformed)
  t.strictSame(await exchange(port, { method: 'POST', path: '/as-fastify', body: nested(600), headers: asJson }), read(JSON.parse(nested(600))))
})

t.test('a server that is closing says so with a malformed body too', async (t) => {
  const app = Fastify({ return503OnClosing: false })
  await app.register(conformant)
  app.post('/', async () => null)
  let isClosing: () => void = () => {}
  app.addHook('preClose', async () => { isClosing() })
  const connections = connectionsOf(app.server)
  const port = await listen(t, app)
  const client = await RawClient.connect(port)
  const bytes = requestOf({ method: 'POST', body: '{', headers: asJson })
  const closing = new Promise<void>(resolve => { isClosing = resolve })
  client.send(bytes.subarray(0, 10))
  await connections.read(client, 10)
  const closed = app.close()
  await closing
  client.send(bytes.subarray(10))
  t.strictSame(await client.answer(), { ...malformed, headers: { ...malformed.headers, connection: 'close' } })
  t.equal(await client.rest(), '')
  await closed
})
