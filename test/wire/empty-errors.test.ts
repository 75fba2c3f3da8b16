// Errors that the application sends without a body, as with `reply.code(404).send()`: what leaves, and what hooks, readers and the log see.
import compress from '@fastify/compress'
import etag from '@fastify/etag'
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest, type FastifyServerOptions } from 'fastify'
import { Readable } from 'node:stream'
import t, { type Test } from 'tap'
import conformant, { akeneo, gitlab, problem as problemDialect, serverOptions, strongEtag, type Dialect } from '../../lib/index.ts'
import type { ConformantOptions } from '../../lib/plugin/options.ts'
import { json, noStore, problem, success } from '../helpers/answers.ts'
import { exchange, listen, type Sent } from '../helpers/exchange.ts'
import { ask, open } from '../helpers/http2.ts'
import { captureLogs, type Logs } from '../helpers/logs.ts'
import type { Answer } from '../helpers/raw.ts'

type Handler = (request: FastifyRequest, reply: FastifyReply) => unknown

async function server (t: Test, declare: (app: FastifyInstance) => unknown, options: ConformantOptions = {}, ofFastify: FastifyServerOptions = {}): Promise<{ port: number, app: FastifyInstance } & Logs> {
  const logs = captureLogs()
  const app = Fastify({ ...ofFastify, logger: logs.logger })
  await app.register(conformant, options)
  await declare(app)
  return { port: await listen(t, app), app, ...logs }
}

const notFound = problem(404, 'The resource does not exist.', noStore)

/** An error that is left as it is. */
const empty = (status: number, headers: Answer['headers'] = {}): Answer => ({ status, headers: { 'content-length': '0', ...headers }, body: '' })
const headOf = (answer: Answer): Answer => ({ ...answer, body: '' })

type Row = [status: number, headers: Answer['headers'], inAkeneo: string, inGitlab: unknown, inProblem?: string | undefined]

const rows: Row[] = [
  [400, {}, 'The request cannot be understood.', '400 Bad request', 'The request cannot be understood.'],
  [401, { 'www-authenticate': 'Bearer realm="api"' }, 'Authentication is required', '401 Unauthorized', 'Authentication is required.'],
  [403, {}, 'Access forbidden.', '403 Forbidden', 'Access is forbidden.'],
  [404, noStore, 'The resource does not exist.', '404 Not Found', 'The resource does not exist.'],
  [405, { ...noStore, allow: 'POST' }, 'The method is not supported at this URL.', '405 Method Not Allowed', 'The method is not supported at this URL.'],
  [409, {}, 'The request conflicts with the current state of the resource.', '409 Conflict', 'The request conflicts with the current state of the resource.'],
  [410, noStore, 'The resource has been removed.', '410 Gone', 'The resource has been removed.'],
  [429, noStore, 'You have exceeded the limit of API requests per second.', { error: 'This endpoint has been requested too many times. Try again later.' }, 'Too many requests.'],
  [499, {}, 'The request cannot be understood.', '499 Bad Request', 'The request cannot be understood.'],
  [500, {}, 'Internal Server Error', '500 Internal Server Error'],
  [503, {}, 'The server is temporarily unable to answer.', '503 Service Unavailable', 'The server is temporarily unable to answer.'],
  [599, {}, 'Internal Server Error', '599 Internal Server Error']
]

t.test('in each dialect, of every status', async (t) => {
  const dialects: Array<[dialect: Dialect, told: (row: Row) => Answer]> = [
    [akeneo(), ([status, headers, message]) => json(status, { code: status, message }, headers)],
    [gitlab(), ([status, headers, , message]) => json(status, { message }, headers)],
    [problemDialect(), ([status, headers, , , detail]) => problem(status, detail, headers)]
  ]
  for (const [dialect, told] of dialects) {
    const { port, app, errors } = await server(t, app => {
      app.get('/:status', async (request, reply) => reply.code(Number((request.params as { status: string }).status)).send())
      app.post('/:status', async () => ({}))
    }, { dialect })
    for (const row of rows) {
      const before = errors().length
      t.strictSame(await exchange(port, `GET /${row[0]}`), told(row), `${dialect.name}: ${row[0]}`)
      const lines = errors().slice(before)
      t.strictSame(lines.map(({ level, reqId }) => [level, typeof reqId]), [[row[0] < 500 ? 30 : 50, 'string']], 'one line in the log')
      t.strictSame(await exchange(port, `HEAD /${row[0]}`), headOf(told(row[0] === 405 ? [405, { ...noStore, allow: 'GET, POST' }, row[2], row[3], row[4]] : row)), 'the head to HEAD')
      const { statusCode, payload } = await app.inject(`/${row[0]}`)
      t.strictSame([statusCode, payload], [row[0], told(row).body], 'the same without a socket')
    }
  }
})

const ways: Array<[name: string, handler: Handler]> = [
  ['send()', (_request, reply) => { reply.code(404).send() }],
  ['send(undefined)', (_request, reply) => { reply.code(404).send(undefined) }],
  ['send(null)', (_request, reply) => { reply.code(404).send(null) }],
  ["send('')", (_request, reply) => { reply.code(404).send('') }],
  ['an empty Buffer', (_request, reply) => { reply.code(404).send(Buffer.alloc(0)) }],
  ['an empty typed array', (_request, reply) => { reply.code(404).send(new Uint16Array(0)) }],
  ['status()', (_request, reply) => { reply.status(404).send() }],
  ['statusCode', (_request, reply) => { reply.statusCode = 404; reply.send() }],
  ['another status before', (_request, reply) => { reply.code(200).code(500).code(404).send() }],
  ['returned', async (_request, reply) => reply.code(404).send()],
  ['returned, not async', (_request, reply) => reply.code(404).send()],
  ['nothing returned', async (_request, reply) => { reply.code(404) }],
  ['null returned', async (_request, reply) => { reply.code(404); return null }],
  ["'' returned", async (_request, reply) => { reply.code(404); return '' }],
  ['later', (_request, reply) => { setImmediate(() => reply.code(404).send()) }],
  ['a type of its own', async (_request, reply) => reply.code(404).type('text/html').send()],
  ['a JSON type and null', async (_request, reply) => reply.code(404).type('application/json').send(null)],
  ['what describes a representation', async (_request, reply) => reply.code(404).headers({ etag: '"a"', 'last-modified': 'Thu, 01 Jan 2026 00:00:00 GMT', 'content-language': 'en', 'content-encoding': 'gzip' }).send('')]
]

t.test('however it is sent', async (t) => {
  const { port } = await server(t, app => ways.forEach(([, handler], index) => app.get(`/${index}`, handler as never)))
  for (const [index, [name]] of ways.entries()) {
    t.strictSame(await exchange(port, `GET /${index}`), notFound, name)
    t.strictSame(await exchange(port, `HEAD /${index}`), headOf(notFound), `${name}: HEAD`)
  }
})

t.test('to HEAD alone, where Fastify has put no length on the reply', async (t) => {
  const { port } = await server(t, app => {
    app.head('/head', async (_request, reply) => reply.code(404).send())
    app.setNotFoundHandler((_request, reply) => { reply.code(404).send() })
  })
  t.strictSame(await exchange(port, 'HEAD /head'), headOf(notFound))
  t.match(await exchange(port, 'HEAD /none'), { status: 404, headers: { 'content-type': 'application/problem+json', 'content-length': /^\d\d+$/ } })
})

t.test('what the application says beside it stays', async (t) => {
  const fields: Array<[status: number, given: Record<string, string>, kept: Answer['headers'], detail: string]> = [
    [401, { 'www-authenticate': 'Basic realm="shop"' }, { 'www-authenticate': 'Basic realm="shop"' }, 'Authentication is required.'],
    [405, { allow: 'PATCH' }, { ...noStore, allow: 'PATCH' }, 'The method is not supported at this URL.'],
    [429, { 'retry-after': '7' }, { ...noStore, 'retry-after': '7' }, 'Too many requests.'],
    [503, { 'retry-after': '7' }, { 'retry-after': '7' }, 'The server is temporarily unable to answer.'],
    [404, { 'cache-control': 'public, max-age=60' }, { 'cache-control': 'public, max-age=60' }, 'The resource does not exist.'],
    [409, { location: '/other', vary: 'Origin', 'x-own': 'a' }, { location: '/other', vary: 'Origin', 'x-own': 'a' }, 'The request conflicts with the current state of the resource.'],
    [416, { 'content-range': 'bytes */9' }, { 'content-range': 'bytes */9' }, 'The range cannot be satisfied.']
  ]
  const { port } = await server(t, app => fields.forEach(([status, given], index) => app.get(`/${index}`, async (_request, reply) => reply.code(status).headers(given).send())))
  for (const [index, [status, , kept, detail]] of fields.entries()) t.strictSame(await exchange(port, `GET /${index}`), problem(status, detail, kept), `${status} ${JSON.stringify(kept)}`)
})

t.test('what is there stays, and what is no error', async (t) => {
  const text = { 'content-type': 'text/plain; charset=utf-8' }
  const kept: Array<[name: string, handler: Handler, told: Answer]> = [
    ['a body', async (_request, reply) => reply.code(404).send({ own: true }), success(404, { own: true })],
    ['a text', async (_request, reply) => reply.code(404).send(' '), { status: 404, headers: { ...text, 'content-length': '1' }, body: ' ' }],
    ['false', async (_request, reply) => reply.code(404).send(false), success(404, false)],
    ['a stream of nothing', async (_request, reply) => reply.code(404).send(Readable.from([])), empty(404)],
    ['a Response', async () => new Response(null, { status: 404 }), empty(404)],
    ['200', async (_request, reply) => reply.code(200).send(), empty(200)],
    ['204', async (_request, reply) => reply.code(204).send(), { status: 204, headers: {}, body: '' }],
    ['304', async (_request, reply) => reply.code(304).send(), { status: 304, headers: {}, body: '' }],
    ['303', async (_request, reply) => reply.redirect('/other', 303), empty(303, { location: '/other' })],
    ['204 in the end', async (_request, reply) => reply.code(404).code(204).send(), { status: 204, headers: {}, body: '' }],
    ['trailers', async (_request, reply) => { reply.code(404).trailer('x-end', async () => 'a').send() }, { status: 404, headers: { 'transfer-encoding': 'chunked', trailer: 'x-end' }, body: '' }],
    ['a response of its own', (_request, reply) => {
      reply.code(404).hijack().send()
      reply.raw.writeHead(404, { 'content-length': 0 }).end()
    }, empty(404)],
    ['a response taken without a word', (_request, reply) => { reply.code(404).raw.writeHead(404, 'Nothing', { 'content-length': '0' }).end() }, empty(404)]
  ]
  const { port, errors } = await server(t, app => {
    kept.forEach(([, handler], index) => app.get(`/${index}`, handler as never))
    app.head('/head', async (_request, reply) => reply.code(404).header('content-length', '7').send())
  })
  for (const [index, [name, , told]] of kept.entries()) t.strictSame(await exchange(port, `GET /${index}`), told, name)
  t.strictSame(await exchange(port, 'HEAD /head'), { status: 404, headers: { 'content-length': '7' }, body: '' }, 'what HEAD says of GET')
  t.strictSame(errors().map(({ err }) => (err as { code?: string }).code), ['FST_ERR_REP_ALREADY_SENT'], 'nothing but what Fastify says of the reply that was taken')
})

t.test("emptyErrors: 'keep' of plugin, scope and route, and below a report", async (t) => {
  const send: Handler = async (_request, reply) => reply.code(404).send()
  const sendNull: Handler = async (_request, reply) => reply.code(404).send(null)
  const declare = (app: FastifyInstance): void => {
    app.get('/', send as never)
    app.get('/null', sendNull as never)
    for (const emptyErrors of ['keep', 'dialect'] as const) app.get(`/${emptyErrors}`, { config: { conformant: { emptyErrors } } }, send as never)
    app.get('/report', { config: { conformant: { enforce: 'report' } } }, send as never)
    app.get('/enforced', { config: { conformant: { enforce: true } } }, send as never)
    app.get('/thrown', async (_request, reply) => { reply.code(404); throw new Error('secret') })
  }
  const null404 = success(404, null)
  const told = (emptyErrors: Answer, nulls: Answer, enforced: Answer): Array<[path: string, answer: Answer]> =>
    [['', emptyErrors], ['/null', nulls], ['/keep', empty(404)], ['/dialect', notFound], ['/enforced', enforced], ['/thrown', notFound]]
  const places: Array<[options: ConformantOptions, answers: Array<[path: string, answer: Answer]>]> = [
    [{}, [...told(notFound, notFound, notFound), ['/report', empty(404)]]],
    [{ emptyErrors: 'keep' }, [...told(empty(404), null404, empty(404)), ['/report', empty(404)]]],
    [{ enforce: 'report' }, [...told(empty(404), null404, notFound), ['/report', empty(404)]]],
    [{ enforce: 'report', emptyErrors: 'dialect' }, [...told(notFound, notFound, notFound), ['/report', notFound]]]
  ]
  for (const [options, answers] of places) {
    const { port } = await server(t, async app => {
      declare(app)
      await app.register(async scope => {
        await scope.register(conformant, options)
        declare(scope)
      }, { prefix: '/scope' })
    }, options)
    for (const [path, answer] of answers) {
      for (const prefix of ['', '/scope']) t.strictSame(await exchange(port, `GET ${prefix}${path || '/'}`), answer, `${JSON.stringify(options)} ${prefix}${path}`)
    }
  }
})

t.test('hooks see that nothing is sent, and what they do holds', async (t) => {
  const seen: unknown[] = []
  const { port } = await server(t, app => {
    app.addHook('onSend', async (_request, reply, payload) => { seen.push(payload, reply.getHeader('content-type')) })
    app.addHook('onResponse', async (_request, reply) => { seen.push(reply.statusCode) })
    app.addHook('onError', async () => { seen.push('onError') })
    app.addHook('onRequest', async (request, reply) => { if (request.url === '/hook') return await reply.code(401).send() })
    const get = (url: string, handler: Handler, onSend?: Handler): unknown => app.get(url, { ...(onSend && { onSend: onSend as never }) }, handler as never)
    get('/hook', () => ({}))
    get('/text', async (_request, reply) => reply.code(404).send(''))
    get('/null', async (_request, reply) => reply.code(404).send(null))
    get('/filled', async (_request, reply) => reply.code(404).send(), async () => '{"own":true}')
    get('/streamed', async (_request, reply) => reply.code(404).send(), async () => Readable.from(['own']))
    get('/emptied', async (_request, reply) => reply.code(404).send({ own: true }), async () => '')
    get('/forgiven', async (_request, reply) => reply.code(404).send(), async (_request, reply) => { reply.code(200) })
    get('/other', async (_request, reply) => reply.code(404).send(), async (_request, reply) => { reply.code(410) })
    get('/late', async (_request, reply) => reply.send(), async (_request, reply) => { reply.code(404) })
    get('/fails', async (_request, reply) => reply.code(404).send(), async () => { throw new Error('secret') })
  })
  const cases: Array<[path: string, told: Answer, seen: unknown[]]> = [
    ['/hook', problem(401, 'Authentication is required.', { 'www-authenticate': 'Bearer realm="api"' }), [undefined, undefined, 401]],
    ['/text', notFound, [undefined, undefined, 404]],
    ['/null', notFound, [undefined, undefined, 404]],
    ['/filled', { status: 404, headers: { 'content-length': '12' }, body: '{"own":true}' }, [undefined, undefined, 404]],
    ['/streamed', { status: 404, headers: { 'transfer-encoding': 'chunked' }, body: 'own' }, [undefined, undefined, 404]],
    ['/emptied', empty(404, { 'content-type': 'application/json; charset=utf-8' }), ['{"own":true}', 'application/json; charset=utf-8', 404]],
    ['/forgiven', empty(200), [undefined, undefined, 200]],
    ['/other', problem(410, 'The resource has been removed.', noStore), [undefined, undefined, 410]],
    ['/late', empty(404), [undefined, undefined, 404]],
    ['/fails', notFound, [undefined, undefined, 'onError', notFound.body, 'application/problem+json', 404]]
  ]
  for (const [path, told, hooks] of cases) {
    seen.length = 0
    t.strictSame((await exchange(port, `GET ${path}`)), told, path)
    await new Promise(resolve => setImmediate(resolve))
    t.strictSame(seen, hooks, `${path}: hooks`)
  }
})

t.test('beside @fastify/etag, @fastify/compress and preconditions', async (t) => {
  const tag = strongEtag('a')
  const { port } = await server(t, async app => {
    await app.register(etag)
    await app.register(compress, { threshold: 0 })
    app.get('/', async (_request, reply) => reply.code(404).send(''))
    app.get('/state', { config: { conformant: { preconditions: { state: async () => ({ etag: tag, headers: { 'cache-control': 'max-age=60' } }) } } } }, async (_request, reply) => reply.code(404).send())
  })
  t.strictSame(await exchange(port, { path: '/', headers: { 'accept-encoding': 'gzip' } }), notFound)
  t.strictSame(await exchange(port, { path: '/state', headers: { 'accept-encoding': 'gzip' } }), notFound, 'what the plugin has said of the representation is withdrawn')
})

t.test('unknown URLs, callNotFound, routes from before, masks, and scopes side by side', async (t) => {
  const app = Fastify()
  const send: Handler = async (_request, reply) => reply.code(404).send()
  app.get('/before', send as never)
  await app.register(conformant, { unknownUrl: false, maskForbidden: true })
  app.setNotFoundHandler(send as never)
  app.get('/call', (_request, reply) => { reply.callNotFound() })
  app.get('/forbidden', async (_request, reply) => reply.code(403).send())
  const port = await listen(t, app)
  t.strictSame(await exchange(port, 'GET /before'), notFound)
  t.strictSame(await exchange(port, 'GET /none'), problem(404, 'There is nothing at /none.', noStore))
  t.strictSame(await exchange(port, 'GET /call'), problem(404, 'There is nothing at /call.', noStore), 'Fastify knows the route no more')
  t.strictSame(await exchange(port, 'GET /forbidden'), notFound)

  const beside = Fastify()
  for (const dialect of [akeneo(), gitlab()]) {
    await beside.register(async scope => {
      await scope.register(conformant, { dialect })
      scope.get(`/${dialect.name}`, send as never)
      scope.register(async inner => { inner.get(`/${dialect.name}/inner`, send as never) })
    })
  }
  beside.get('/', send as never)
  const at = await listen(t, beside)
  for (const path of ['/akeneo', '/akeneo/inner']) t.strictSame(await exchange(at, `GET ${path}`), json(404, { code: 404, message: 'The resource does not exist.' }, noStore))
  for (const path of ['/gitlab', '/gitlab/inner']) t.strictSame(await exchange(at, `GET ${path}`), json(404, { message: '404 Not Found' }, noStore))
  t.strictSame(await exchange(at, 'GET /'), empty(404), 'outside of the scopes')
})

t.test('over HTTP/2', async (t) => {
  const app = Fastify({ http2: true })
  await app.register(conformant)
  ways.forEach(([, handler], index) => app.get(`/${index}`, handler as never))
  app.get('/trailers', async (_request, reply) => { reply.code(404).trailer('x-end', async () => 'a').send() })
  const session = open(t, await listen(t, app as never))
  for (const [index, [name]] of ways.entries()) {
    t.strictSame(await ask(session, { ':path': `/${index}` }), notFound, name)
    t.strictSame(await ask(session, { ':path': `/${index}`, ':method': 'HEAD' }), headOf(notFound), `${name}: HEAD`)
  }
  t.strictSame(await ask(session, { ':path': '/trailers' }), { status: 404, headers: { trailer: 'x-end' }, body: '' })
})

t.test('whoever reads the body goes on reading, as where the application sends a body of its own', async (t) => {
  const sent: Sent = { method: 'POST', path: '/', headers: { 'content-type': 'application/octet-stream' }, body: 'a'.repeat(100_000) }
  let read: Promise<number> | undefined
  const { port } = await server(t, app => {
    app.addContentTypeParser('application/octet-stream', (_request, payload, done) => done(null, payload))
    app.post('/', async (request, reply) => {
      read = (async () => {
        let bytes = 0
        for await (const piece of request.body as Readable) bytes += piece.length
        return bytes
      })()
      return reply.code(404).send()
    })
  })
  t.strictSame(await exchange(port, sent), notFound)
  t.equal(await read, 100_000)
})

t.test('what is thrown is as it was thrown, also null', async (t) => {
  const seen: unknown[] = []
  const nothing: unknown = null
  const { port } = await server(t, async app => {
    app.get('/', async (_request, reply) => { reply.code(404); throw nothing })
    await app.register(async scope => {
      scope.setErrorHandler((error, _request, reply) => {
        seen.push(error)
        reply.send()
      })
      scope.get('/own', async (_request, reply) => { reply.code(404); throw nothing })
    })
  })
  t.strictSame(await exchange(port, 'GET /'), notFound)
  t.strictSame(await exchange(port, 'GET /own'), notFound, 'and what its handler leaves empty is filled')
  t.strictSame(seen, [null])
})

t.test('with serverOptions(), and a handler that sends later', async (t) => {
  const { port } = await server(t, app => app.get('/', (_request, reply) => { setImmediate(() => reply.code(404).send()) }), {}, serverOptions())
  t.strictSame(await exchange(port, 'GET /'), notFound)
})
