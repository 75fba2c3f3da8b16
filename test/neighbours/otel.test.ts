import Fastify, { type FastifyInstance } from 'fastify'
import t from 'tap'
import conformant from '../../lib/index.ts'
import { setNotFoundHandlerOf } from '../../lib/neighbours/otel.ts'
import { exchange, listen } from '../helpers/exchange.ts'

/** As @fastify/otel does it: its own function reads the name of the handler. */
function wrapped (app: FastifyInstance): FastifyInstance {
  app.decorate(Symbol('fastify otel setnotfound original') as never, app.setNotFoundHandler as never)
  app.setNotFoundHandler = ((_hooks: object, handler: { name: string }) => handler.name.length) as never
  return app
}

t.test('the function that @fastify/otel has put its own in place of', async (t) => {
  const plain = Fastify()
  t.equal(setNotFoundHandlerOf(plain), plain.setNotFoundHandler)
  const { setNotFoundHandler } = plain
  t.equal(setNotFoundHandlerOf(wrapped(plain)), setNotFoundHandler)
})

t.test('where it is there, unknown URLs are answered as where it is not', async (t) => {
  for (const isBelow of [false, true]) {
    const app = wrapped(Fastify())
    const application = async (scope: FastifyInstance): Promise<void> => {
      await scope.register(conformant)
      scope.addHook('onRequest', async ({ url }, reply) => { if (url === '/theirs') await reply.send('theirs') })
      scope.get('/', async () => ({}))
    }
    if (isBelow) await app.register(application)
    else await application(app)
    const port = await listen(t, app)
    const { status, headers } = await exchange(port, 'GET /none')
    t.strictSame([status, headers['content-type']], [404, 'application/problem+json'])
    if (!isBelow) t.strictSame((await exchange(port, 'GET /theirs')).body, 'theirs')
  }
})
