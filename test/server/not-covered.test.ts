import Fastify, { type FastifyInstance } from 'fastify'
import t, { type Test } from 'tap'
import conformant, { serverOptions } from '../../lib/index.ts'
import { sayWhatIsOpen } from '../../lib/server/not-covered.ts'
import { certificate } from '../fixtures/certificate.ts'
import { listen } from '../helpers/exchange.ts'
import { captureLogs } from '../helpers/logs.ts'

const intro = 'fastify-conformant: not covered without Fastify(serverOptions({ … })): '
const urls = 'bad URLs, over-long parameters and failing constraints (only the constructor takes frameworkErrors)'
const noLimit = 'slow bodies (requestTimeout is 0), slow heads before 60 seconds have passed'
const dropped = 'requests beyond maxRequestsPerSocket (Node gives their answer only to a class of its constructor)'
const rest = "a rewriteUrl that returns no string, faults behind asynchronous constraints, and requests between close() and this plugin's preClose hook"

async function said (t: Test, options: object, declare: (app: FastifyInstance) => unknown): Promise<Array<[level: number, msg: string]>> {
  const logs = captureLogs()
  const app = Fastify({ ...options, logger: logs.logger })
  await declare(app)
  await listen(t, app)
  return logs.records.filter(({ msg }) => !/^(?:Server listening|Reply)/.test(msg)).map(({ level, msg }) => [level, msg])
}

t.test('what is not covered is said when the server starts', async (t) => {
  const plugin = async (app: FastifyInstance): Promise<void> => { await app.register(conformant) }
  const blind = (app: FastifyInstance): void => sayWhatIsOpen(app, false)
  for (const [title, options, declare, open] of [
    ['as Fastify is', {}, plugin, [noLimit, rest]],
    ['a requestTimeout', { requestTimeout: 1000 }, plugin, [rest]],
    ['a maxRequestsPerSocket', { maxRequestsPerSocket: 10 }, plugin, [noLimit, dropped, rest]],
    ['both', { requestTimeout: 1000, maxRequestsPerSocket: 10 }, plugin, [dropped, rest]],
    ['a Fastify that does not show its options', {}, blind, [urls, noLimit, rest]],
    ['and both', { requestTimeout: 1000, maxRequestsPerSocket: 10 }, blind, [urls, dropped, rest]]
  ] as const) t.strictSame(await said(t, options, declare), [[30, intro + open.join('; ')]], title)
})

t.test('the plugin alone has Node look for slow clients every second', async (t) => {
  const app = Fastify()
  t.teardown(() => app.close())
  await app.register(conformant)
  t.match(app.server, { connectionsCheckingInterval: 1000, requestTimeout: 0, headersTimeout: 60_000 }, 'and leaves their time as it is')
})

t.test('unless the application has said how often', async (t) => {
  const beside = { http2: true, https: { ...certificate, allowHTTP1: true } }
  for (const [title, options, connectionsCheckingInterval] of [
    ['HTTP', { http: { connectionsCheckingInterval: 300 } }, 300],
    ["HTTP: Node's own default", { http: { connectionsCheckingInterval: 30_000 } }, 30_000],
    ['HTTP: other options', { http: { maxHeaderSize: 8000 } }, 1000],
    ['HTTPS', { https: { ...certificate, connectionsCheckingInterval: 300 } }, 300],
    ['HTTPS: other options', { https: certificate }, 1000],
    ['HTTP/1.1 beside HTTP/2', { ...beside, https: { ...beside.https, connectionsCheckingInterval: 300 } }, 300],
    ['HTTP/1.1 beside HTTP/2: other options', beside, 1000]
  ] as const) {
    const app = Fastify(options as object)
    t.teardown(() => app.close())
    await app.register(conformant)
    t.equal((app.server as unknown as Record<string, unknown>).connectionsCheckingInterval, connectionsCheckingInterval, title)
  }
})

t.test('while the plugin reports it is for who looks closely', async (t) => {
  const report = async (app: FastifyInstance): Promise<void> => { await app.register(conformant, { enforce: 'report' }) }
  t.strictSame(await said(t, {}, report), [])
  const debugged: string[] = []
  const app = Fastify()
  app.log.debug = (message: unknown) => { debugged.push(String(message)) }
  await report(app)
  await listen(t, app)
  t.strictSame(debugged.filter(line => line.startsWith(intro)), [`${intro}${noLimit}; ${rest}`])
})

t.test('it is said once', async (t) => {
  t.strictSame(await said(t, {}, async app => {
    await app.register(conformant)
    await app.register(async scope => { await scope.register(conformant) }, { prefix: '/api' })
  }), [[30, `${intro}${noLimit}; ${rest}`]])
})

t.test('with serverOptions() nothing is left to say', async (t) => {
  const logs = captureLogs()
  const app = Fastify(serverOptions({ logger: logs.logger, maxRequestsPerSocket: 10, requestTimeout: 0 }))
  await app.register(conformant)
  await listen(t, app)
  t.strictSame(logs.errors(), [])
  t.strictSame(logs.records.filter(({ msg }) => msg.includes('covered')), [])
})
