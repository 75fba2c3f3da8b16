// Cache-Control of errors: what the application has said so that nobody keeps the answer stays, and what let a cache keep the answer that is lost goes.
import Fastify, { type FastifyInstance } from 'fastify'
import t, { type Test } from 'tap'
import conformant, { akeneo, conflict, gitlab, notFound, preconditionRequired, problem as problemDialect } from '../../lib/index.ts'
import { internalError, json, noStore, problem } from '../helpers/answers.ts'
import { exchange, listen } from '../helpers/exchange.ts'

async function server (t: Test, declare: (app: FastifyInstance) => unknown, dialect = problemDialect()): Promise<number> {
  const app = Fastify()
  await app.register(conformant, { dialect })
  await declare(app)
  return await listen(t, app)
}

const values: Array<[value: string | string[], isKept: boolean]> = [
  ['no-store', true],
  ['No-Store', true],
  ['no-cache', true],
  ['private', true],
  ['private, no-cache', true],
  ['no-cache, must-revalidate', true],
  ['private, max-age=0', true],
  ['max-age=0, s-maxage=00', true],
  ['no-store, max-age=60', true],
  ['public, no-cache', true],
  ['no-transform', true],
  [['private', 'no-store'], true],
  ['public', false],
  ['PUBLIC, max-age=0', false],
  ['max-age=60', false],
  ['private, max-age=60', false],
  ['private,s-maxage="10"', false],
  ['max-age = 05', false],
  ['private, immutable', false],
  ['private, stale-while-revalidate=60', false],
  ['stale-if-error=60', false],
  ['public, no-cache="set-cookie"', false],
  [['private', 'max-age=60'], false]
]

t.test('of the reply, before something is thrown', async (t) => {
  const errors = [() => new Error('secret'), () => notFound(), () => conflict()]
  const port = await server(t, app => values.forEach(([value], index) => errors.forEach((error, which) => {
    app.get(`/${index}/${which}`, async (_request, reply) => {
      reply.header('Cache-Control', value)
      throw error()
    })
    app.get(`/${index}/${which}/raw`, async (_request, reply) => {
      reply.raw.setHeader('cache-control', value)
      throw error()
    })
  })))
  const told = [
    [undefined, (headers: object) => problem(500, undefined, headers as {})],
    [noStore, (headers: object) => problem(404, 'The resource does not exist.', headers as {})],
    [undefined, (headers: object) => problem(409, 'The request conflicts with the current state of the resource.', headers as {})]
  ] as const
  for (const [index, [value, isKept]] of values.entries()) {
    for (const [which, [standard, answer]] of told.entries()) {
      const expected = answer(isKept ? { 'cache-control': value } : standard ?? {})
      for (const path of [`/${index}/${which}`, `/${index}/${which}/raw`]) t.strictSame(await exchange(port, { path }), expected, `${path} ${String(value)}`)
    }
  }
})

t.test('of a hook, before a gate refuses, and of the error itself, in each dialect', async (t) => {
  const dialects = [
    [akeneo(), (status: number, message: string, headers: {}) => json(status, { code: status, message }, headers)],
    [gitlab(), (status: number, message: string, headers: {}) => json(status, { message: status === 500 ? '500 Internal Server Error' : `404 Not Found - ${message}` }, headers)],
    [problemDialect(), (status: number, message: string, headers: {}) => problem(status, status === 500 ? undefined : message, headers)]
  ] as const
  const words = 'Category not found.'
  for (const [dialect, told] of dialects) {
    const port = await server(t, app => {
      app.addHook('onRequest', async (_request, reply) => { reply.header('cache-control', 'private, no-cache') })
      app.get('/own', async () => { throw notFound(words, { headers: { 'cache-control': 'public, max-age=60' } }) })
      app.post('/gate', { config: { conformant: { items: 1 } } }, async () => ({}))
      app.get('/reply', async () => { throw notFound(words) })
      for (const [path, cacheControl] of [['/no', 'no-store'], ['/yes', 'public, max-age=60']] as const) {
        app.get(path, async () => { throw Object.assign(new Error('secret'), { statusCode: 500, headers: { 'cache-control': cacheControl, 'x-inside': 'secret' } }) })
      }
    }, dialect)
    t.strictSame(await exchange(port, 'GET /own'), told(404, words, { 'cache-control': 'public, max-age=60' }), `${dialect.name}: the error's own`)
    t.strictSame(await exchange(port, 'GET /reply'), told(404, words, { 'cache-control': 'private, no-cache' }), `${dialect.name}: the hook's`)
    t.strictSame(await exchange(port, 'GET /no'), told(500, 'Internal Server Error', { 'cache-control': 'no-store' }), `${dialect.name}: that of an error of the server`)
    t.strictSame(await exchange(port, 'GET /yes'), told(500, 'Internal Server Error', { 'cache-control': 'private, no-cache' }), `${dialect.name}: not what another server may have said of another answer`)
    t.strictSame((await exchange(port, { method: 'POST', path: '/gate', json: [1, 2] })).headers['cache-control'], 'private, no-cache', 'the refusal of a gate')
  }
})

t.test('what must not be stored is not', async (t) => {
  const port = await server(t, app => app.get('/', async (_request, reply) => {
    reply.header('cache-control', 'public, max-age=60')
    throw preconditionRequired()
  }))
  t.strictSame(await exchange(port, 'GET /'), problem(428, 'The request must be conditional.', noStore))
})

t.test('a header value that cannot be sent goes, and with it the reason of the error', async (t) => {
  const port = await server(t, app => app.get('/', async (_request, reply) => reply.header('cache-control', 'no-store\n').send({})))
  t.strictSame(await exchange(port, 'GET /'), internalError)
})
