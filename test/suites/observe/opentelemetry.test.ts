// Spans of what is refused, also below the hooks: with the instrumentation of Node's HTTP, with @fastify/otel, and with neither.
import type { FastifyInstance } from 'fastify'
import t from 'tap'
import { RawClient } from '../../helpers/raw.ts'
import { exchange, listen } from '../../helpers/exchange.ts'
import { until } from '../../helpers/until.ts'
import { install, isShown, load } from './installed.ts'

install()
const { InMemorySpanExporter, NodeTracerProvider, SimpleSpanProcessor } = await load('@opentelemetry/sdk-trace-node')
const { HttpInstrumentation } = await load('@opentelemetry/instrumentation-http')
const { FastifyOtelInstrumentation } = await load('@fastify/otel')
const spans = new InMemorySpanExporter()
const provider = new NodeTracerProvider({ spanProcessors: [new SimpleSpanProcessor(spans)] })
provider.register()
const http = new HttpInstrumentation()
http.setTracerProvider(provider)
// Node's module has to be patched before somebody else asks for it.
const { default: Fastify } = await import('fastify')
const { default: conformant, serverOptions } = await import('../../../lib/index.ts')
await import('./opentelemetry.ts')

interface Span { readonly name: string, readonly kind: number, readonly attributes: Record<string, unknown>, readonly events: Array<{ attributes?: Record<string, unknown> }>, readonly status: { code: number } }

function declare (app: FastifyInstance): void {
  app.get('/things', { config: { conformant: { accept: 'text/csv' } } }, async () => 1)
  app.get('/broken', async () => { throw new Error('why') })
}

const refused = [
  [{ path: '/things', headers: { accept: 'image/png' } }, 'not_acceptable', 406, 'accept'],
  [{ path: '/none' }, 'route_not_found', 404, 'unknownUrl'],
  [{ path: '/broken' }, 'internal', 500, 'handler'],
  [{ path: '/%zz' }, 'invalid_url', 400, 'below']
] as const

/** The spans of servers that have ended since it was asked before. */
async function ended (isOf: (span: Span) => boolean): Promise<Span[]> {
  const all = await until(() => (spans.getFinishedSpans() as Span[]).filter(isOf), found => found.length > 0)
  spans.reset()
  return all
}

t.test('the page shows what is tried', async (t) => { t.ok(isShown('opentelemetry.ts')) })

t.test("with the instrumentation of Node's HTTP", async (t) => {
  const app = Fastify(serverOptions())
  await app.register(conformant)
  declare(app)
  const port = await listen(t, app)
  for (const [sent, kind, status, where] of refused) {
    spans.reset()
    await exchange(port, sent)
    const [span] = await ended(({ kind }) => kind === 1)
    t.match(span, { attributes: { 'error.type': kind, 'http.response.status_code': status, 'conformant.where': where } }, kind)
    t.equal(span?.events.length, status === 500 ? 1 : 0, 'an exception where it is one')
    t.equal(span?.status.code === 2, status === 500)
  }
  spans.reset()
  const client = await RawClient.connect(port)
  client.send('GET / HTTP/1.1\r\nBad Header\r\n\r\n')
  await client.rest()
  t.match(await ended(() => true), [{ name: 'GET', kind: 1, attributes: { 'error.type': 'bad_request', 'http.response.status_code': 400, 'conformant.where': 'below' } }])
})

t.test('with @fastify/otel', async (t) => {
  http.disable()
  const otel = new FastifyOtelInstrumentation()
  otel.setTracerProvider(provider)
  const app = Fastify(serverOptions())
  await app.register(otel.plugin())
  await app.register(conformant)
  declare(app)
  const port = await listen(t, app)
  for (const [sent, kind, status] of refused) {
    spans.reset()
    await exchange(port, sent)
    const found = await ended(({ attributes }) => attributes['error.type'] !== undefined)
    t.match(found[0], { attributes: { 'error.type': kind, 'http.response.status_code': status } }, kind)
  }
})
