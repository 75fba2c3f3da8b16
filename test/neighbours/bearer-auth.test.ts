import bearerAuth from '@fastify/bearer-auth'
import Fastify, { type FastifyInstance } from 'fastify'
import t from 'tap'
import conformant from '../../lib/index.ts'
import { internalError, problem, success } from '../helpers/answers.ts'
import { exchange, listen } from '../helpers/exchange.ts'
import type { Answer } from '../helpers/raw.ts'

/** With hooks of @fastify/bearer-auth before those of the plugin, or behind them. */
async function server (t: Parameters<typeof listen>[0], isFirst: boolean, options: object = {}, declare: (app: FastifyInstance) => unknown = () => {}): Promise<number> {
  const app = Fastify()
  const register = async (): Promise<void> => { await app.register(bearerAuth, { keys: new Set(['key']), ...options }) }
  if (isFirst) await register()
  await app.register(conformant)
  if (!isFirst) await register()
  app.get('/', async () => ({ a: 1 }))
  await declare(app)
  return await listen(t, app)
}

const refused = (challenge: string): Answer => problem(401, 'Authentication is required.', { 'www-authenticate': challenge })

for (const isFirst of [true, false]) {
  t.test(isFirst ? 'in front of the plugin' : 'behind the plugin', async (t) => {
    const port = await server(t, isFirst)
    const get = (authorization?: string) => exchange(port, { headers: { authorization } })
    t.strictSame(await get('Bearer key'), success(200, { a: 1 }))
    t.strictSame(await get(), refused('Bearer realm="api"'))
    t.strictSame(await get('Basic a2V5'), refused('Bearer realm="api"'))
    t.strictSame(await get('Bearer no'), refused('Bearer error="invalid_token"'))
  })

  t.test(`a check that says neither, ${isFirst ? 'in front' : 'behind'}`, async (t) => {
    const port = await server(t, isFirst, { keys: [], auth: () => 'yes' })
    t.strictSame(await exchange(port, { headers: { authorization: 'Bearer key' } }), internalError)
  })

  t.test(`what only looks like its answers is the application's, ${isFirst ? 'in front' : 'behind'}`, async (t) => {
    const own: Array<[status: number, body: unknown]> = [
      [200, { error: 'missing authorization header' }],
      [403, { error: 'missing authorization header' }],
      [401, { error: 'missing authorization header', more: 1 }],
      [401, { error: 'something else' }],
      [401, { error: 'toString' }],
      [401, { error: 5 }],
      [401, {}],
      [500, { error: 'missing authorization header' }],
      [401, ['missing authorization header']]
    ]
    const port = await server(t, isFirst, {}, app => {
      for (const [at, [status, body]] of own.entries()) app.get(`/${at}`, (_request, reply) => reply.code(status).send(body))
      app.get('/same', (_request, reply) => reply.code(401).send({ error: 'invalid authorization header' }))
    })
    const get = (path: string) => exchange(port, { path, headers: { authorization: 'Bearer key' } })
    for (const [at, [status, body]] of own.entries()) t.strictSame(await get(`/${at}`), success(status, body), JSON.stringify(body))
    t.strictSame(await get('/same'), refused('Bearer error="invalid_token"'), 'nothing tells this from its own')
  })
}

t.test('without it, an answer of its looks is the application\'s', async (t) => {
  const app = Fastify()
  await app.register(conformant)
  app.get('/', (_request, reply) => reply.code(401).send({ error: 'missing authorization header' }))
  t.strictSame(await exchange(await listen(t, app), 'GET /'), success(401, { error: 'missing authorization header' }))
})

t.test('on an unknown URL too', async (t) => {
  const port = await server(t, false)
  t.equal((await exchange(port, 'GET /nothing')).status, 404, 'the gate comes first')
})
