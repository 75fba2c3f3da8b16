import Fastify, { type FastifyInstance } from 'fastify'
import t from 'tap'
import { akeneo, conflict } from '../../lib/index.ts'
import { arm, hasRoutes } from '../../lib/plugin/arm.ts'
import { setScope, unasked, type Scope } from '../../lib/plugin/held.ts'
import { mappersOf } from '../../lib/plugin/mappers.ts'
import { defaults, resolveOptions } from '../../lib/plugin/options.ts'
import { Reporter } from '../../lib/plugin/report.ts'
import { routerOf } from '../../lib/plugin/router.ts'
import { ServerValidators } from '../../lib/validation/server-validators.ts'
import { json } from '../helpers/answers.ts'
import { exchange, listen } from '../helpers/exchange.ts'

/** A scope that is armed as the plugin does it, without what stands below the hooks. */
function armed (instance: FastifyInstance, options: object = {}): Scope {
  const settings = resolveOptions(defaults, { dialect: akeneo(), ...options }, 'plugin')
  const validators = new ServerValidators(instance.log)
  const reporter = new Reporter()
  const whenReady = arm(instance, validators, reporter)
  const scope: Scope = { ...unasked, settings, mappers: mappersOf(settings), methods: routerOf(instance), validators, reporter, whenReady, late: { hooks: [], isLast: true }, onRequest: undefined }
  setScope(instance, scope)
  return scope
}

t.test('tasks are done when the server is ready, once and in their order', async (t) => {
  const app = Fastify()
  t.teardown(() => app.close())
  const done: number[] = []
  const { whenReady } = armed(app)
  whenReady(() => done.push(1))
  whenReady(() => done.push(2))
  t.strictSame(done, [])
  await app.ready()
  t.strictSame(done, [1, 2])
})

t.test('a route is armed where it stands, and known from then on', async (t) => {
  const app = Fastify()
  armed(app)
  t.notOk(hasRoutes(app))
  app.get('/', { config: { conformant: { accept: 'application/json' } } }, async () => { throw conflict('Taken.') })
  t.ok(hasRoutes(app))
  await app.register(async (scope) => {
    t.notOk(hasRoutes(scope))
    scope.post('/below', { config: { conformant: { contentType: 'text/csv' } } }, async () => ({}))
    t.ok(hasRoutes(scope))
  })
  const port = await listen(t, app)
  t.strictSame(await exchange(port, 'GET /'), json(409, { code: 409, message: 'Taken.' }))
  t.strictSame(await exchange(port, { path: '/', headers: { accept: 'text/csv' } }),
    json(406, { code: 406, message: '‘text/csv’ in ‘Accept‘ header is not valid. Only ‘application/json‘ is allowed.' }, { vary: 'Accept' }))
  t.match(await exchange(port, { method: 'POST', path: '/below', json: {} }), { status: 415 }, 'with its own options')
  t.match(await exchange(port, 'GET /none'), { status: 404, body: /"error":"Not Found"/ }, 'unknown URLs are a matter of the plugin')
})

t.test('an option of a route that is not right is said with the route', async (t) => {
  const app = Fastify()
  t.teardown(() => app.close())
  armed(app)
  t.throws(() => app.get('/a', { config: { conformant: { accept: 5 as never } } }, async () => ({})), { message: /^fastify-conformant: option "accept" of route GET \/a must be / })
})

t.test('what Fastify does by itself is taken over', async (t) => {
  const app = Fastify()
  armed(app)
  app.post('/', { schema: { body: { type: 'object', properties: { n: { type: 'integer' } } } } }, async () => ({}))
  const port = await listen(t, app)
  const post = (body: string) => exchange(port, { method: 'POST', path: '/', headers: { 'content-type': 'application/json' }, body })
  t.strictSame(await post('{"n":"1"}'), json(422, { code: 422, message: 'Validation failed.', errors: [{ property: 'n', message: 'This value should be of type integer.' }] }))
  t.match(await post('{"n":'), { status: 400 })
  t.match(await post('{"m":1}'), { status: 422 })
})

t.test('what an application has to its hand', async (t) => {
  const app = Fastify()
  t.teardown(() => app.close())
  armed(app)
  t.strictSame(['batch', 'rateLimits'].map(name => app.hasDecorator(name)), [true, true])
  t.strictSame(['created', 'accepted', 'noContent', 'movedPermanently'].map(name => app.hasReplyDecorator(name)), [true, true, true, true])
  t.equal(app.batch({ method: 'POST', url: '/batch', key: 'code', item: { type: 'object', properties: { code: { type: 'string' } } } } as never, () => {}), app, 'as Fastify\'s own methods')
  await app.ready()
  t.ok(app.hasRoute({ method: 'POST', url: '/batch' }))
})
