import Fastify from 'fastify'
import t from 'tap'
import { isOffered } from '../../lib/gates/offered.ts'

t.test('a handler of the application\'s own is told from Fastify\'s, whatever its name', async (t) => {
  const app = Fastify()
  t.teardown(() => app.close())
  const found: unknown[] = []
  app.addHook('onRequest', async (request) => { found.push(isOffered(request)) })
  const handlers = { named (): object { return {} }, basic404 (): object { return {} }, '': async () => ({}) }
  for (const [name, handler] of Object.entries(handlers)) {
    app.register(async (scope) => { scope.setNotFoundHandler(handler) }, { prefix: `/${name}x` })
  }
  for (const url of ['/namedx/a', '/basic404x/a', '/x/a', '/namedx/a', '/none', '/none']) await app.inject(url)
  t.strictSame(found, [true, true, true, true, false, false])
})
