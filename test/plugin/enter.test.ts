import Fastify, { type FastifyInstance } from 'fastify'
import t from 'tap'
import { enter, placeOf } from '../../lib/plugin/enter.ts'
import { Prefixes } from '../../lib/server/prefixes.ts'
import { setEdge, type Edge } from '../../lib/server/edge.ts'
import { configWith, setScope, unasked, type Held, type Scope } from '../../lib/plugin/held.ts'

const held = (name: string): Held => ({ ...unasked, name }) as unknown as Held
const scope = (name: string): Scope => held(name) as Scope

t.test('what holds for a request: its route, else its scope', async (t) => {
  const app: FastifyInstance = Fastify()
  t.teardown(() => app.close())
  const [ofRoot, ofRoute] = [scope('root'), held('route')]
  const found: unknown[] = []
  const nameOf = (place: unknown): unknown => (place as { name?: string } | undefined)?.name
  setScope(app, ofRoot)
  app.addHook('onRequest', async (request) => { found.push(nameOf(placeOf(request))) })
  app.get('/route', { config: configWith({}, ofRoute) }, async () => ({}))
  app.get('/early', async () => ({}))
  for (const [url, expected] of [['/route', ['route']], ['/early', ['root']], ['/none', ['root']]] as const) {
    await app.inject(url)
    t.strictSame(found.splice(0), expected, url)
  }
})

t.test('a request meets what its route is armed with, else what its scope is, and else nothing', async (t) => {
  const app: FastifyInstance = Fastify({ logger: false })
  t.teardown(() => app.close())
  const met: string[] = []
  const armed = (name: string): Held => ({ ...held(name), onRequest: (_request, _reply, go) => { met.push(name); go() } })
  const scope = { ...armed('scope'), late: { hooks: [], isLast: true } } as unknown as Scope
  setScope(app, scope)
  const prefixes = new Prefixes(scope, true)
  prefixes.add('', scope)
  setEdge(app.server, { prefixes } as unknown as Edge)
  app.addHook('onRequest', enter)
  app.get('/route', { config: configWith({}, armed('route')) }, async () => 'handled')
  app.get('/bare', { config: configWith({}, { ...held('bare'), onRequest: undefined }) }, async () => 'handled')
  for (const [url, status, expected] of [['/route', 200, ['route']], ['/bare', 200, []], ['/none', 404, ['scope']]] as const) {
    t.equal((await app.inject(url)).statusCode, status, url)
    t.strictSame(met.splice(0), expected, url)
  }
})
