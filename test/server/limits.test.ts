// The limits of serverOptions() on every kind of server, and slow bodies over HTTP/2.
import { once } from 'node:events'
import { createServer } from 'node:http'
import { connect, constants, type ClientHttp2Session, type ClientHttp2Stream, type IncomingHttpHeaders, type ServerHttp2Stream } from 'node:http2'
import Fastify, { type FastifyInstance, type onRequestAsyncHookHandler } from 'fastify'
import t, { type Test } from 'tap'
import conformant, { akeneo, serverOptions } from '../../lib/index.ts'
import { certificate } from '../fixtures/certificate.ts'
import { holdTimers } from '../helpers/clock.ts'
import { listen } from '../helpers/exchange.ts'
import { until } from '../helpers/until.ts'

async function start (t: Test, options: object, declare: (app: FastifyInstance) => unknown = () => {}): Promise<{ app: FastifyInstance, port: number }> {
  const app = Fastify(serverOptions({ dialect: akeneo(), ...options })) as unknown as FastifyInstance
  await app.register(conformant)
  app.post('/', async () => ({}))
  await declare(app)
  return { app, port: await listen(t, app) }
}

const common = { headersTimeout: 10_000, requestTimeout: 60_000, connectionsCheckingInterval: 1000 }

t.test('every kind of server has the limits', async (t) => {
  const serverFactory = (handler: never): unknown => createServer(handler)
  const beside = { http2: true, https: { ...certificate, allowHTTP1: true } }
  const given = { headersTimeout: 4000, requestTimeout: 5000, connectionsCheckingInterval: 300 }
  for (const [title, options, limits] of [
    ['HTTP', {}, common],
    ['HTTP: requestTimeout', { http: { requestTimeout: 5000 } }, { ...common, headersTimeout: 5000, requestTimeout: 5000 }],
    ['HTTP: a long requestTimeout', { http: { requestTimeout: 90_000 } }, { ...common, requestTimeout: 90_000 }],
    ['HTTP: headersTimeout', { http: { headersTimeout: 90_000 } }, { ...common, headersTimeout: 90_000, requestTimeout: 90_000 }],
    ['HTTP: a short headersTimeout', { http: { headersTimeout: 5000 } }, { ...common, headersTimeout: 5000 }],
    ['HTTP: no limit', { http: { requestTimeout: 0 } }, { ...common, requestTimeout: 0 }],
    ["HTTP: Fastify's requestTimeout", { requestTimeout: 7000 }, { ...common, headersTimeout: 7000, requestTimeout: 7000 }],
    ['HTTPS', { https: certificate }, common],
    ['HTTPS: requestTimeout', { https: { ...certificate, requestTimeout: 5000 } }, { ...common, headersTimeout: 5000, requestTimeout: 5000 }],
    ['HTTPS: headersTimeout', { https: { ...certificate, headersTimeout: 90_000 } }, { ...common, headersTimeout: 90_000, requestTimeout: 90_000 }],
    ['HTTP/1.1 beside HTTP/2', beside, common],
    ['HTTP/1.1 beside HTTP/2: all of them', { ...beside, https: { ...beside.https, ...given } }, given],
    ['HTTP/1.1 beside HTTP/2: no limit', { ...beside, requestTimeout: 0 }, { ...common, requestTimeout: 0 }],
    ['a server factory', { serverFactory }, common],
    ['a server factory: all of them', { serverFactory, http: given }, given]
  ] as const) {
    const { app } = await start(t, options)
    const { headersTimeout, requestTimeout, connectionsCheckingInterval } = app.server as unknown as Record<string, number>
    t.strictSame({ headersTimeout, requestTimeout, connectionsCheckingInterval }, limits, title)
  }
})

interface Heard { status: number, headers: object, body: string, code: number | undefined }

interface Session {
  readonly client: ClientHttp2Session
  /** The streams that the server has seen. */
  readonly streams: ServerHttp2Stream[]
  /** Lets requests for `/slow` be read. */
  release (): void
}

/** A session with its server. */
async function session (t: Test, options: object): Promise<Session> {
  let release = (): void => {}
  const isReleased = new Promise<void>(resolve => { release = resolve })
  const { app, port } = await start(t, { http2: true, ...options }, app => {
    const begin: onRequestAsyncHookHandler = async (_request, reply) => {
      reply.hijack()
      reply.raw.writeHead(200, { 'content-type': 'text/plain' })
      reply.raw.write('some')
    }
    app.post('/slow', { onRequest: async () => { await isReleased } }, async ({ body }) => body as object)
    app.post('/begun', { onRequest: begin }, async () => ({}))
  })
  const client = connect(`http${'https' in options ? 's' : ''}://127.0.0.1:${port}`, { ca: certificate.cert })
  t.teardown(() => client.destroy())
  const streams: ServerHttp2Stream[] = []
  app.server.on('stream', stream => { streams.push(stream) })
  return { client, streams, release }
}

async function heardOn (stream: ClientHttp2Stream): Promise<Heard> {
  stream.on('error', () => {})
  const closed = once(stream, 'close').catch(() => {})
  const [{ ':status': status, date, ...headers }] = await once(stream, 'response') as [IncomingHttpHeaders & { ':status': number }]
  let body = ''
  stream.setEncoding('utf8').on('data', text => { body += text }).on('end', () => stream.end())
  await closed
  return { status, headers: Object.fromEntries(Object.entries(headers)), body, code: stream.rstCode }
}

const body = '{"code":408,"message":"The request did not arrive in time."}'
const tooSlow = { status: 408, headers: { 'content-type': 'application/json', 'content-length': String(body.length) }, body, code: constants.NGHTTP2_NO_ERROR }
const ofJson = { ':method': 'POST', 'content-type': 'application/json', 'content-length': '10' }

/** Of which no other timer is. */
const requestTimeout = 12_345

for (const [transport, options] of Object.entries({ h2c: {}, h2: { https: certificate }, 'h2 beside HTTP/1.1': { https: { ...certificate, allowHTTP1: true } } })) {
  t.test(`${transport}: a body that takes longer than requestTimeout`, async (t) => {
    const { client } = await session(t, { requestTimeout, ...options })
    const timers = holdTimers(t, requestTimeout)
    const half = client.request({ ...ofJson, ':path': '/' })
    half.write('{')
    const begun = client.request({ ...ofJson, ':path': '/begun' })
    begun.write('{')
    const whole = client.request({ ...ofJson, ':path': '/', 'content-length': '2' })
    whole.end('{}')
    const isBegun = once(begun, 'response')
    const heard = [whole, half, begun].map(heardOn)
    await Promise.all([heard[0], isBegun])
    await until(() => timers.size, size => size === 2)
    timers.run()
    const [ofWhole, ofHalf, ofBegun] = await Promise.all(heard)
    t.strictSame(ofWhole, { status: 200, headers: { 'content-type': 'application/json; charset=utf-8', 'content-length': '2' }, body: '{}', code: constants.NGHTTP2_NO_ERROR }, 'one that is whole has nothing to do with it')
    t.strictSame(ofHalf, tooSlow)
    t.notOk(client.destroyed, 'the session lives on')
    t.strictSame(ofBegun, { status: 200, headers: { 'content-type': 'text/plain' }, body: 'some', code: constants.NGHTTP2_CANCEL }, 'an answer that has begun is cut')
  })
}

t.test('h2c without a limit goes on waiting', async (t) => {
  const { client, streams } = await session(t, { requestTimeout: 0 })
  const timers = holdTimers(t)
  const stream = client.request({ ...ofJson, ':path': '/', 'content-length': '2' })
  stream.write('{')
  await until(() => streams.length > 0)
  t.equal(timers.size, 0)
  stream.end('}')
  t.equal((await heardOn(stream)).status, 200)
})

t.test('h2c: a body that has come in time is not late because the application takes its time', async (t) => {
  const { client, streams, release } = await session(t, { requestTimeout })
  const timers = holdTimers(t, requestTimeout)
  const stream = client.request({ ...ofJson, ':path': '/slow', 'content-length': '2' })
  stream.end('{}')
  // It is all there, and nobody has read it yet.
  await until(() => streams[0]?.state.remoteClose === 1)
  t.equal(timers.size, 1)
  timers.run()
  release()
  t.strictSame(await heardOn(stream), { status: 200, headers: { 'content-type': 'application/json; charset=utf-8', 'content-length': '2' }, body: '{}', code: constants.NGHTTP2_NO_ERROR })
})
