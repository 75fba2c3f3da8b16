import Fastify, { type FastifyRequest } from 'fastify'
import t from 'tap'
import { routeOf } from '../../lib/gates/past-accessors.ts'

t.test('the route of a request is found where Fastify keeps it, and asked for where it shows none', async (t) => {
  const app = Fastify()
  app.get('/', { config: { own: 1 } as object }, async (request) => {
    const { config, handler } = request.routeOptions
    for (let time = 0; time < 2; time++) t.match(routeOf(request), { config, handler })
    t.not(routeOf(request), request.routeOptions, 'Symbol(fastify.context) is where it is looked for')
    const shown = { config: {}, handler }
    t.equal(routeOf({ routeOptions: shown } as unknown as FastifyRequest), shown)
    t.equal(routeOf(request).config, config, 'and found again')
    return {}
  })
  t.equal((await app.inject('/')).statusCode, 200)
})
