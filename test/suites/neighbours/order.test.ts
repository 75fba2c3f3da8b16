// Plugins that answer, or look, in hooks of their own, before this one and behind it: what they answer in bare Fastify they answer with it.
// The packages have a lock of their own: `npm ci` in this folder.
import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import websocket from '@fastify/websocket'
import Fastify, { type FastifyInstance } from 'fastify'
import t, { type Test } from 'tap'
import { WebSocket, WebSocketServer } from 'ws'
import conformant, { unauthorized } from '../../../lib/index.ts'
import { exchange, listen, type Sent } from '../../helpers/exchange.ts'
import { captureLogs } from '../../helpers/logs.ts'
import type { Answer } from '../../helpers/raw.ts'
import { turns, until } from '../../helpers/until.ts'

const here = import.meta.dirname
if (!existsSync(join(here, 'node_modules/.package-lock.json'))) {
  execFileSync('npm', ['ci', '--ignore-scripts', '--no-audit'], { cwd: here, stdio: 'ignore', timeout: 240_000 })
}

/** A package of this folder. It may not be installed where types are checked. */
async function load (name: string): Promise<any> {
  const loaded = await import(name)
  return loaded.default ?? loaded
}

type Declare = (app: FastifyInstance) => unknown
type Way = 'bare' | 'before' | 'behind'
interface Served { readonly app: FastifyInstance, readonly port: number, readonly warned: string[] }

/** @param way - where the other plugin stands: with nothing, before this one or behind it */
async function serve (t: Test, way: Way, plugin: Declare, routes: Declare = () => {}): Promise<Served> {
  const { logger, records } = captureLogs()
  const app = Fastify({ logger, forceCloseConnections: true })
  if (way !== 'behind') await plugin(app)
  if (way !== 'bare') await app.register(conformant)
  if (way === 'behind') await plugin(app)
  app.get('/things', { config: { conformant: { accept: 'text/csv' } } }, async () => ({ a: 1 }))
  app.post('/things', async ({ body }) => body)
  await routes(app)
  const port = await listen(t, app)
  await turns()
  const warned = records.filter(({ level, msg }) => level === 40 && !msg.includes('not covered')).map(({ msg }) => msg)
  return { app, port, warned }
}

const csv = { method: 'POST', body: 'a,b', headers: { 'content-type': 'text/csv' } }

interface Case {
  readonly plugin: Declare
  readonly routes?: Declare
  /** What the other plugin answers, as in bare Fastify. */
  readonly theirs: readonly Sent[]
  /** What nobody answers: it is ours. */
  readonly ours: ReadonlyArray<[sent: Sent, status: number]>
}

const unknown: Case['ours'] = [
  [{ path: '/none' }, 404], [{ ...csv, path: '/none' }, 404], [{ method: 'PUT', path: '/things' }, 405], [{ ...csv, path: '/things' }, 415], [{ path: '/things', headers: { accept: 'image/png' } }, 406]
]

async function echo (request: IncomingMessage, response: ServerResponse): Promise<void> {
  let body = ''
  for await (const piece of request.setEncoding('utf8')) body += piece
  response.setHeader('content-type', 'text/plain')
  response.end(`${request.method} ${request.url} ${body}`)
}

async function upstream (t: Test): Promise<string> {
  const server = createServer(echo)
  new WebSocketServer({ server }).on('connection', socket => socket.on('message', message => socket.send(`up ${String(message)}`)))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.teardown(() => {
    server.closeAllConnections()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

const cases: Record<string, (t: Test) => Promise<Case>> = {
  '@fastify/middie': async () => ({
    async plugin (app) {
      await app.register(await load('@fastify/middie'))
      const { use } = app as unknown as { use: (path: string, handle: unknown) => void }
      use.call(app, '/legacy', echo)
      use.call(app, '/seen', (_request: IncomingMessage, response: ServerResponse, next: () => void) => {
        response.setHeader('x-seen', '1')
        next()
      })
    },
    theirs: [{ path: '/legacy/x' }, { ...csv, path: '/legacy/x' }, { method: 'OPTIONS', path: '/legacy' }, { method: 'PURGE', path: '/legacy' }, { method: 'PUT', path: '/legacy', json: {} }],
    ours: unknown
  }),
  '@fastify/express': async () => ({
    async plugin (app) {
      await app.register(await load('@fastify/express'))
      const { Router } = await load('express')
      const router = Router()
      router.get('/x', (_request: unknown, response: { json: (value: unknown) => void }) => response.json({ legacy: true }))
      router.post('/x', echo)
      ;(app as unknown as { use: (path: string, handle: unknown) => void }).use('/legacy', router)
    },
    theirs: [{ path: '/legacy/x' }, { ...csv, path: '/legacy/x' }],
    ours: [...unknown, [{ path: '/legacy/none' }, 404]]
  }),
  '@fastify/http-proxy': async t => {
    const base = await upstream(t)
    return {
      plugin: async app => await app.register(await load('@fastify/http-proxy'), { upstream: base, prefix: '/up', websocket: true }),
      theirs: [{ path: '/up/a?b=1' }, { ...csv, path: '/up/a' }, { method: 'PUT', path: '/up/a', json: { a: 1 } }, { method: 'OPTIONS', path: '/up/a' }],
      ours: unknown
    }
  },
  '@fastify/session': async () => ({
    async plugin (app) {
      await app.register(await load('@fastify/cookie'))
      await app.register(await load('@fastify/session'), { secret: 'a secret of the test that is as long as they want it', cookie: { secure: false }, saveUninitialized: false })
    },
    routes (app) { app.get('/session', async request => ({ is: typeof (request as unknown as { session: unknown }).session })) },
    theirs: [{ path: '/session' }],
    ours: unknown
  }),
  'a hook that answers': async () => ({
    plugin (app) {
      app.addHook('onRequest', async ({ url }, reply) => {
        if (url.startsWith('/legacy')) return await reply.send({ legacy: true })
      })
    },
    theirs: [{ path: '/legacy/x' }, { ...csv, path: '/legacy/x' }],
    ours: unknown
  }),
  'a hook that asks for credentials': async () => ({
    plugin: app => app.addHook('onRequest', async ({ headers }) => {
      if (headers['x-key'] === undefined) throw unauthorized()
    }),
    theirs: [],
    ours: [[{ path: '/none', headers: { 'x-key': 'a' } }, 404]]
  })
}

/** Without what belongs to this connection. */
function plain ({ status, headers: { date, 'set-cookie': _, ...headers }, body }: Answer): unknown {
  return { status, headers, body }
}

for (const [name, make] of Object.entries(cases)) {
  t.test(name, async (t) => {
    const { plugin, routes, theirs, ours } = await make(t)
    const bare = await serve(t, 'bare', plugin, routes)
    for (const way of ['before', 'behind'] as const) {
      const { port, warned } = await serve(t, way, plugin, routes)
      for (const sent of theirs) t.strictSame(plain(await exchange(port, sent)), plain(await exchange(bare.port, sent)), `${way}: ${sent.method ?? 'GET'} ${sent.path}`)
      for (const [sent, status] of ours) {
        const answer = await exchange(port, sent)
        t.strictSame([answer.status, answer.headers['content-type']], [status, 'application/problem+json'], `${way}: ${sent.method ?? 'GET'} ${sent.path}`)
      }
      t.strictSame(warned, [], way)
    }
  })
}

t.test('middleware that only looks sees what is not routed, as in bare Fastify', async (t) => {
  const { plugin } = await (cases['@fastify/middie'] as (t: Test) => Promise<Case>)(t)
  for (const way of ['bare', 'before', 'behind'] as const) {
    const { port } = await serve(t, way, plugin)
    const { status, headers } = await exchange(port, 'GET /seen/none')
    t.strictSame([status, headers['x-seen']], [404, '1'], way)
  }
})

async function said (url: string): Promise<unknown> {
  const socket = new WebSocket(url)
  socket.on('error', () => {})
  return await new Promise(resolve => {
    socket.on('open', () => socket.send('hello'))
    socket.on('message', message => {
      resolve(String(message))
      socket.close()
    })
    socket.on('unexpected-response', (_request, response) => {
      resolve(response.statusCode)
      response.destroy()
    })
  })
}

t.test('@fastify/websocket, and sockets through @fastify/http-proxy', async (t) => {
  const base = await upstream(t)
  const routes: Declare = app => app.get('/echo', { websocket: true } as object, ((socket: WebSocket) => {
    socket.on('message', message => socket.send(`here ${String(message)}`))
  }) as never)
  const proxied = await load('@fastify/http-proxy')
  for (const way of ['bare', 'before', 'behind'] as const) {
    const own = await serve(t, way, app => app.register(websocket), routes)
    const ws = `ws://127.0.0.1:${own.port}`
    t.strictSame([await said(`${ws}/echo`), await said(`${ws}/none`)], ['here hello', 404], way)
    await until(() => own.app.websocketServer.clients.size === 0)
    const through = await serve(t, way, app => app.register(proxied, { upstream: base, prefix: '/up', websocket: true }))
    t.strictSame([await said(`ws://127.0.0.1:${through.port}/up/x`), await said(`ws://127.0.0.1:${through.port}/none`)], ['up hello', 404], `${way}, through the proxy`)
  }
})

t.test('@fastify/otel has a span for what is refused, where it comes first; else the start names it', async (t) => {
  const { InMemorySpanExporter, NodeTracerProvider, SimpleSpanProcessor } = await load('@opentelemetry/sdk-trace-node')
  const FastifyOtel = await load('@fastify/otel')
  const exporter = new InMemorySpanExporter()
  const provider = new NodeTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] })
  const otel = new FastifyOtel()
  otel.setTracerProvider(provider)
  const asks: Array<[sent: Sent, status: number]> = [[{ path: '/things', headers: { accept: 'text/csv' } }, 200], ...unknown]
  for (const way of ['bare', 'before', 'behind'] as const) {
    const { port, warned } = await serve(t, way, app => app.register(otel.plugin()))
    for (const [sent, status] of asks) {
      exporter.reset()
      const answer = await exchange(port, sent)
      if (way !== 'bare') t.equal(answer.status, status)
      // Behind this plugin they see nothing of what the head alone is refused for.
      const count = way === 'behind' && status === 406 ? 0 : 1
      const spans = (): unknown[] => exporter.getFinishedSpans().filter((span: { name: string }) => span.name === 'request').map((span: { attributes: Record<string, unknown> }) => span.attributes['http.response.status_code'])
      await until(() => spans().length >= count)
      t.strictSame(spans(), Array(count).fill(answer.status), `${way}: ${sent.path}`)
    }
    t.equal(warned.length, way === 'behind' ? 1 : 0, way)
  }
  const { port } = await serve(t, 'before', app => app.register(otel.plugin()), app => app.setNotFoundHandler(async () => ({ own: true })))
  t.strictSame((await exchange(port, 'GET /none')).body, '{"own":true}', "the application's own not-found handler")
})

t.test('pages of @fastify/static and @fastify/swagger-ui, before and behind, and nothing is said of their routes', async (t) => {
  const folder = t.testdir({ 'page.html': '<p>' })
  const [files, swagger, ui] = [await load('@fastify/static'), await load('@fastify/swagger'), await load('@fastify/swagger-ui')]
  const plugin: Declare = async app => {
    await app.register(files, { root: folder, prefix: '/files/' })
    await app.register(swagger, { openapi: {} })
    await app.register(ui, { routePrefix: '/docs' })
  }
  const pages: Sent[] = [{ path: '/files/page.html' }, { path: '/docs' }, { path: '/docs/static/index.html' }, { method: 'HEAD', path: '/files/page.html' }]
  const bare = await serve(t, 'bare', plugin)
  for (const way of ['before', 'behind'] as const) {
    const { port, warned } = await serve(t, way, plugin)
    for (const sent of pages) {
      const strip = ({ status, headers: { 'last-modified': _, etag: __, ...headers }, body }: Answer): unknown => ({ status, headers, body })
      t.strictSame(strip(await exchange(port, sent)), strip(await exchange(bare.port, sent)), `${way}: ${sent.path}`)
    }
    await turns()
    t.strictSame(warned, [], way)
  }
})

t.test('a folder that @fastify/autoload loads, by its names', async (t) => {
  const lib = join(here, '../../../lib/index.ts')
  const folder = t.testdir({
    'conformant.mjs': `import conformant from ${JSON.stringify(lib)}\nexport default conformant\n`,
    'cors.mjs': 'import cors from "@fastify/cors"\nimport fp from "fastify-plugin"\nexport default fp(async app => { await app.register(cors, { origin: "https://app.test" }) })\n',
    'helmet.mjs': 'import helmet from "@fastify/helmet"\nimport fp from "fastify-plugin"\nexport default fp(async app => { await app.register(helmet) })\n'
  })
  const autoload = await load('@fastify/autoload')
  const { logger, records } = captureLogs()
  const app = Fastify({ logger })
  await app.register(autoload, { dir: folder, forceESM: true })
  app.get('/things', { config: { conformant: { accept: 'text/csv' } } }, async () => ({}))
  const port = await listen(t, app)
  for (const [sent, status] of [[{ path: '/none' }, 404], [{ path: '/things', headers: { accept: 'image/png' } }, 406], [{ method: 'PUT', path: '/things' }, 405]] as Array<[Sent, number]>) {
    const answer = await exchange(port, sent)
    t.strictSame([answer.status, answer.headers['access-control-allow-origin'], answer.headers['x-frame-options']], [status, 'https://app.test', 'SAMEORIGIN'])
  }
  t.strictSame(records.filter(({ level, msg }) => level === 40 && !msg.includes('not covered')), [])
})
