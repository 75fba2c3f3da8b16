import Fastify, { type FastifyInstance, type FastifyRequest } from 'fastify'
import t, { type Test } from 'tap'
import conformant, { conflict, forbidden, unauthorized, type ConformantOptions } from '../../lib/index.ts'
import { noStore, problem, success } from '../helpers/answers.ts'
import { exchange, listen, type Sent } from '../helpers/exchange.ts'

type Declare = (app: FastifyInstance) => unknown

async function server (t: Test, behind: Declare, options: ConformantOptions = {}): Promise<number> {
  const app = Fastify()
  await app.register(conformant, options)
  await behind(app)
  app.get('/a', async () => ({}))
  return await listen(t, app)
}

const unknown = (path: string) => problem(404, `There is nothing at ${path}.`, noStore)
const notAllowed = problem(405, 'PUT is not supported at /a. Supported: GET.', { ...noStore, allow: 'GET, HEAD' })
const put: Sent = { method: 'PUT', path: '/a', body: '{', headers: { 'content-type': 'application/json' } }

t.test('what hooks behind the plugin answer is theirs, and what they leave is refused before its body is read', async (t) => {
  const seen: string[] = []
  const looking = async (request: FastifyRequest): Promise<void> => { seen.push(request.url) }
  const ways: Record<string, Declare> = {
    'on the root': app => app.addHook('onRequest', looking),
    'of a plugin': app => app.register(Object.assign(async (scope: FastifyInstance) => { scope.addHook('onRequest', looking) }, { [Symbol.for('skip-override')]: true })),
    'and of the not-found handler alone': app => {
      app.addHook('onRequest', looking)
      app.setNotFoundHandler({ preHandler: async () => {} } as never)
    }
  }
  for (const [way, behind] of Object.entries(ways)) {
    const port = await server(t, async app => {
      await behind(app)
      app.addHook('onRequest', async ({ url }, reply) => { if (url.startsWith('/theirs')) return await reply.send({ url }) })
    })
    t.strictSame(await exchange(port, 'GET /none'), unknown('/none'), way)
    t.strictSame(await exchange(port, put), notAllowed, way)
    if (way === 'and of the not-found handler alone') t.strictSame(seen.splice(0), [], 'whose own hooks have replaced those of the plugin')
    else {
      t.strictSame(await exchange(port, 'GET /theirs/1'), success(200, { url: '/theirs/1' }), way)
      t.strictSame(await exchange(port, { ...put, path: '/theirs/2' }), success(200, { url: '/theirs/2' }), way)
      t.strictSame(seen.splice(0), ['/none', '/a', '/theirs/1', '/theirs/2'], way)
    }
  }
})

t.test('that there is nothing is said before credentials are asked for, and no other word of theirs is lost', async (t) => {
  const cases: Array<[thrown: unknown, isBehind: boolean]> = [
    [unauthorized(), true], [forbidden(), true], [Object.assign(new Error('no'), { statusCode: 401 }), true], [conflict(), false], [new Error('broken'), false]
  ]
  for (const [thrown, isBehind] of cases) {
    const port = await server(t, app => app.addHook('onRequest', async () => { throw thrown }))
    const theirs = (await exchange(port, 'GET /a')).status
    t.strictSame([(await exchange(port, { path: '/none' })).status, (await exchange(port, put)).status], isBehind ? [404, 405] : [theirs, theirs], `${theirs}`)
    if (isBehind) t.strictSame(await exchange(port, { method: 'OPTIONS', path: '/a' }), { status: 204, headers: { allow: 'GET, HEAD, OPTIONS' }, body: '' })
  }
  const limited = await server(t, app => app.addHook('onRequest', async () => { throw unauthorized() }), { rateLimit: { limit: 1, window: '1h' } })
  t.strictSame([(await exchange(limited, 'GET /none')).status, (await exchange(limited, 'GET /none')).status], [404, 429], 'each is counted once')
})

t.test('what reports leaves them what they ask for', async (t) => {
  const port = await server(t, app => {
    app.addHook('onRequest', async () => {})
    app.addHook('preValidation', async () => { throw unauthorized() })
  }, { enforce: 'report', rateLimit: { limit: 1, window: '1h' } })
  t.strictSame([(await exchange(port, 'GET /none')).status, (await exchange(port, 'GET /none')).status], [401, 429])
  const behind = await server(t, app => app.addHook('onRequest', async () => { throw unauthorized() }), { enforce: 'report' })
  t.equal((await exchange(behind, 'GET /none')).status, 401)
})

t.test('limits count what is left to the plugin', async (t) => {
  const port = await server(t, app => app.addHook('onRequest', async ({ url }, reply) => { if (url === '/theirs') return await reply.send({}) }), { rateLimit: { limit: 1, window: '1h' } })
  const statuses: number[] = []
  for (const path of ['/theirs', '/theirs', '/none', '/none', '/theirs']) statuses.push((await exchange(port, { path })).status)
  t.strictSame(statuses, [200, 200, 404, 429, 200])
})

t.test('a scope keeps its own words for what is behind', async (t) => {
  const port = await server(t, async app => {
    app.addHook('onRequest', async () => {})
    await app.register(async scope => {
      await scope.register(conformant, { unknownUrl: false })
      scope.get('/', async () => ({}))
    }, { prefix: '/scope' })
  })
  t.strictSame(await exchange(port, 'GET /none'), unknown('/none'))
  t.strictSame(await exchange(port, 'GET /scope/none'), success(404, { message: 'Route GET:/scope/none not found', error: 'Not Found', statusCode: 404 }))
})

t.test('nothing is looked for at each request where there is one scope, and nobody behind it', async (t) => {
  const cases: Array<[name: string, declare: Declare, isKnown: boolean]> = [
    ['one scope', async app => { await app.register(conformant) }, true],
    ['options laid over it', async app => {
      await app.register(conformant)
      await app.register(conformant, { echo: 20 })
    }, true],
    ['another one below', async app => {
      await app.register(conformant)
      await app.register(async scope => { await scope.register(conformant, { unknownUrl: false }) }, { prefix: '/below' })
    }, false],
    ['somebody behind it', async app => {
      await app.register(conformant)
      app.addHook('onRequest', async () => {})
    }, false],
    ['below the root', async app => { await app.register(async scope => { await scope.register(conformant) }) }, false],
    ['a not-found handler of the application', async app => {
      await app.register(conformant)
      app.setNotFoundHandler(async (_request, reply) => await reply.code(404).send({ own: true }))
    }, false]
  ]
  for (const [name, declare, isKnown] of cases) {
    let symbols: symbol[] = []
    const app = Fastify()
    app.addHook('onRequest', async ({ routeOptions: { config } }) => { symbols = Object.getOwnPropertySymbols(config) })
    await declare(app)
    const port = await listen(t, app)
    t.equal((await exchange(port, 'GET /none')).status, 404, name)
    t.equal(symbols.some(({ description }) => description === 'fastify-conformant.route'), isKnown, name)
    t.equal((await exchange(port, 'GET /below/none')).status, 404, name)
  }
})
