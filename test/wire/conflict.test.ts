// 409, 202 and 301: what a client needs to go on.
import { Type } from '@sinclair/typebox'
import Fastify, { type FastifyInstance } from 'fastify'
import t from 'tap'
import conformant, { akeneo, conflict, gitlab, problem as problemDialect, type ConformantOptions, type Dialect } from '../../lib/index.ts'
import { internalError, json, noStore, problem, success } from '../helpers/answers.ts'
import { exchange, listen } from '../helpers/exchange.ts'
import type { Answer } from '../helpers/raw.ts'

const dialects: readonly Dialect[] = [akeneo(), gitlab(), problemDialect()]

async function server (options: ConformantOptions, declare: (app: FastifyInstance) => unknown): Promise<number> {
  const app = Fastify()
  await app.register(async api => {
    await api.register(conformant, options)
    await declare(api)
  }, { prefix: '/api' })
  return await listen(t, app)
}

t.test('409: where the other is, and in which state', async (t) => {
  const declare = (app: FastifyInstance): void => {
    app.get('/existing', async (_request, reply) => {
      reply.header('etag', '"of something else"')
      throw conflict('It exists.', { existing: '/categories/winter', etag: '"7"' })
    })
    app.get('/url', async () => { throw conflict({ message: 'It exists.', existing: 'https://other.example/a b' }) })
    app.get('/etag', async () => { throw conflict('Somebody was faster.', { etag: 'W/"7"' }) })
    app.get('/own', async () => { throw conflict('It exists.', { existing: '/a', headers: { location: '/b' }, links: { documentation: 'https://docs.example' } }) })
    app.get('/bare', async () => { throw conflict() })
  }
  const winter = 'http://api.example/api/categories/winter'
  const cases: Array<[path: string, headers: Answer['headers'], message: string, links: Record<string, string> | undefined]> = [
    ['/existing', { location: winter, etag: '"7"' }, 'It exists.', { existing: winter }],
    ['/url', { location: 'https://other.example/a%20b' }, 'It exists.', { existing: 'https://other.example/a%20b' }],
    ['/etag', { etag: 'W/"7"' }, 'Somebody was faster.', undefined],
    ['/own', { location: '/b' }, 'It exists.', { existing: 'http://api.example/api/a', documentation: 'https://docs.example' }]
  ]
  const ports = await Promise.all(dialects.map(dialect => server({ dialect }, declare)))
  for (const [path, headers, message, links] of cases) {
    const linked = links && { _links: Object.fromEntries(Object.entries(links).map(([name, href]) => [name, { href }])) }
    t.strictSame(await Promise.all(ports.map(port => exchange(port, `GET /api${path}`))), [
      json(409, { code: 409, message, ...linked }, headers),
      json(409, { message }, headers),
      problem(409, message, headers, { ...(links?.documentation === undefined ? {} : { documentation: links.documentation }), ...(links?.existing === undefined ? {} : { existing: links.existing }) })
    ], path)
  }
  t.strictSame(await Promise.all(ports.map(port => exchange(port, 'GET /api/bare'))), [
    json(409, { code: 409, message: 'The request conflicts with the current state of the resource.' }),
    json(409, { message: '409 Conflict' }),
    problem(409, 'The request conflicts with the current state of the resource.')
  ])
  const base = await server({ baseUrl: 'https://public.example/v1' }, declare)
  t.match(await exchange(base, 'GET /api/existing'), { headers: { location: 'https://public.example/v1/api/categories/winter' } }, 'below baseUrl')
})

t.test('409 of a line', async (t) => {
  const port = await server({ dialect: akeneo() }, app => {
    app.batch({ method: 'POST', url: '/', key: 'code', item: Type.Object({ code: Type.String() }) }, async () => { throw conflict('It exists.', { existing: '/a', etag: '"1"' }) })
  })
  t.equal((await exchange(port, { method: 'POST', path: '/api', body: '{"code":"a"}', headers: { 'content-type': 'application/x-ndjson' } })).body,
    '{"line":1,"code":"a","status_code":409,"message":"It exists.","_links":{"existing":{"href":"http://api.example/api/a"}}}')
})

t.test('an entity tag that is none is the application\'s fault', async (t) => {
  for (const etag of ['7', '"7', 'w/"7"', '"a b"', '"7"\r\n', '']) t.throws(() => conflict('x', { etag }), TypeError, JSON.stringify(etag))
  const port = await server({}, app => app.get('/', async () => { throw conflict('x', { etag: '7' }) }))
  t.strictSame(await exchange(port, 'GET /api'), internalError)
})

t.test('202: where to look, and when', async (t) => {
  const location = { location: 'http://api.example/api/jobs/7' }
  for (const dialect of dialects) {
    const port = await server({ dialect }, app => {
      app.post('/job', async (_request, reply) => reply.accepted('/jobs/7', { id: 7 }, { retryAfter: 1.5 }))
      app.post('/place', async (_request, reply) => reply.accepted('/jobs/7', undefined, { retryAfter: 0 }))
      app.post('/nothing', async (_request, reply) => reply.accepted())
      app.post('/never', async (_request, reply) => reply.accepted('/jobs/7', undefined, { retryAfter: -1 }))
    })
    const bare = (headers: Answer['headers']): Answer => dialect.accepted === undefined
      ? { status: 202, headers: { 'content-length': '0', ...headers }, body: '' }
      : success(202, dialect.accepted, headers)
    t.strictSame(await exchange(port, 'POST /api/job'), success(202, { id: 7 }, { ...location, 'retry-after': '2' }), dialect.name)
    t.strictSame(await exchange(port, 'POST /api/place'), bare({ ...location, 'retry-after': '0' }), dialect.name)
    t.strictSame(await exchange(port, 'POST /api/nothing'), bare({}), dialect.name)
    t.strictSame(await exchange(port, 'POST /api/never'), bare(location), 'a time that is none is left out')
  }
})

t.test('301 for what is read, 405 for the rest', async (t) => {
  const expected: Array<[dialect: Dialect, refused: (method: string) => Answer]> = [
    [akeneo(), method => json(405, { code: 405, message: `No route found for '${method} /api/old': Method Not Allowed (Allow: GET)` }, { ...noStore, allow: 'GET, HEAD' })],
    [gitlab(), () => json(405, { message: 'Non GET methods are not allowed for moved projects' }, { ...noStore, allow: 'GET, HEAD' })],
    [problemDialect(), method => problem(405, `${method} is not supported at /api/old. Supported: GET.`, { ...noStore, allow: 'GET, HEAD' })]
  ]
  for (const [dialect, refused] of expected) {
    const port = await server({ dialect }, app => {
      app.route({ method: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'], url: '/old', handler: (_request, reply) => reply.movedPermanently('/projects/group%2Fnew') })
    })
    const location = { location: 'http://api.example/api/projects/group%2Fnew' }
    t.strictSame(await exchange(port, 'GET /api/old'), { status: 301, headers: { ...location, 'content-length': '0' }, body: '' }, `${dialect.name} GET`)
    t.strictSame(await exchange(port, 'HEAD /api/old'), { status: 301, headers: location, body: '' }, `${dialect.name} HEAD`)
    for (const method of ['POST', 'PUT', 'PATCH']) t.strictSame(await exchange(port, { method, path: '/api/old', json: {} }), refused(method), `${dialect.name} ${method}`)
    t.strictSame(await exchange(port, 'DELETE /api/old'), refused('DELETE'), `${dialect.name} DELETE`)
  }
})
