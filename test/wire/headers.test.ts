import Fastify, { type FastifyInstance } from 'fastify'
import t from 'tap'
import conformant, { ApiError, catalog, kinds, unauthorized } from '../../lib/index.ts'
import { internalError, json, problem } from '../helpers/answers.ts'
import { exchange, listen } from '../helpers/exchange.ts'

async function server (t: Parameters<typeof listen>[0], declare: (app: FastifyInstance) => unknown): Promise<number> {
  const app = Fastify()
  await app.register(conformant)
  await declare(app)
  return await listen(t, app)
}

/** What describes the representation that was about to be sent. */
const lost = {
  'accept-ranges': 'bytes',
  age: '1',
  'cache-control': 'public, max-age=600',
  'content-digest': 'sha-256=:AA==:',
  'content-disposition': 'attachment',
  'content-encoding': 'gzip',
  'content-language': 'de',
  'content-length': '5',
  'content-location': '/a',
  'content-range': 'bytes 0-1/2',
  'content-type': 'text/csv',
  digest: 'sha-256=AA==',
  etag: '"1"',
  expires: 'Thu, 01 Jan 2026 00:00:00 GMT',
  'last-modified': 'Thu, 01 Jan 2026 00:00:00 GMT',
  location: '/a',
  'repr-digest': 'sha-256=:AA==:'
}

const kept = { 'set-cookie': ['a=1', 'b=2'], 'x-request-id': '1', 'strict-transport-security': 'max-age=1', vary: 'Origin' }

t.test('headers of what is not sent are forgotten, the others stay', async (t) => {
  const port = await server(t, app => {
    app.get('/reply', async (_request, reply) => {
      reply.headers({ ...lost, ...kept })
      throw new Error('secret')
    })
    app.get('/raw', async (_request, reply) => {
      for (const [name, value] of Object.entries({ ...lost, ...kept })) reply.raw.setHeader(name, value)
      throw new Error('secret')
    })
    app.get('/serializer', async (_request, reply) => {
      reply.type('text/csv').serializer(() => 'secret')
      throw new Error('secret')
    })
  })
  t.strictSame(await exchange(port, 'GET /reply'), { ...internalError, headers: { ...internalError.headers, ...kept } })
  t.strictSame(await exchange(port, 'GET /raw'), { ...internalError, headers: { ...internalError.headers, ...kept } })
  t.strictSame(await exchange(port, 'GET /serializer'), internalError)
})

t.test('the headers of an error win over those that are there, its defaults do not', async (t) => {
  const port = await server(t, app => {
    app.get('/', async (_request, reply) => {
      reply.headers({ 'x-a': 'early', 'cache-control': 'public', 'retry-after': '1', vary: 'Origin', 'www-authenticate': 'Basic' })
      throw unauthorized('No.', { headers: { 'X-A': 'late', 'Cache-Control': 'private', Vary: 'Authorization' }, retryAfter: 7 })
    })
  })
  t.strictSame(await exchange(port, 'GET /'), problem(401, 'No.', {
    'x-a': 'late', 'cache-control': 'private', 'retry-after': '7', vary: 'Origin, Authorization', 'www-authenticate': 'Basic realm="api"'
  }))
})

t.test('every kind: its status, who may keep it, and what its status asks for', async (t) => {
  const port = await server(t, app => {
    for (const kind of kinds) app.get(`/${kind}`, async () => { throw new ApiError(kind) })
  })
  const noStore = ['not_found', 'route_not_found', 'method_not_allowed', 'gone', 'uri_too_long', 'misdirected_request', 'precondition_required',
    'too_many_requests', 'header_fields_too_large', 'unavailable_for_legal_reasons', 'not_implemented']
  for (const kind of kinds) {
    const { status, headers, body } = await exchange(port, `GET /${kind}`)
    t.strictSame({ status, headers, body }, json(catalog[kind].status, JSON.parse(body), {
      ...(noStore.includes(kind) ? { 'cache-control': 'no-store' } : {}),
      ...(status === 401 ? { 'www-authenticate': 'Bearer realm="api"' } : {}),
      ...(status === 405 ? { allow: '' } : {})
    }, 'application/problem+json'), kind)
    t.match(JSON.parse(body), { type: 'about:blank', title: catalog[kind].phrase, status }, `${kind}: the body says the same`)
  }
})

t.test('RFC 9110 §15.5.17: a 416 keeps how long what was asked for is, whoever says it, and nothing of a part', async (t) => {
  const port = await server(t, app => {
    const unsatisfied = { 'content-range': 'bytes */6' }
    app.get('/reply', async (_request, reply) => {
      reply.headers(unsatisfied)
      throw new ApiError('range_not_satisfiable')
    })
    app.get('/error', async () => { throw Object.assign(new Error('secret'), { statusCode: 416, headers: unsatisfied }) })
    app.get('/part', async (_request, reply) => {
      reply.header('content-range', 'bytes 0-1/2')
      throw new ApiError('range_not_satisfiable', { headers: { 'content-range': 'bytes 0-1/2' } })
    })
    app.get('/other', async (_request, reply) => {
      reply.headers(unsatisfied)
      throw new ApiError('not_found')
    })
  })
  for (const [path, status, range] of [['/reply', 416, 'bytes */6'], ['/error', 416, 'bytes */6'], ['/part', 416, undefined], ['/other', 404, undefined]] as const) {
    const { status: got, headers } = await exchange(port, `GET ${path}`)
    t.strictSame([got, headers['content-range']], [status, range], path)
  }
})
