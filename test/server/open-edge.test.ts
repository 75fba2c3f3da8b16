import { once } from 'node:events'
import { connect } from 'node:net'
import Fastify, { type FastifyInstance, type FastifyServerOptions } from 'fastify'
import t from 'tap'
import { standardPlace } from '../../lib/answer/standard.ts'
import { serverOptions } from '../../lib/index.ts'
import { edgeOf, type Edge } from '../../lib/server/edge.ts'
import { openEdge } from '../../lib/server/open-edge.ts'
import { listen, exchange } from '../helpers/exchange.ts'
import { problem } from '../helpers/answers.ts'

const settings = { drain: { bytes: 10, seconds: 1 }, maxConnections: 5 }

function opened (options: FastifyServerOptions): { app: FastifyInstance, edge: Edge } {
  const app = Fastify({ logger: false, ...options }) as unknown as FastifyInstance
  t.teardown(() => app.close())
  return { app, edge: openEdge(app, standardPlace(), settings as never, false) }
}

t.test('what the servers of an application share, as it was written', async (t) => {
  const own = (): void => {}
  const cases: Array<[name: string, options: FastifyServerOptions, shared: Partial<Edge>]> = [
    ['nothing said', {}, { clientError: undefined, refusesWhenClosing: true, clientErrorName: 'defaultClientErrorHandler', requestTimeout: 0, hasAsyncConstraints: false, limits: { connectionsCheckingInterval: 1000 } }],
    ['on closing', { return503OnClosing: false }, { refusesWhenClosing: false }],
    ['a timeout', { requestTimeout: 1234 }, { requestTimeout: 1234 }],
    ["the application's handler", { clientErrorHandler: own }, { clientErrorName: 'own' }],
    ["the application's interval", { http: { connectionsCheckingInterval: 77 } } as FastifyServerOptions, { limits: { connectionsCheckingInterval: 77 } }],
    ['with serverOptions()', serverOptions({}) as FastifyServerOptions, { clientError: undefined, refusesWhenClosing: true, clientErrorName: 'defaultClientErrorHandler' }],
    ["the application's handler, with serverOptions()", serverOptions({ clientErrorHandler: own as never }) as FastifyServerOptions, { clientErrorName: 'conformantClientError' }],
    ['on closing, with serverOptions()', serverOptions({ return503OnClosing: false }) as FastifyServerOptions, { refusesWhenClosing: false }]
  ]
  for (const [name, options, shared] of cases) {
    const { app, edge } = opened(options)
    t.match(edge, { ...settings, ...shared, isClosing: false }, name)
    t.equal(edgeOf(app.server), edge, name)
  }
})

t.test('a handler of the application is called as its own method', async (t) => {
  let self: unknown
  const { app, edge } = opened({ clientErrorHandler (this: unknown) { self = this } })
  edge.clientError?.(new Error('of the parser'), undefined as never)
  t.equal(self, app)
})

t.test('below the hooks the first place speaks', async (t) => {
  const { app } = opened({})
  app.get('/', async () => ({}))
  const port = await listen(t, app)
  t.strictSame(await exchange(port, { headers: { host: undefined } }), problem(400, 'The Host header is missing.', { connection: 'close' }))
})

t.test('a server that closes ends connections that wait for nothing any more', async (t) => {
  const { app, edge } = opened({})
  app.get('/', async () => ({}))
  const port = await listen(t, app)
  const socket = connect(port, '127.0.0.1')
  socket.write('GET / HTTP/1.1\r\nhost: a\r\n\r\n')
  await once(socket, 'data')
  t.equal(edge.isClosing, false)
  const ended = once(socket, 'close')
  socket.resume()
  await app.close()
  await ended
  t.equal(edge.isClosing, true)
})
