import Fastify, { type FastifyRequest } from 'fastify'
import t from 'tap'
import { originalUrlOf, routeOf } from '../../lib/gates/past-accessors.ts'

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

t.test('the URL of a request as it was sent, and as somebody has been told it', async (t) => {
  const app = Fastify({ rewriteUrl: () => '/rewritten' })
  const seen: unknown[] = []
  app.get('/rewritten', async (request) => {
    const symbols = Object.getOwnPropertySymbols(request)
    seen.push(originalUrlOf(request))
    t.strictSame(Object.getOwnPropertySymbols(request), symbols, 'nothing is put on it')
    if (request.headers['x-asked'] !== undefined) t.equal(request.originalUrl, '/sent')
    request.raw.url = '/changed'
    Reflect.deleteProperty(request.raw, 'originalUrl')
    seen.push(originalUrlOf(request))
    return {}
  })
  await app.inject({ url: '/sent' })
  await app.inject({ url: '/sent', headers: { 'x-asked': '1' } })
  t.strictSame(seen, ['/sent', '/changed', '/sent', '/sent'])
  t.equal(originalUrlOf({ raw: { url: '/a' } }), '/a')
})
