// What gates would refuse is told, and refused by nobody.
import multipart from '@fastify/multipart'
import Fastify, { type FastifyInstance, type FastifyServerOptions } from 'fastify'
import t, { type Test } from 'tap'
import conformant, { akeneo, gitlab, type ConformantOptions, type Foreseen } from '../../lib/index.ts'
import { json, problem, success } from '../helpers/answers.ts'
import { deferred } from '../helpers/deferred.ts'
import { exchange, listen, type Sent } from '../helpers/exchange.ts'
import { ask, open } from '../helpers/http2.ts'
import { captureLogs } from '../helpers/logs.ts'
import { RawClient } from '../helpers/raw.ts'

const schema = { body: { type: 'object', required: ['n'], properties: { n: { type: 'integer' }, s: { type: 'string', default: 'd' } } } }

async function server (t: Test, options: ConformantOptions, declare?: (app: FastifyInstance) => unknown, own: FastifyServerOptions = {}): Promise<{ app: FastifyInstance, port: number }> {
  const app = Fastify(own)
  await app.register(conformant, options)
  if (declare !== undefined) await declare(app)
  else {
    app.get('/things', async () => ({ read: true }))
    app.get('/declared', { config: { conformant: { accept: 'text/csv' } } }, async (_request, reply) => reply.type('text/csv').send('a'))
    app.post('/things/:id', { schema }, async ({ body }) => ({ body }))
    app.post('/free', { bodyLimit: 1000 }, async ({ body }) => ({ body: body ?? null }))
    app.post('/limited', { config: { conformant: { payload: 10 } } }, async ({ body }) => ({ body }))
  }
  return { app, port: await listen(t, app) }
}

const told = (app: FastifyInstance): string[] => app.conformant.report().refusals.map(({ route, gate, kind, count }) => `${gate} ${kind} ${route} ${count}`)
const asJson = { 'content-type': 'application/json' }
const png = { accept: 'image/png' }
const deep = '['.repeat(600) + ']'.repeat(600)

/** A request for each gate; what it would have been refused for, and what it is answered. */
const asked: ReadonlyArray<readonly [sent: Sent, told: string, status: number]> = [
  [{ path: '/none' }, 'unknownUrl route_not_found *', 404],
  [{ method: 'PUT', path: '/things' }, 'method method_not_allowed *', 404],
  [{ method: 'PURGE', path: '/things' }, 'method not_implemented *', 404],
  [{ path: '/things', headers: png }, 'accept not_acceptable GET /things', 200],
  [{ path: '/declared', headers: png }, 'accept not_acceptable GET /declared', 200],
  [{ method: 'HEAD', path: '/declared', headers: png }, 'accept not_acceptable HEAD /declared', 200],
  [{ method: 'POST', path: '/free', body: 'a', headers: { 'content-type': 'text/plain' } }, 'contentType unsupported_media_type POST /free', 200],
  [{ method: 'POST', path: '/free', body: 'a', headers: { 'content-type': 'text/csv' } }, 'contentType unsupported_media_type POST /free', 415],
  [{ method: 'POST', path: '/things/7' }, 'contentType content_type_missing POST /things/:id', 400],
  [{ method: 'POST', path: '/free', json: {}, headers: { 'content-encoding': 'br' } }, 'contentCoding unsupported_coding POST /free', 200],
  [{ method: 'POST', path: '/free', json: 'a'.repeat(1000) }, 'payload payload_too_large POST /free', 413],
  [{ method: 'POST', path: '/limited', json: 'a'.repeat(100) }, 'payload payload_too_large POST /limited', 200],
  [{ method: 'POST', path: '/free', body: Buffer.from([0x22, 0xE9, 0x22]), headers: asJson }, 'json malformed_json POST /free', 200],
  [{ method: 'POST', path: '/limited', body: deep, headers: asJson, chunked: true }, 'json malformed_json POST /limited', 200],
  [{ method: 'POST', path: '/free', json: Array(101).fill(0) }, 'items too_many_items POST /free', 200],
  [{ method: 'POST', path: '/things/7', json: { n: 1, more: 1 } }, 'unknownProperties validation_failed POST /things/:id', 200],
  [{ method: 'POST', path: '/things/7', json: { n: '1' } }, 'validation validation_failed POST /things/:id', 200],
  [{ method: 'POST', path: '/things/7', json: { n: 'x' } }, 'validation validation_failed POST /things/:id', 400]
]

t.test('each gate tells, and the request has the fate that it has without it', async (t) => {
  const bare = await server(t, {}, app => {
    app.removeAllContentTypeParsers()
  })
  t.strictSame(bare.app.conformant.report(), { refusals: [], omitted: 0 })
  for (const [sent, expected, status] of asked) {
    const { app, port } = await server(t, { enforce: 'report' })
    const name = `${sent.method ?? 'GET'} ${sent.path} ${expected}`
    const answer = await exchange(port, sent)
    t.equal(answer.status, status, name)
    if (status >= 400) t.equal(answer.headers['content-type'], 'application/problem+json', `${name}: in the dialect`)
    const isCounted = (line: string): boolean => line === `${expected} 1`
    t.ok(told(app).some(isCounted), `${name}, and not ${told(app).join()}`)
    t.strictSame(told(app).filter(line => !isCounted(line) && !/^(contentType|items|json|validation|payload) /.test(line)), [], `${name}: and nothing else`)
  }
})

t.test('one gate alone reports; the others refuse', async (t) => {
  const { app, port } = await server(t, { accept: 'report', dialect: akeneo() })
  t.strictSame(await exchange(port, { path: '/things', headers: png }), success(200, { read: true }))
  t.equal((await exchange(port, { method: 'POST', path: '/free', body: 'a', headers: { 'content-type': 'text/plain' } })).status, 415)
  t.strictSame(told(app), ['accept not_acceptable GET /things 1'])
})

t.test('a scope and a route say it for themselves, and what they tell is told at one place', async (t) => {
  const { app, port } = await server(t, {}, async app => {
    app.get('/', { config: { conformant: { accept: 'report' } } }, async () => ({}))
    await app.register(async scope => {
      await scope.register(conformant, { enforce: 'report' })
      scope.get('/in', async () => ({}))
      scope.get('/strict', { config: { conformant: { enforce: true } } }, async () => ({}))
      t.strictSame(scope.conformant.report(), app.conformant.report())
    }, { prefix: '/scope' })
    app.get('/out', async () => ({}))
  })
  t.equal((await exchange(port, { path: '/', headers: png })).status, 200)
  t.equal((await exchange(port, { path: '/scope/in', headers: png })).status, 200)
  t.equal((await exchange(port, { path: '/scope/strict', headers: png })).status, 406)
  t.equal((await exchange(port, { path: '/out', headers: png })).status, 406)
  t.strictSame(told(app), ['accept not_acceptable GET / 1', 'accept not_acceptable GET /scope/in 1'])
})

t.test('counts, with the first as example', async (t) => {
  const { app, port } = await server(t, { enforce: 'report' })
  for (let time = 0; time < 3; time++) await exchange(port, { path: `/things?time=${time}`, headers: { accept: `image/${time}` } })
  await exchange(port, { method: 'POST', path: '/things/a%00b', json: { s: 1, more: 1 } })
  const [accept, unknown, validation] = app.conformant.report().refusals
  t.strictSame(accept, {
    route: 'GET /things', gate: 'accept', kind: 'not_acceptable', status: 406, count: 3, example: { method: 'GET', path: '/things', facts: { value: 'image/0', allowed: ['application/json'] }, issues: [] }
  })
  t.match(unknown, { gate: 'unknownProperties', example: { path: '/things/a%00b', issues: [{ path: ['more'], keyword: 'additionalProperties' }] } })
  t.match(validation, { gate: 'validation', status: 422, example: { issues: [{ path: ['n'], keyword: 'required' }, { path: ['s'], keyword: 'type' }] } })
  const report = app.conformant.report()
  t.throws(() => { (report.refusals as Foreseen[]).push(accept as Foreseen) }, TypeError, 'a report is what was so far')
  await exchange(port, { path: '/things', headers: png })
  t.strictSame([report.refusals[0]?.count, app.conformant.report().refusals[0]?.count], [3, 4])
})

t.test('the log has the first, the tenth, the hundredth', async (t) => {
  const logs = captureLogs()
  const { app, port } = await server(t, { enforce: 'report' }, undefined, { logger: logs.logger })
  for (let time = 0; time < 12; time++) await exchange(port, { path: '/things', headers: png })
  const lines = logs.records.filter(({ msg }) => msg.startsWith('would have refused'))
  t.strictSame(lines.map(({ level, msg }) => [level, msg]), [[30, 'would have refused GET /things: not_acceptable, for the first time'], [30, 'would have refused GET /things: not_acceptable, 10 times']])
  t.match(lines[0], { refusal: { gate: 'accept', route: 'GET /things', example: { facts: { value: 'image/png' } } } })
  t.strictSame(told(app), ['accept not_acceptable GET /things 12'])
})

t.test('of a URL that nobody has the log says what Fastify says, and no more: it is a 404 in any case', async (t) => {
  for (const own of [{}, { disableRequestLogging: ({ url }: { url: string }) => url.startsWith('/none') }]) {
    const logs = captureLogs()
    const bare = Fastify({ logger: logs.logger, ...own })
    const started = await listen(t, bare)
    const first = logs.records.length
    await exchange(started, 'GET /none')
    await bare.close()
    const lines = logs.records.slice(first).map(({ msg }) => msg)
    // Fastify 6 has the option no more, and says all three of them.
    if (lines.length > 0 || !('disableRequestLogging' in own)) t.strictSame(lines, ['incoming request', 'Route GET:/none not found', 'request completed'])
    const { app, port } = await server(t, { enforce: 'report' }, undefined, { logger: logs.logger, ...own })
    const before = logs.records.length
    t.strictSame(await exchange(port, 'GET /none'), problem(404, 'The resource does not exist.', { 'cache-control': 'no-store' }))
    await app.close()
    t.strictSame(logs.records.slice(before).map(({ msg }) => msg), lines)
    t.strictSame(told(app), ['unknownUrl route_not_found * 1'])
  }
})

t.test('a handler that says that there is nothing has the same answer', async (t) => {
  const { port } = await server(t, { enforce: 'report' }, app => app.get('/left', (_request, reply) => { reply.callNotFound() }))
  t.strictSame(await exchange(port, 'GET /left'), problem(404, 'The resource does not exist.', { 'cache-control': 'no-store' }))
})

t.test('what Fastify itself refuses below the hooks keeps its status, in the dialect; without the report it has the documented one', async (t) => {
  const long = 'a'.repeat(20_000)
  const cases: Array<[sent: string, status: number, documented: number]> = [
    ['nonsense\r\n\r\n', 400, 400],
    ['UNKNOWN / HTTP/1.1\r\nHost: a\r\n\r\n', 400, 501],
    ['GET / HTTP/3.0\r\nHost: a\r\n\r\n', 400, 505],
    [`GET /${long} HTTP/1.1\r\nHost: a\r\n\r\n`, 431, 414],
    [`GET / HTTP/1.1\r\nHost: a\r\nx: ${long}\r\n\r\n`, 431, 431]
  ]
  const bare = Fastify()
  const ports = [await listen(t, bare), ...await Promise.all([{ enforce: 'report' } as const, {}].map(async options => (await server(t, options)).port))]
  for (const [sent, status, documented] of cases) {
    const answers = await Promise.all(ports.map(async (port) => {
      const client = await RawClient.connect(port)
      client.send(sent)
      const answer = await client.answer()
      client.close()
      return answer
    }))
    const name = sent.slice(0, 30)
    t.strictSame(answers.map(({ status }) => status), [status, status, documented], name)
    t.equal(answers[1]?.headers['content-type'], 'application/problem+json', name)
  }
})

t.test('so does a method of HTTP/2 that nobody knows', async (t) => {
  for (const [options, status] of [[{ enforce: 'report' }, 404], [{}, 501]] as const) {
    const { port } = await server(t, options, undefined, { http2: true } as object)
    const answer = await ask(open(t, port), { ':method': 'UNKNOWN', ':path': '/things' })
    t.strictSame([answer.status, answer.headers['content-type']], [status, 'application/problem+json'])
  }
})

t.test('who waits for too long is cut off, as by Fastify', async (t) => {
  for (const [options, status] of [[{ enforce: 'report' }, undefined], [{}, '503']] as const) {
    const { app, port } = await server(t, options, app => app.get('/', (_request, reply) => {
      setImmediate(() => reply.raw.socket?.emit('timeout'))
    }))
    const client = await RawClient.connect(port)
    client.send('GET / HTTP/1.1\r\nHost: a\r\n\r\n')
    t.equal((await client.rest()).split(' ')[1], status)
    await app.close()
  }
})

t.test('while the server closes a connection goes on, and is told so at its next request', async (t) => {
  for (const [options, last, next] of [[{ enforce: 'report' }, undefined, '503'], [{}, 'close', undefined]] as const) {
    const closing = deferred<void>()
    const mayClose = deferred<void>()
    const { app, port } = await server(t, options, app => {
      app.addHook('preClose', async () => {
        closing.resolve()
        await mayClose.promise
      })
      app.get('/', async () => {
        closed = app.close()
        await closing.promise
        return {}
      })
    })
    let closed: PromiseLike<unknown> = app.ready()
    const client = await RawClient.connect(port)
    client.send('GET / HTTP/1.1\r\nHost: a\r\n\r\n')
    const { status, headers } = await client.answer()
    t.strictSame([status, headers.connection], [200, last])
    client.send('GET / HTTP/1.1\r\nHost: a\r\n\r\n')
    t.equal((await client.rest()).split(' ')[1], next)
    mayClose.resolve()
    await closed
  }
})

t.test("Fastify's own coercion, defaults and stripping are there, also where unknown properties would be taken out", async (t) => {
  for (const unknownProperties of [true, 'remove'] as const) {
    const { app, port } = await server(t, { enforce: 'report', unknownProperties }, app => {
      app.post('/', { schema: { ...schema, querystring: { type: 'object', properties: { q: { type: 'integer' } } } } }, async ({ body, query }) => ({ body, query }))
      app.post('/closed', { schema: { body: { ...schema.body, additionalProperties: false } } }, async ({ body }) => body)
      app.post('/attached', { schema, attachValidation: true }, async ({ validationError }) => ({ error: validationError?.message ?? null }))
    })
    t.strictSame(await exchange(port, { method: 'POST', path: '/?q=5', json: { n: '1', more: 1 } }), success(200, { body: { n: 1, more: 1, s: 'd' }, query: { q: 5 } }))
    t.strictSame(await exchange(port, { method: 'POST', path: '/closed', json: { n: 1, more: 1 } }), success(200, { n: 1, s: 'd' }))
    t.strictSame(await exchange(port, { method: 'POST', path: '/attached', json: { n: 1, more: 1 } }), success(200, { error: null }))
    t.strictSame(told(app), [
      'unknownProperties validation_failed POST / 1', 'validation validation_failed POST / 1',
      'validation validation_failed POST /closed 1',
      'unknownProperties validation_failed POST /attached 1'
    ])
  }
})

t.test('forms are looked at as forms, and a body that cannot be copied is passed over', async (t) => {
  const { app, port } = await server(t, { enforce: 'report' }, async app => {
    app.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, async (_request: unknown, text: string) => Object.fromEntries(new URLSearchParams(text)))
    app.post('/', { schema }, async ({ body }) => body)
    await app.register(async scope => {
      await scope.register(multipart, { attachFieldsToBody: true })
      scope.post('/parts', { schema: { body: { type: 'object', properties: { f: {} } }, headers: { type: 'object', properties: { 'x-n': { type: 'integer' } } } } }, async () => ({}))
      scope.post('/content', { schema: { body: { content: { 'application/json': { schema: schema.body } } } } }, async () => ({}))
    })
  })
  const form = { 'content-type': 'application/x-www-form-urlencoded' }
  t.strictSame(await exchange(port, { method: 'POST', path: '/', body: 'n=5', headers: form }), success(200, { n: 5, s: 'd' }))
  t.strictSame(told(app), [])
  const parts = '--B\r\nContent-Disposition: form-data; name="f"; filename="a"\r\n\r\nabc\r\n--B--\r\n'
  t.strictSame(await exchange(port, { method: 'POST', path: '/parts', body: parts, headers: { 'content-type': 'multipart/form-data; boundary=B', 'x-n': '5' } }), success(200, {}))
  t.strictSame(told(app), [])
  t.equal((await exchange(port, { method: 'POST', path: '/content', json: { n: '5' } })).status, 200)
  t.strictSame(told(app), ['validation validation_failed POST /content 1'])
})

t.test('a validator of the application is its own matter', async (t) => {
  const { app, port } = await server(t, { enforce: 'report' }, app => {
    app.post('/', { schema: { body: {} }, validatorCompiler: () => () => ({ error: new Error('own') }) }, async () => ({}))
  })
  t.equal((await exchange(port, { method: 'POST', path: '/', json: {} })).status, 400)
  t.strictSame(told(app), [])
})

t.test('errors of Fastify and of plugins keep their status, those of the application too', async (t) => {
  const { app, port } = await server(t, { enforce: 'report', dialect: gitlab(), payload: { status: 403 } }, async app => {
    await app.register(multipart)
    app.post('/file', async request => await request.file() ?? {})
    app.get('/teapot', async () => { throw Object.assign(new Error('short'), { statusCode: 418 }) })
    app.get('/bug', async () => { throw new Error('secret') })
    app.route({ method: 'QUERY' as 'POST', url: '/query', handler: async () => ({}) })
    app.post('/json', { bodyLimit: 10 }, async ({ body }) => ({ body }))
  })
  const ask = async (sent: Sent): Promise<number> => (await exchange(port, sent)).status
  t.equal(await ask({ method: 'POST', path: '/file', json: {} }), 406, 'as multipart says')
  t.equal(await ask({ method: 'POST', path: '/file', body: 'a', headers: { 'content-type': 'multipart/form-data' } }), 500, 'multipart says no status')
  t.strictSame(await exchange(port, { path: '/teapot' }), json(418, { message: "418 I'm a Teapot - short" }))
  t.equal(await ask({ path: '/bug' }), 500)
  t.equal(await ask({ method: 'QUERY', path: '/query', body: '{}' }), 400, 'as Fastify says')
  t.equal(await ask({ method: 'POST', path: '/json', json: 'far too long' }), 413, 'not the 403 of a gate')
  t.equal(await ask({ method: 'POST', path: '/json', body: '', headers: asJson }), 400, 'JSON of nothing')
  t.equal(await ask({ method: 'DELETE', path: '/json', headers: asJson }), 400, 'and bare Fastify reads it before it knows that there is nothing')
  t.equal(await ask({ method: 'OPTIONS', path: '/json' }), 404, 'OPTIONS is not answered')
  t.equal(await ask({ method: 'POST', path: '/json', body: '{}', headers: { 'content-type': 'application/a+json' } }), 415, 'nobody reads what is built on JSON')
  t.ok(told(app).includes('contentType unsupported_media_type POST /json 1'))
})

t.test('limits, preconditions and the check for spam hold; limits have dryRun', async (t) => {
  const { app, port } = await server(t, { enforce: 'report' }, app => {
    const config = (conformant: object): { config: object } => ({ config: { conformant } })
    app.get('/limited', config({ rateLimit: { limit: 1, window: '1h' } }), async () => ({}))
    app.get('/dry', config({ rateLimit: { limit: 1, window: '1h', dryRun: true } }), async () => ({}))
    app.put('/state', config({ preconditions: { state: () => ({ etag: '"1"' }), required: true } }), async () => ({}))
    app.post('/spam', config({ spamCheck: { classify: () => 'spam' } }), async () => ({}))
  })
  const ask = async (sent: Sent): Promise<number> => (await exchange(port, sent)).status
  t.strictSame([await ask({ path: '/limited' }), await ask({ path: '/limited' })], [200, 429])
  t.strictSame([await ask({ path: '/dry' }), await ask({ path: '/dry' })], [200, 200])
  t.equal(await ask({ method: 'PUT', path: '/state', json: {} }), 428)
  t.equal(await ask({ method: 'POST', path: '/spam', json: {} }), 400)
  t.strictSame(told(app), [])
})

t.test('a stream that would be refused is sent', async (t) => {
  const { app, port } = await server(t, { enforce: 'report' }, app => {
    app.get('/', async (_request, reply) => reply.type('application/json').send(new Blob(['[1]']).stream()))
  })
  t.match(await exchange(port, { path: '/', headers: png }), { status: 200, body: '[1]' })
  t.strictSame(told(app), ['accept not_acceptable GET / 1'])
})

t.test('unknown properties are told where validation is off, too', async (t) => {
  const { app, port } = await server(t, { enforce: 'report', validation: false })
  t.equal((await exchange(port, { method: 'POST', path: '/things/7', json: { n: '1', more: 1 } })).status, 200)
  t.strictSame(told(app), ['unknownProperties validation_failed POST /things/:id 1'])
})

t.test('where nothing is said nothing of it is there', async (t) => {
  const { app, port } = await server(t, {})
  t.strictSame(await exchange(port, { path: '/things', headers: png }), problem(406, "The Accept header 'image/png' allows nothing that can be sent. Available: application/json.", { vary: 'Accept' }))
  t.strictSame(app.conformant.report(), { refusals: [], omitted: 0 })
})

t.test('of JSON that Fastify refuses too, mappers and the log are given Fastify\'s own error', async (t) => {
  const cases: Array<[body: string, code: string]> = [
    ['{', 'FST_ERR_CTP_INVALID_JSON_BODY'],
    ['{"__proto__":1}', 'FST_ERR_CTP_INVALID_JSON_BODY'],
    ['', 'FST_ERR_CTP_EMPTY_JSON_BODY']
  ]
  for (const options of [{ enforce: 'report' }, { json: 'report' }] as ConformantOptions[]) {
    const seen: unknown[] = []
    const remember = (thrown: unknown): undefined => { seen.push((thrown as { code?: unknown }).code) }
    const { port } = await server(t, { ...options, mappers: [remember] }, (app) => {
      // A body that is declared is not taken for none.
      app.post('/', { schema }, async () => 1)
    })
    for (const [body, code] of cases) {
      t.strictSame(await exchange(port, { method: 'POST', path: '/', body, headers: asJson }), problem(400, 'The request body is not valid JSON.'), `${JSON.stringify(options)} ${body}`)
      t.equal(seen.pop(), code, `${JSON.stringify(options)} ${body}`)
    }
  }
})
