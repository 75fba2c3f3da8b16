import Fastify from 'fastify'
import t from 'tap'
import conformant from '../../lib/index.ts'
import { knownRoutes } from '../../lib/plugin/known-routes.ts'

t.test('the routes that the plugin is there for, in their order', async (t) => {
  const app = Fastify()
  app.get('/before', async () => '')
  await app.register(conformant)
  app.get('/books', { config: { conformant: { accept: 'text/csv' } } }, async () => '')
  await app.register(async (scope) => { scope.post('/', async () => '') }, { prefix: '/users' })
  t.strictSame(knownRoutes(app).map(({ url, options: { method } }) => `${String(method)} ${url}`), ['GET /books', 'HEAD /books', 'POST /users'])
  const [books, , users] = knownRoutes(app)
  t.strictSame(books?.armed.onRequest.map(({ gate }) => gate), ['accept'])
  t.strictSame(books?.place.settings.accept, ['text/csv'])
  t.equal(users?.instance.prefix, '/users')
  t.strictSame(knownRoutes(Fastify()), [])
})
