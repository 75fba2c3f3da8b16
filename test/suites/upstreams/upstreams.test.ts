// Upstreams that are dead, unknown, slow or broken, asked by the libraries that applications ask them with, over real sockets. The packages
// have a lock of their own: `npm ci` in this folder.
import { once } from 'node:events'
import { createServer, type AddressInfo } from 'node:net'
import type { Readable } from 'node:stream'
import Fastify, { type FastifyInstance } from 'fastify'
import t, { type Test } from 'tap'
import { request as sendOn } from 'undici'
import conformant, { problem as dialect } from '../../../lib/index.ts'
import { boomErrors } from '../../../lib/entries/mappers.ts'
import { problem } from '../../helpers/answers.ts'
import { deferred } from '../../helpers/deferred.ts'
import { exchange, listen } from '../../helpers/exchange.ts'
import { captureLogs } from '../../helpers/logs.ts'
import { RawClient, type Answer } from '../../helpers/raw.ts'
import { until } from '../../helpers/until.ts'
import { addresses } from './acts.ts'
import { clients, load, plugins } from './ways.ts'

const badGateway = problem(502, 'An upstream server gave an invalid answer.')
const gatewayTimeout = problem(504, 'An upstream server did not answer in time.')
const serviceUnavailable = problem(503, 'The server is temporarily unable to answer.')

const isSilence = (name: string): boolean => name.startsWith('silence')
/** Only what is waited for has a limit: a machine that is busy is slow in all of it. */
const patienceOf = (name: string): number => isSilence(name) ? 300 : 60_000
const wanted = (name: string): Answer => isSilence(name) ? gatewayTimeout : badGateway

/** Who says less than would be needed, or another thing. */
const other: Readonly<Record<string, Readonly<Record<string, Answer>>>> = {
  // Its error is the same as of an answer that breaks off.
  axios: { 'silence in the middle': badGateway },
  'reply-from, undici': { 'an unknown host': serviceUnavailable },
  'reply-from, http': { 'an unknown host': serviceUnavailable },
  'http-proxy': { 'an unknown host': serviceUnavailable }
}

t.test('an upstream that is of no use', async t => {
  const all = await addresses(t)
  const ask = async (t: Test, way: string, at: string, build: (app: FastifyInstance) => unknown): Promise<void> => {
    const logs = captureLogs()
    const app = Fastify({ logger: logs.logger, forceCloseConnections: true })
    await app.register(conformant, { dialect: dialect() })
    await build(app)
    const port = await listen(t, app)
    const path = way === 'oauth2' ? '/?code=a&state=s' : '/'
    t.strictSame(await exchange(port, { path }), other[way]?.[at] ?? wanted(at), `${way}: ${at}`)
    t.equal(logs.errors().filter(({ level }) => level >= 50).length, 1, 'logged once')
  }
  for (const [way, client] of Object.entries(clients)) {
    await t.test(way, async t => { for (const [at, url] of Object.entries(all)) await ask(t, way, at, app => app.get('/', async () => client(url, patienceOf(at)))) })
  }
  for (const [way, plugin] of Object.entries(plugins)) {
    await t.test(way, async t => {
      for (const [at, url] of Object.entries(all)) {
        // What has begun to go out cannot become an answer of ours.
        if (way !== 'oauth2' && (/in the middle$/.test(at) || at === 'a chunk without a size')) continue
        await ask(t, way, at, app => plugin(app, url, patienceOf(at)))
      }
    })
  }
})

t.test('what an upstream refuses is not refused to our client', async t => {
  const server = createServer(socket => socket.on('error', () => {}).once('data', () => {
    const body = '{"error":"invalid_client","secret":"secret"}'
    socket.end(`HTTP/1.1 401 Unauthorized\r\nContent-Type: application/json\r\nWWW-Authenticate: Basic realm="secret"\r\nContent-Length: ${body.length}\r\n\r\n${body}`)
  })).listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.teardown(() => server.close())
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  for (const mappers of [[], [boomErrors]]) {
    for (const [way, build] of [
      ['got', (app: FastifyInstance) => app.get('/', async () => clients.got!(url, 60_000))], ['axios', (app: FastifyInstance) => app.get('/', async () => clients.axios!(url, 60_000))],
      ['oauth2', async (app: FastifyInstance) => await plugins.oauth2!(app, url, 60_000)]
    ] as const) {
      const app = Fastify()
      await app.register(conformant, { dialect: dialect(), mappers })
      await build(app)
      t.strictSame(await exchange(await listen(t, app), { path: '/?code=a&state=s' }), badGateway, way)
    }
  }
})

t.test('an upload to an upstream that is of no use', async t => {
  const all = await addresses(t)
  const body = 'a'.repeat(100_000)
  for (const at of ['a dead port', 'an unknown host', 'a reset', 'garbage', 'silence']) {
    for (const way of ['reply-from, undici', 'reply-from, http', 'http-proxy', "undici's request"]) {
      const app = Fastify({ forceCloseConnections: true })
      await app.register(conformant, { dialect: dialect() })
      app.addContentTypeParser('text/csv', (_request, payload, done) => done(null, payload))
      if (way === "undici's request") app.post('/', async request => (await sendOn(all[at]!, { method: 'POST', body: request.body as Readable, headersTimeout: patienceOf(at) })).body.json())
      else await plugins[way]!(app, all[at]!, patienceOf(at))
      t.strictSame(await exchange(await listen(t, app), { method: 'POST', body, headers: { 'content-type': 'text/csv' } }), other[way]?.[at] ?? wanted(at), `${way}: ${at}`)
    }
  }
})

t.test('an upload that its client breaks off is no upstream that fails', async t => {
  const { silence } = await addresses(t)
  for (const way of ['reply-from, undici', 'reply-from, http', 'http-proxy']) {
    const logs = captureLogs()
    const app = Fastify({ logger: logs.logger, forceCloseConnections: true })
    await app.register(conformant, { dialect: dialect() })
    app.addContentTypeParser('text/csv', (_request, payload, done) => done(null, payload))
    const asked = deferred()
    app.addHook('preHandler', async () => asked.resolve())
    await plugins[way]!(app, silence!, 60_000)
    const client = await RawClient.connect(await listen(t, app))
    client.send('POST / HTTP/1.1\r\nHost: a\r\nContent-Type: text/csv\r\nContent-Length: 10\r\n\r\nhalf')
    await asked.promise
    client.close()
    await until(() => logs.errors().length > 0)
    t.notOk(logs.errors().some(({ msg }) => /upstream/.test(msg)), way, { said: logs.errors() })
    await app.close()
  }
})

t.test('a client that goes away is no upstream that fails', async t => {
  const { silence } = await addresses(t)
  for (const way of ['fetch', "undici's request", 'got', 'axios'] as const) {
    const logs = captureLogs()
    const app = Fastify({ logger: logs.logger, forceCloseConnections: true })
    await app.register(conformant, { dialect: dialect() })
    const asked = deferred()
    app.get('/', async request => {
      const gone = new AbortController()
      request.raw.socket.once('close', () => gone.abort())
      asked.resolve()
      return await given(way, silence!, gone.signal)
    })
    const client = await RawClient.connect(await listen(t, app))
    client.send('GET / HTTP/1.1\r\nHost: a\r\n\r\n')
    await asked.promise
    client.close()
    await until(() => logs.errors().length > 0)
    const said = logs.errors().map(({ msg }) => msg)
    t.notOk(said.some(message => /upstream/.test(message)), way, { said })
    await app.close()
  }
})

async function given (way: string, url: string, signal: AbortSignal): Promise<unknown> {
  if (way === 'fetch') return await fetch(url, { signal })
  if (way === 'got') return await (await load('got'))(url, { signal, retry: { limit: 0 } })
  if (way === 'axios') return await (await load('axios')).get(url, { signal })
  return await sendOn(url, { signal })
}

t.test('who comes back from a provider with a state that is not ours has made the mistake', async t => {
  const app = Fastify()
  await app.register(conformant, { dialect: dialect() })
  await app.register(await load('@fastify/oauth2'), { name: 'shop', callbackUri: 'http://api.example/', credentials: { client: { id: 'a', secret: 'b' }, auth: { tokenHost: 'http://127.0.0.1:1' } } })
  app.get('/', async request => (app as unknown as { shop: { getAccessTokenFromAuthorizationCodeFlow (request: unknown): Promise<unknown> } }).shop.getAccessTokenFromAuthorizationCodeFlow(request))
  const port = await listen(t, app)
  t.strictSame(await exchange(port, { path: '/?code=a&state=other' }), problem(400, 'The request cannot be understood.'))
})
