import { once } from 'node:events'
import { constants } from 'node:http2'
import { connect as connectPlain } from 'node:net'
import { connect as connectSecurely } from 'node:tls'
import Fastify, { type FastifyInstance } from 'fastify'
import t, { type Test } from 'tap'
import conformant, { akeneo, gitlab, problem, serverOptions, type Dialect } from '../../../lib/index.ts'
import { json, problem as problemAnswer, success } from '../../helpers/answers.ts'
import { certificate } from '../../fixtures/certificate.ts'
import { deferred } from '../../helpers/deferred.ts'
import { listen } from '../../helpers/exchange.ts'
import { answerOf, ask, open } from '../../helpers/http2.ts'
import { RawClient, type Answer } from '../../helpers/raw.ts'
import { until } from '../../helpers/until.ts'

const overTls = { https: certificate }
const transports = { 'without TLS': {}, 'over TLS': overTls }
const unavailable: Array<[dialect: Dialect, told: Answer]> = [
  [akeneo(), json(503, { code: 503, message: 'The server is temporarily unable to answer.' }, { 'retry-after': '10' })],
  [gitlab(), json(503, { message: '503 Service Unavailable' }, { 'retry-after': '10' })],
  [problem(), problemAnswer(503, 'The server is temporarily unable to answer.', { 'retry-after': '10' })]
]
const pleased = success(200, { pleased: true })

async function server (t: Test, options: object, declare: (app: FastifyInstance) => unknown = () => {}): Promise<{ app: FastifyInstance, port: number }> {
  const app = Fastify(serverOptions({ ...options, http2: true })) as unknown as FastifyInstance
  await app.register(conformant)
  app.get('/', async () => ({ pleased: true }))
  app.post('/', async () => ({}))
  await declare(app)
  return { app, port: await listen(t, app) }
}

for (const [transport, options] of Object.entries(transports)) {
  const isSecure = options === overTls

  t.test(`${transport}: an upload that is refused by its head ends without an error, and the session lives on`, async (t) => {
    const { port } = await server(t, { ...options, dialect: gitlab() })
    const session = open(t, port, isSecure)
    const stream = session.request({ ':method': 'POST', ':path': '/', 'content-type': 'text/csv', 'content-length': 50_000_000 })
    const closed = once(stream, 'close')
    const answer = answerOf(stream)
    let written = 0
    const piece = Buffer.alloc(50_000)
    const write = (): void => {
      if (stream.closed || stream.destroyed || written === 50_000_000) return
      written += piece.length
      stream.write(piece, () => setImmediate(write))
    }
    write()
    const headers = { accept: 'application/json', 'accept-post': 'application/json' }
    t.strictSame(await answer, json(415, { message: '415 Unsupported Media Type' }, headers))
    await closed
    t.equal(stream.rstCode, constants.NGHTTP2_NO_ERROR, 'RFC 9113 §8.1: NO_ERROR')
    t.ok(written < 50_000_000, 'the client need not send all of it')
    t.strictSame(await ask(session), pleased)
  })

  for (const [dialect, told] of unavailable) {
    t.test(`${transport}: ${dialect.name} while the server closes`, async (t) => {
      const [asked, hooked, released] = [deferred(), deferred(), deferred()]
      let letAnswer = (): void => {}
      const { app, port } = await server(t, { ...options, dialect }, app => {
        app.addHook('preClose', async () => {
          hooked.resolve()
          await released.promise
        })
        app.get('/slow', async () => await new Promise(resolve => {
          letAnswer = () => resolve({ pleased: true })
          asked.resolve()
        }))
      })
      const session = open(t, port, isSecure)
      const slow = ask(session, { ':path': '/slow' })
      t.strictSame(await ask(session), pleased)
      await asked.promise
      const closed = app.close()
      // The plugin's own hook stands before it.
      await hooked.promise
      const another = open(t, port, isSecure)
      const goneAway = once(another, 'goaway')
      t.strictSame(await ask(another), told, 'a request is refused')
      t.strictSame((await goneAway).slice(0, 1), [constants.NGHTTP2_NO_ERROR], 'and its session is at its end')
      letAnswer()
      t.strictSame(await slow, pleased, 'what has come before is answered')
      released.resolve()
      session.close()
      another.close()
      await closed
    })

    t.test(`${transport}: ${dialect.name} for a session beyond maxConnections`, async (t) => {
      const { port } = await server(t, { ...options, dialect, maxConnections: 1 })
      const first = open(t, port, isSecure)
      t.strictSame(await ask(first), pleased)
      const second = open(t, port, isSecure)
      const ended = once(second, 'close')
      t.strictSame(await ask(second), told, 'the second one is refused')
      await ended
      t.strictSame(await ask(first), pleased, 'the first one lives on')
      first.close()
      await once(first, 'close')
      const last = await until(() => ask(open(t, port, isSecure)), ({ status }) => status !== 503)
      t.strictSame(last, pleased, 'when it has gone, there is room again')
    })
  }

  t.test(`${transport}: return503OnClosing: false goes on answering`, async (t) => {
    const [hooked, released] = [deferred(), deferred()]
    const { app, port } = await server(t, { ...options, return503OnClosing: false }, app => app.addHook('preClose', async () => {
      hooked.resolve()
      await released.promise
    }))
    const session = open(t, port, isSecure)
    t.strictSame(await ask(session), pleased)
    const closed = app.close()
    await hooked.promise
    t.strictSame(await ask(session), pleased)
    released.resolve()
    session.close()
    await closed
  })

  t.test(`${transport}: an answer that has begun is reset, and the session lives on`, async (t) => {
    const { port } = await server(t, options, app => app.get('/begun', async (_request, reply) => {
      reply.raw.write('some')
      throw new Error('secret')
    }))
    const session = open(t, port, isSecure)
    const stream = session.request({ ':path': '/begun' })
    await t.rejects(answerOf(stream), { code: 'ERR_HTTP2_STREAM_ERROR' })
    t.equal(stream.rstCode, constants.NGHTTP2_INTERNAL_ERROR)
    t.strictSame(await ask(session), pleased)
  })
}

t.test('an HTTP/1.1 client on a server that speaks HTTP/2 alone', async (t) => {
  const request = 'GET / HTTP/1.1\r\nhost: api.example\r\n\r\n'
  for (const [dialect, told] of [
    [akeneo(), json(505, { code: 505, message: 'The HTTP version is not supported.' }, { connection: 'close' })],
    [gitlab(), json(505, { message: '505 HTTP Version Not Supported' }, { connection: 'close' })],
    [problem(), problemAnswer(505, 'The HTTP version is not supported.', { connection: 'close' })]
  ] as const) {
    const { port } = await server(t, { ...overTls, dialect })
    const socket = connectSecurely({ port, host: '127.0.0.1', ca: certificate.cert })
    await once(socket, 'secureConnect')
    const client = Reflect.construct(RawClient, [socket]) as RawClient
    client.send(request)
    t.strictSame(await client.answer(), told, `${dialect.name}: 505 over TLS`)
    t.equal(await client.rest(), '', 'and nothing else')

    const refused = connectSecurely({ port, host: '127.0.0.1', ca: certificate.cert, ALPNProtocols: ['http/1.1'] })
    const [error] = await once(refused, 'error') as [Error]
    t.match(error.message, /no application protocol/, 'one that asks for HTTP/1.1 alone is refused by TLS (RFC 7301 §3.2)')
    t.strictSame(await ask(open(t, port, true)), pleased, 'the server lives on')
  }
  const { port } = await server(t, {})
  const plain = connectPlain(port, '127.0.0.1')
  plain.resume().end(request)
  await once(plain, 'close')
  t.strictSame(await ask(open(t, port, false)), pleased, 'without TLS only HTTP/2 could answer, and the server lives on')
})
