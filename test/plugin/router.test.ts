import Fastify, { type FastifyInstance } from 'fastify'
import t from 'tap'
import { routerOf } from '../../lib/plugin/router.ts'
import type { RequestHead } from '../../lib/http/request-head.ts'

const head = (url: string, headers = {}): RequestHead => ({ url, headers }) as RequestHead
const handler = async (): Promise<object> => ({})

async function application (declare: (app: FastifyInstance) => unknown, options: object = {}): Promise<FastifyInstance> {
  const app = Fastify({ exposeHeadRoutes: false, ...options }) as unknown as FastifyInstance
  t.teardown(() => app.close())
  declare(app)
  await app.ready()
  return app
}

t.test('the methods of a URL, in the order of Allow', async (t) => {
  const router = routerOf(await application(app => {
    app.route({ method: ['DELETE', 'GET', 'PUT'], url: '/a', handler })
    app.route({ method: ['POST', 'GET'], url: '/:id', handler })
    app.options('*', handler)
  }))
  const cases: Array<[url: string, methods: string[]]> = [
    ['/a', ['GET', 'POST', 'PUT', 'DELETE', 'OPTIONS']],
    ['/a?b=/c', ['GET', 'POST', 'PUT', 'DELETE', 'OPTIONS']],
    ['/b', ['GET', 'POST', 'OPTIONS']],
    ['/b/c', []]
  ]
  for (const [url, methods] of [...cases, ...cases]) t.strictSame(router.at(head(url)), methods, url)
  t.strictSame(router.all(), ['GET', 'POST', 'PUT', 'DELETE', 'OPTIONS'])
})

t.test('which methods some route has', async (t) => {
  const router = routerOf(await application(app => app.post('/a', handler)))
  for (const [method, isKnown] of [['POST', true], ['GET', false], ['SUBSCRIBE', false], ['NONSENSE', false], ['post', false]] as const) {
    t.equal(router.isKnown(method), isKnown, method)
    t.equal(router.isKnown(method), isKnown, `${method}, asked again`)
  }
  t.strictSame(router.all(), ['POST'])
})

t.test('what a request would be routed with', async (t) => {
  const router = routerOf(await application(app => app.get('/a/:id', handler)))
  t.strictSame({ ...router.paramsAt('GET', '/a/b%2Fc', head('/')) }, { id: 'b/c' })
  t.equal(router.paramsAt('POST', '/a/b', head('/')), undefined)
  t.equal(router.paramsAt('GET', '/b', head('/')), undefined)
})

t.test('where routes differ by host or version, each request is looked at', async (t) => {
  const router = routerOf(await application(app => {
    app.get('/host', { constraints: { host: 'a.example' } }, handler)
    app.put('/version', { constraints: { version: '2.0.0' } }, handler)
  }))
  t.strictSame(router.at(head('/host', { host: 'b.example' })), [])
  t.strictSame(router.at(head('/host', { host: 'a.example' })), ['GET'])
  t.strictSame(router.at(head('/version', { 'accept-version': '2.x' })), ['PUT'])
  t.strictSame(router.at(head('/version', { 'accept-version': '1.x' })), [])
})

t.test('by constraints of the application too, as NestJS has them for versions by media type', async (t) => {
  const storage = (): object => {
    const handlers = new Map<unknown, unknown>()
    return { get: (key: unknown) => handlers.get(key) ?? null, set: (key: unknown, handler: unknown) => handlers.set(key, handler) }
  }
  const ofField = (name: string) => (request: { headers: Record<string, string | undefined> }): string | undefined => {
    if (request.headers[name] === 'bad') throw new Error('secret')
    return request.headers[name]?.replace('v=', '')
  }
  const strategy = (name: string, deriveConstraint: unknown): object => ({ name, validate: () => true, storage, deriveConstraint })
  const later = (request: { headers: Record<string, string> }, _context: unknown, done: (error: null, value?: string) => void): void => done(null, request.headers['x-later'])
  const constraints = { version: strategy('version', ofField('accept')), tenant: strategy('tenant', ofField('x-tenant')), later: strategy('later', later) }
  const router = routerOf(await application(app => {
    app.put('/version', { constraints: { version: '2' } }, handler)
    app.put('/tenant', { constraints: { tenant: 'a' } }, handler)
    app.put('/later', { constraints: { later: 'a' } }, handler)
    app.get('/free', handler)
  }, { routerOptions: { constraints } }))
  for (const [url, headers, methods] of [
    ['/version', { accept: 'v=2' }, ['PUT']],
    ['/version', { accept: 'v=1' }, []],
    ['/version', { 'accept-version': '2' }, []],
    ['/version', { accept: 'bad' }, []],
    ['/tenant', { 'x-tenant': 'a' }, ['PUT']],
    ['/tenant', {}, []],
    ['/later', { 'x-later': 'a' }, []],
    ['/free', { accept: 'bad', 'x-tenant': 'bad' }, ['GET']]
  ] as const) t.strictSame(router.at(head(url, headers)), methods, `${url} ${JSON.stringify(headers)}`)
})

t.test('a URL is looked up once', async (t) => {
  const app = await application(app => app.get('/a', handler))
  const router = routerOf(app)
  let looked = 0
  const { findRoute } = app
  app.findRoute = (...of) => { looked++; return findRoute.apply(app, of) }
  router.at(head('/a'))
  const first = looked
  t.ok(first > 0)
  router.at(head('/a?b'))
  t.equal(looked, first)
  router.at(head('/b'))
  t.equal(looked, 2 * first)
})
