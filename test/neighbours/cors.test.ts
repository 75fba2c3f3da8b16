import cors from '@fastify/cors'
import rateLimit from '@fastify/rate-limit'
import Fastify, { type FastifyInstance } from 'fastify'
import t, { type Test } from 'tap'
import { corsOf, withCors } from '../../lib/neighbours/cors.ts'
import conformant, { tooManyRequests, type ConformantOptions } from '../../lib/index.ts'
import { exchange, listen } from '../helpers/exchange.ts'
import { page } from '../helpers/cors.ts'

const expose = 'access-control-expose-headers'

async function server (t: Test, declare: (app: FastifyInstance) => unknown, options: ConformantOptions = {}): Promise<number> {
  const app = Fastify()
  await declare(app)
  await app.register(conformant, options)
  app.get('/', async () => ({}))
  app.get('/thrown', async () => { throw tooManyRequests({ retryAfter: 5 }) })
  return await listen(t, app)
}

t.test('an error names what limits have put on it, where a page may read it', async (t) => {
  const ours = { rateLimit: { limit: 1, window: '1h' as const } }
  const gitlabs: ConformantOptions = { ...ours, rateLimitHeaders: 'gitlab' }
  const theirs = (app: FastifyInstance) => app.register(rateLimit, { max: 1 })
  const cases: Array<[name: string, port: number, path: string, exposed: string | undefined]> = [
    ['ours', await server(t, app => app.register(cors, { origin: page }), ours), '/', 'ratelimit-policy, ratelimit, retry-after'],
    ['beside what is named', await server(t, app => app.register(cors, { origin: page, exposedHeaders: ['RateLimit', 'x-a'] }), ours), '/', 'RateLimit, x-a, ratelimit-policy, retry-after'],
    ["GitLab's", await server(t, app => app.register(cors, { origin: page }), gitlabs), '/', 'ratelimit-name, ratelimit-limit, ratelimit-observed, ratelimit-remaining, ratelimit-reset, ratelimit-resettime, retry-after'],
    ['@fastify/rate-limit', await server(t, async app => { await app.register(cors, { origin: page }); await theirs(app) }), '/', 'x-ratelimit-limit, x-ratelimit-remaining, x-ratelimit-reset, retry-after'],
    ['what is thrown', await server(t, app => app.register(cors, { origin: page })), '/thrown', 'retry-after'],
    ['all that there is', await server(t, app => app.register(cors, { origin: page, exposedHeaders: '*' })), '/thrown', '*'],
    ['nobody may', await server(t, app => app.register(cors, { origin: false }), ours), '/', undefined],
    ['without the plugin', await server(t, app => app.addHook('onRequest', async (_request, reply) => { reply.header('access-control-allow-origin', page) }), ours), '/', undefined]
  ]
  for (const [name, port, path, exposed] of cases) {
    const admitted = await exchange(port, { path, headers: { origin: page } })
    const refused = await exchange(port, { path, headers: { origin: page } })
    t.equal(refused.status, 429, name)
    t.equal(refused.headers[expose], exposed, name)
    if (path === '/') t.equal(admitted.headers[expose], exposed?.includes('x-a') === true ? 'RateLimit, x-a' : undefined, `${name}: what is no error is as it was`)
  }
})

t.test('fields of both are joined', async (t) => {
  t.strictSame(withCors({}, { a: 'b', 'retry-after': '1' }), { a: 'b', 'retry-after': '1' })
  t.strictSame(withCors({ vary: 'Origin' }, { a: 'b' }), { vary: 'Origin', a: 'b' })
  t.strictSame(withCors({ vary: 'Origin', a: 'c' }, { vary: ['Accept', 'A'], a: 'b' }), { vary: 'Origin, Accept,A', a: 'b' }, 'what the answer says itself holds')
  t.strictSame(withCors({ 'access-control-allow-origin': '*', [expose]: '' }, { 'retry-after': '1' }), { 'access-control-allow-origin': '*', [expose]: 'retry-after', 'retry-after': '1' })
})

t.test('its hook is known by its name', async (t) => {
  t.equal(corsOf([function other () {}, () => {}], Fastify()), undefined)
})
