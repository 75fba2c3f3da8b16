import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import t, { type Test } from 'tap'
import conformant, { akeneo, gitlab, notFound } from '../../lib/index.ts'
import { json, noStore, problem, success } from '../helpers/answers.ts'
import { exchange, listen, requestOf, type Sent } from '../helpers/exchange.ts'
import { captureLogs } from '../helpers/logs.ts'
import { RawClient, type Answer } from '../helpers/raw.ts'

const asJson = { 'content-type': 'application/json' }

t.test('two scopes speak two dialects, each below its prefix, and the rest is Fastify\'s', async (t) => {
  const app = Fastify()
  app.register(async scope => {
    await scope.register(conformant, { dialect: akeneo() })
    scope.get('/things/:id', async () => { throw notFound({ resource: 'Thing', id: '1' }) })
    scope.register(async child => { child.get('/child', async () => { throw new Error('secret') }) }, { prefix: '/inner' })
  }, { prefix: '/akeneo' })
  app.register(async scope => {
    await scope.register(conformant, { dialect: gitlab() })
    scope.get('/things/:id', async () => { throw notFound({ resource: 'Thing', id: '1' }) })
  }, { prefix: '/gitlab' })
  app.get('/things', async () => ({}))
  const port = await listen(t, app)
  const cases: Array<[line: string, told: Answer]> = [
    ['GET /akeneo/things/1', json(404, { code: 404, message: "Thing '1' does not exist." }, noStore)],
    ['GET /gitlab/things/1', json(404, { message: '404 Thing Not Found' }, noStore)],
    ['GET /akeneo/inner/child', json(500, { code: 500, message: 'Internal Server Error' })],
    ['GET /akeneo', json(404, { code: 404, message: "No route found for 'GET /akeneo'" }, noStore)],
    ['GET /akeneo/none?x', json(404, { code: 404, message: "No route found for 'GET /akeneo/none'" }, noStore)],
    ['GET /gitlab/none', json(404, { message: '404 Not Found' }, noStore)],
    ['PUT /akeneo/things/1', json(405, { code: 405, message: "No route found for 'PUT /akeneo/things/1': Method Not Allowed (Allow: GET)" }, { ...noStore, allow: 'GET, HEAD' })],
    ['PUT /gitlab/things/1', json(405, { message: '405 Method Not Allowed' }, { ...noStore, allow: 'GET, HEAD' })],
    ['GET /akeneox', success(404, { message: 'Route GET:/akeneox not found', error: 'Not Found', statusCode: 404 })],
    ['GET /none', success(404, { message: 'Route GET:/none not found', error: 'Not Found', statusCode: 404 })],
    ['PUT /things', success(404, { message: 'Route PUT:/things not found', error: 'Not Found', statusCode: 404 })]
  ]
  for (const [line, told] of cases) t.strictSame(await exchange(port, line), told, line)
})

t.test('a scope without the plugin answers byte for byte as a server without it, but for URLs that cannot be read', async (t) => {
  const declare = (scope: FastifyInstance): void => {
    scope.get('/', async () => ({ a: 1 }))
    scope.get('/null', async () => null)
    scope.get('/thrown', async () => { throw new Error('as it is') })
    scope.get('/404', async () => { throw Object.assign(new Error('as it is'), { statusCode: 404, headers: { 'x-a': 'b' } }) })
    scope.get('/text', async () => { throw 'text' }) // eslint-disable-line no-throw-literal
    scope.get('/etag', async (_request: FastifyRequest, reply: FastifyReply) => {
      reply.header('etag', '"1"')
      throw new Error('as it is')
    })
    scope.get('/call', async (_request: FastifyRequest, reply: FastifyReply) => { reply.callNotFound() })
    scope.post('/', { schema: { body: { type: 'object', properties: { n: { type: 'integer' } }, additionalProperties: false } } }, async (request) => request.body as object)
    scope.get('/query', { schema: { querystring: { type: 'object', properties: { n: { type: 'integer' } } } } }, async (request) => request.query as object)
    scope.get('/response', { schema: { response: { 200: { type: 'object', properties: { n: { type: 'integer' } }, required: ['n'] } } } }, async () => ({}))
  }
  const requests: Sent[] = [
    ...['/', '/null', '/thrown', '/404', '/text', '/etag', '/call', '/query?n=1', '/query?n=x', '/response', '/none'].map(path => ({ path })),
    { path: '/', headers: { accept: 'image/png' } },
    { method: 'HEAD', path: '/' },
    { method: 'HEAD', path: '/none' },
    { method: 'PUT', path: '/', json: {} },
    { method: 'PUT', path: '/', body: '{', headers: asJson },
    { method: 'DELETE', path: '/' },
    { method: 'OPTIONS', path: '/' },
    { method: 'POST', path: '/', json: { n: '1', more: 1 } },
    { method: 'POST', path: '/', json: { n: 'x' } },
    { method: 'POST', path: '/', json: {}, headers: { 'content-encoding': 'br' } },
    { method: 'POST', path: '/', body: '{', headers: asJson },
    { method: 'POST', path: '/', body: '', headers: asJson },
    { method: 'POST', path: '/', body: '{"__proto__":1}', headers: asJson },
    { method: 'POST', path: '/', body: 'a', headers: { 'content-type': 'text/plain' } },
    { method: 'POST', path: '/', body: 'a', headers: { 'content-type': 'text/csv' } },
    { method: 'POST', path: '/', json: 'a'.repeat(100) },
    { method: 'POST', path: '/', json: 'a'.repeat(100), chunked: true }
  ]
  const bare = Fastify({ bodyLimit: 100 })
  bare.register(async scope => declare(scope))
  const mixed = Fastify({ bodyLimit: 100 })
  mixed.register(async scope => {
    await scope.register(conformant, { dialect: akeneo() })
    declare(scope)
  }, { prefix: '/conformant' })
  mixed.register(async scope => declare(scope))
  const ports = [await listen(t, bare), await listen(t, mixed)] as const
  for (const sent of requests) {
    const [expected, actual] = await Promise.all(ports.map(async port => await bytes(port, sent)))
    t.equal(actual, expected, `${sent.method ?? 'GET'} ${sent.path}`)
  }
  t.strictSame(await exchange(ports[1], 'GET /%zz'), json(400, { code: 400, message: 'The URL is not valid.' }), 'what belongs to no scope is answered by the first one that has the plugin')
})

/** All that comes back, except for the time. */
async function bytes (port: number, sent: Sent): Promise<string> {
  const client = await RawClient.connect(port)
  client.send(requestOf({ ...sent, headers: { ...sent.headers, connection: 'close' } }))
  return (await client.rest()).replace(/\r\nDate: [^\r]+/, '')
}

t.test('a nested registration inherits what it does not say', async (t) => {
  const app = Fastify()
  await app.register(conformant, { dialect: akeneo({ documentation: 'https://docs.example/api' }), items: 2, contentType: 'application/x.a+json' })
  const declare = async (scope: FastifyInstance): Promise<void> => {
    scope.post('/', { schema: { body: { anyOf: [{ type: 'array' }, { type: 'object', properties: { a: {} } }] } }, config: { conformant: { documentation: '#post' } } }, async () => ({}))
  }
  app.register(declare, { prefix: '/root' })
  app.register(async scope => {
    await scope.register(conformant, { items: 3 })
    scope.register(declare)
    scope.register(async inner => {
      await inner.register(conformant, { dialect: gitlab() })
      inner.register(declare)
    }, { prefix: '/inner' })
  }, { prefix: '/scope' })
  app.register(async scope => {
    await scope.register(conformant, { items: 1 })
    await scope.register(conformant, { contentType: true })
    scope.register(declare)
  }, { prefix: '/again' })
  const port = await listen(t, app)
  const headers = { 'content-type': 'application/x.a+json' }
  const tooMany = (limit: number): Answer => json(413, { code: 413, message: `Too many resources to process, ${limit} is the maximum allowed.` })
  const four: Sent = { method: 'POST', json: [1, 2, 3, 4], headers }
  t.strictSame(await exchange(port, { ...four, path: '/root' }), tooMany(2))
  t.strictSame(await exchange(port, { ...four, path: '/scope' }), tooMany(3))
  t.strictSame(await exchange(port, { ...four, path: '/scope/inner' }), json(413, { message: '413 Request Entity Too Large' }))
  t.strictSame(await exchange(port, { ...four, path: '/again' }), tooMany(1))
  const unknown: Sent = { method: 'POST', json: { b: 1 }, headers }
  t.strictSame(await exchange(port, { ...unknown, path: '/scope' }), json(422, {
    code: 422,
    message: "Property 'b' does not exist. Check the standard format documentation.",
    _links: { documentation: { href: 'https://docs.example/api#post' } }
  }))
  t.strictSame(await exchange(port, { ...unknown, path: '/scope/inner' }), json(400, { message: { b: ['is not allowed'] } }))
  t.strictSame(await exchange(port, 'GET /scope/none'), json(404, { code: 404, message: "No route found for 'GET /scope/none'" }, noStore))
  t.strictSame(await exchange(port, 'GET /scope/inner/none'), json(404, { message: '404 Not Found' }, noStore))
})

t.test('a scope without a prefix of its own has no unknown URLs of its own', async (t) => {
  const app = Fastify()
  app.register(async scope => {
    await scope.register(conformant)
    scope.register(async inner => {
      await inner.register(conformant, { dialect: gitlab() })
      inner.get('/thrown', async () => { throw notFound() })
    })
  }, { prefix: '/a' })
  const port = await listen(t, app)
  t.strictSame(await exchange(port, 'GET /a/thrown'), json(404, { message: '404 Not Found' }, noStore))
  t.strictSame(await exchange(port, 'GET /a/none'), problem(404, 'There is nothing at /a/none.', noStore))
})

t.test('routes from before the plugin: one warning', async (t) => {
  const { logger, errors } = captureLogs()
  const emitted = warnings(t)
  const app = Fastify({ logger })
  app.get('/early', async () => { throw new Error('as it is') })
  app.post('/early', async () => ({}))
  await app.register(async child => { child.get('/early/child', async () => ({})) })
  await app.register(conformant)
  app.get('/late', async () => ({}))
  const port = await listen(t, app)
  const fastifys = success(500, { statusCode: 500, error: 'Internal Server Error', message: 'as it is' })
  for (let i = 0; i < 2; i++) {
    t.strictSame(await exchange(port, 'GET /early'), fastifys)
    t.strictSame(await exchange(port, { method: 'POST', path: '/early', json: {} }), success(200, {}))
    t.strictSame(await exchange(port, 'GET /early/child'), success(200, {}))
    t.strictSame(await exchange(port, 'GET /late'), success(200, {}))
  }
  t.strictSame(await exchange(port, 'PUT /early'), problem(405, 'PUT is not supported at /early. Supported: GET, POST.', { ...noStore, allow: 'GET, HEAD, POST' }), 'they count for Allow')
  const warning = (line: string): string => `${line} was declared before fastify-conformant was loaded, and others may be: its gates are not there, and its errors may keep Fastify's format. ` +
    'Write `await app.register(conformant, …)` before you declare routes.'
  const told = ['GET /early'].map(warning)
  t.strictSame(errors().filter(({ level }) => level === 40).map(({ msg }) => msg), told)
  t.strictSame(emitted(), told.map(message => ({ name: 'ConformantWarning', code: 'CONFORMANT_UNCOVERED_ROUTE', message })), 'also without a logger')
})

t.test('options that come too late for the routes of their scope are not passed over in silence', async (t) => {
  const emitted = warnings(t)
  const app = Fastify()
  await app.register(conformant)
  app.register(async scope => {
    scope.register(conformant, { dialect: gitlab() })
    scope.get('/thrown', async () => { throw notFound() })
  }, { prefix: '/late' })
  const port = await listen(t, app)
  t.strictSame(await exchange(port, 'GET /late/thrown'), problem(404, 'The resource does not exist.', noStore))
  t.strictSame(emitted(), [{
    name: 'ConformantWarning',
    code: 'CONFORMANT_LATE_OPTIONS',
    message: 'options of fastify-conformant came too late for routes of the scope "/late": write `await scope.register(conformant, …)` before you declare routes.'
  }])
})

function warnings (t: Test): () => object[] {
  const emitted: object[] = []
  const listener = ({ name, message, code }: Error & { code?: string }): void => { if (name === 'ConformantWarning') emitted.push({ name, code, message }) }
  process.on('warning', listener)
  t.teardown(() => process.off('warning', listener))
  return () => emitted
}

t.test('a wrong option stops the registration', async (t) => {
  await t.rejects(Promise.resolve(Fastify().register(conformant, { item: 1 } as object)), { name: 'TypeError', message: /option "item" does not exist/ })
  const app = Fastify()
  await app.register(conformant)
  t.throws(() => app.get('/', { config: { conformant: { items: 0 } } }, async () => ({})),
    { name: 'TypeError', message: 'fastify-conformant: option "items" of route GET / must be true, false, a whole number of items from 1, { limit, status } or "report"; got 0' })
  t.throws(() => app.route({ method: ['PUT', 'POST'], url: '/a', config: { conformant: { mappers: [] } as object }, handler: async () => ({}) }),
    { name: 'TypeError', message: /^fastify-conformant: option "mappers" of route PUT, POST \/a does not exist/ })
})
