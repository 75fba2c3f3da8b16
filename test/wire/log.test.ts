// What the log says of an error, exactly, wherever it came up, and what it never says.
import { Readable } from 'node:stream'
import Fastify from 'fastify'
import t from 'tap'
import conformant, { ApiError, akeneo, catalog, kinds, serverOptions, type Kind } from '../../lib/index.ts'
import { exchange, listen } from '../helpers/exchange.ts'
import { captureLogs, type LogRecord } from '../helpers/logs.ts'

const errorOf = (kind: string): ApiError => new ApiError(kind as Kind, { message: `Of ${kind}.` })

/** A line without what is of the moment. */
function lineOf ({ time, pid, hostname, ...line }: LogRecord): object {
  const { stack, ...err } = line.err as { stack?: string }
  return { ...line, err, ...(line.req === undefined ? {} : { req: { ...line.req as object, remotePort: 0 } }) }
}

t.test('every kind at every end: the line', async (t) => {
  const logs = captureLogs()
  const app = Fastify(serverOptions({
    logger: logs.logger,
    genReqId: () => 'id',
    rewriteUrl ({ url = '' }) {
      if (url.startsWith('/below/')) throw errorOf(url.slice('/below/'.length).split('?', 1)[0] as string)
      return url
    }
  }))
  await app.register(conformant)
  app.get('/reply/:kind', async ({ params }) => { throw errorOf((params as { kind: string }).kind) })
  app.get('/stream/:kind', (request, reply) => {
    reply.send(new Readable({ read () { this.destroy(errorOf((request.params as { kind: string }).kind)) } }))
  })
  app.batch({ method: 'PATCH', url: '/lines', key: 'code', item: { type: 'object' } }, (item) => { throw errorOf(String((item as { code?: string }).code)) })
  const port = await listen(t, app)
  for (const kind of kinds) {
    const { status } = catalog[kind]
    const isNews = status < 500 || kind === 'not_implemented' || kind === 'http_version_not_supported'
    const msg = `Of ${kind}.`
    const line = { level: isNews ? 30 : 50, err: { type: 'ApiError', message: msg, statusCode: status }, msg }
    const ends: Array<[sent: Parameters<typeof exchange>[1], line: object, url?: string]> = [
      [`GET /reply/${kind}?token=secret`, { ...line, reqId: 'id', res: { statusCode: status }, error: { kind, status, where: 'handler', method: 'GET', route: '/reply/:kind' } }, `/reply/${kind}`],
      [`GET /stream/${kind}`, { ...line, reqId: 'id', res: { statusCode: status }, error: { kind, status, where: 'handler', method: 'GET', route: '/stream/:kind' } }, `/stream/${kind}`],
      [{ method: 'PATCH', path: '/lines', body: `{"code":"${kind}"}`, headers: { 'content-type': 'application/x-ndjson' } }, { ...line, reqId: 'id', error: { kind, status, where: 'line', method: 'PATCH', route: '/lines' } }],
      [`GET /below/${kind}?token=secret`, { ...line, error: { kind, status, where: 'below', method: 'GET', path: `/below/${kind}` } }]
    ]
    for (const [sent, expected, url] of ends) {
      logs.records.splice(0)
      await exchange(port, sent)
      const req = status < 500 || url === undefined ? {} : { req: { method: 'GET', url, host: 'api.example', remoteAddress: '127.0.0.1', remotePort: 0 } }
      t.strictSame(logs.errors().map(lineOf), [{ ...expected, ...req }], `${kind}: ${JSON.stringify(sent)}`)
    }
  }
})

t.test('what gates refuse: the gate, and what was refused', async (t) => {
  const logs = captureLogs()
  const app = Fastify(serverOptions({ logger: logs.logger, dialect: akeneo() }))
  await app.register(conformant, { maskForbidden: true })
  const schema = { body: { type: 'object', required: ['name'], properties: { name: { type: 'string' }, tags: { type: 'array', items: { type: 'string' } } } } }
  app.post('/things', { schema, config: { conformant: { payload: 50 } } }, async () => 1)
  app.post('/lists', { config: { conformant: { items: 2 } } }, async () => 1)
  app.get('/things', { config: { conformant: { rateLimit: { limit: 1, window: '1h', name: 'things' }, accept: 'application/json' } } }, async () => 1)
  app.get('/crowd', { config: { conformant: { concurrency: { limit: 1, key: () => 'secret' } } } }, async () => (await app.inject('/crowd')).statusCode)
  app.get('/told', { onError: async () => {} }, async () => 1)
  app.get('/mine', async () => { throw new ApiError('forbidden') })
  const port = await listen(t, app)
  await exchange(port, 'GET /things')
  const json = { 'content-type': 'application/json' }
  const at = { method: 'POST', route: '/things' }
  const cases: Array<[sent: Parameters<typeof exchange>[1], error: object]> = [
    ['GET /things', { kind: 'too_many_requests', status: 429, gate: 'rateLimit', method: 'GET', route: '/things', limit: 'things', retryAfter: 3600 }],
    ['GET /crowd', { kind: 'too_many_requests', status: 429, gate: 'concurrency', method: 'GET', route: '/crowd', limit: 'GET /crowd', retryAfter: 1 }],
    [{ path: '/told', headers: { accept: 'text/csv;q=1, xxx' } }, { kind: 'not_acceptable', status: 406, gate: 'accept', method: 'GET', route: '/told', refused: ['text/csv'], allowed: ['application/json'] }],
    ['GET /none?token=secret', { kind: 'route_not_found', status: 404, gate: 'unknownUrl', method: 'GET', path: '/none' }],
    ['DELETE /things', { kind: 'method_not_allowed', status: 405, gate: 'method', method: 'DELETE', path: '/things', allowed: ['GET', 'POST'] }],
    [{ method: 'POST', path: '/things', body: 'a', headers: { 'content-type': 'text/csv; secret=1' } }, { kind: 'unsupported_media_type', status: 415, gate: 'contentType', ...at, refused: ['text/csv'], allowed: ['application/json'] }],
    [{ method: 'POST', path: '/things', body: '{}', headers: { ...json, 'content-encoding': 'br' } }, { kind: 'unsupported_coding', status: 415, gate: 'contentCoding', ...at, refused: ['br'], allowed: [] }],
    [{ method: 'POST', path: '/things', body: 'a'.repeat(51), headers: json }, { kind: 'payload_too_large', status: 413, gate: 'payload', ...at, limit: 50, size: 51 }],
    [{ method: 'POST', path: '/things', body: '{"secret', headers: json }, { kind: 'malformed_json', status: 400, gate: 'json', ...at }],
    [{ method: 'POST', path: '/lists', body: '[1,2,3]', headers: json }, { kind: 'too_many_items', status: 413, gate: 'items', method: 'POST', route: '/lists', limit: 2 }],
    [{ method: 'POST', path: '/things', body: '{"name":"a","b":"secret"}', headers: json }, { kind: 'validation_failed', status: 422, gate: 'unknownProperties', ...at, issues: [{ path: 'b', keyword: 'additionalProperties' }] }],
    [{ method: 'POST', path: '/things', body: '{"tags":["a",7]}', headers: json }, { kind: 'validation_failed', status: 422, gate: 'validation', ...at, issues: [{ path: 'name', keyword: 'required' }, { path: 'tags[1]', keyword: 'type' }] }]
  ]
  for (const [sent, error] of cases) {
    logs.records.splice(0)
    await exchange(port, sent)
    t.strictSame(logs.errors().map(({ error }) => error), [{ where: 'gate', ...error }], JSON.stringify(sent))
  }
  logs.records.splice(0)
  await exchange(port, 'GET /mine')
  t.match(logs.errors(), [{ res: { statusCode: 404 }, error: { kind: 'forbidden', status: 404, where: 'handler', shown: 'not_found' } }])
  const { gates, limits, kinds: counted } = app.conformant.counts()
  t.strictSame(gates, { rateLimit: 1, concurrency: 1, accept: 1, unknownUrl: 1, method: 1, contentType: 1, contentCoding: 1, payload: 1, json: 1, items: 1, unknownProperties: 1, validation: 1 })
  t.strictSame(limits, { things: 1, 'GET /crowd': 1 })
  t.strictSame(counted['*'], { route_not_found: 1, method_not_allowed: 1 })
  t.strictSame(counted['POST /things'], { unsupported_media_type: 1, unsupported_coding: 1, payload_too_large: 1, malformed_json: 1, validation_failed: 2 })
})

t.test('hostile input: one line of JSON, of a bounded length, without what was planted', async (t) => {
  const secret = 'sk_live_4eC39HqLyjWDarjtT1zdp7dc'
  const lines: string[] = []
  const app = Fastify(serverOptions({ logger: { level: 'info', stream: { write: (text: string) => { lines.push(text) } } } }))
  await app.register(conformant, { rateLimit: { limit: 1000, window: '1h', key: ({ headers }) => String(headers['x-api-key']) } })
  const schema = { body: { type: 'object', properties: { password: { type: 'string', maxLength: 3 }, age: { type: 'integer' } } }, querystring: { type: 'object', properties: { token: { type: 'integer' } } } }
  app.post('/things', { schema }, async () => 1)
  // As axios throws it, and as a driver of a database does.
  app.post('/upstream', async ({ headers, body }) => { throw Object.assign(new Error('refused'), { config: { headers, data: body }, detail: JSON.stringify(body) }) })
  app.post('/parse', async ({ body }) => JSON.parse(`{${(body as { password: string }).password}`))
  app.post('/itself', async ({ body }) => { throw body })
  app.batch({ method: 'PATCH', url: '/lines', key: 'code', item: schema.body }, async (item) => { throw Object.assign(new Error('no'), { item }) })
  const port = await listen(t, app)
  // Deterministic, as anything that fails has to be tried again.
  let state = 23
  const pick = <One> (list: readonly One[]): One => list[(state = (state * 1103515245 + 12345) % 2147483648) % list.length] as One
  const odd = ['', 'a', '\u0085', '\u202E', '"', '\\', '{"a":', '\u2028', 'é'.repeat(300), 'b'.repeat(3000), secret]
  const bodies = () => [`{"password":"${pick(['a', secret])}","age":"${secret}"}`, `{${secret}`, `["${secret}"]`, `{"password":"${secret}"`, JSON.stringify({ code: secret, password: `${secret}\n${secret}` }), JSON.stringify(pick(odd)), '']
  let count = 0
  for (let round = 0; round < 300; round++) {
    const value = encodeURIComponent(pick(odd))
    await exchange(port, {
      method: pick(['POST', 'PATCH', 'GET', 'PUT']),
      path: pick([`/things?token=${secret}`, `/upstream?access_token=${secret}`, '/parse', '/itself', '/lines', `/none/${value.replaceAll(secret, '')}?${secret}`, `/%zz?${secret}`]),
      body: pick(bodies()),
      headers: {
        'content-type': pick(['application/json', `text/csv; a=${secret}`, `${secret}`, 'application/x-ndjson', '\t"\\']),
        accept: pick(['*/*', `text/csv;p=${secret}`, secret, `${'a/b,'.repeat(400)}`]),
        authorization: `Bearer ${secret}`,
        cookie: `session=${secret}`,
        'x-api-key': secret
      }
    })
    count += lines.length
    for (const line of lines.splice(0)) {
      // The lines of requests are Fastify's, with their URL.
      if (/"msg":"(?:Server listening|incoming request|request completed)/.test(line)) continue
      t.ok(line.endsWith('\n') && line.indexOf('\n') === line.length - 1, 'one line')
      t.doesNotThrow(() => JSON.parse(line), 'of JSON')
      t.notMatch(line, secret, 'without a secret')
      t.ok(Buffer.byteLength(line) < 20_000, 'of a bounded length')
      t.equal(/[\u0000-\u0009\u000B-\u001F\u007F-\u009F\u2028-\u202E]/.test(line), false, 'without controls') // eslint-disable-line no-control-regex
    }
  }
  t.ok(count > 250)
})
