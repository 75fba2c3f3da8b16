// The last answer of a connection: it says so, and behind it nothing is looked at any more (RFC 9112 §9.6).
import { once } from 'node:events'
import { connect } from 'node:net'
import Fastify, { type FastifyInstance } from 'fastify'
import t, { type Test } from 'tap'
import conformant, { akeneo, serverOptions } from '../../lib/index.ts'
import { closing, json, noStore, success } from '../helpers/answers.ts'
import { connectionsOf } from '../helpers/connections.ts'
import { exchange, listen, requestOf } from '../helpers/exchange.ts'
import { RawClient } from '../helpers/raw.ts'
import { until } from '../helpers/until.ts'

const said = (code: number, message: string, headers = {}): ReturnType<typeof json> => json(code, { code, message }, headers)
const coding = { 'content-type': 'application/json', 'transfer-encoding': 'gzip, chunked' }

async function server (t: Test, options: object, declare: (app: FastifyInstance) => unknown = () => {}): Promise<{ app: FastifyInstance, port: number }> {
  const app = Fastify(serverOptions({ dialect: akeneo(), ...options })) as unknown as FastifyInstance
  await app.register(conformant)
  app.post('/', async () => ({}))
  await declare(app)
  return { app, port: await listen(t, app) }
}

/** A client whose sending side stays open where the server has closed its own. */
async function openEnd (t: Test, port: number): Promise<RawClient> {
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true })
  await once(socket, 'connect')
  t.teardown(() => socket.destroy())
  return Reflect.construct(RawClient, [socket]) as RawClient
}

t.test('what comes behind a refusal that closes is not executed', async (t) => {
  const seen: string[] = []
  const { app, port } = await server(t, {}, app => app.get('/seen/:by', async ({ url }) => {
    seen.push(url)
    return {}
  }))
  const connections = connectionsOf(app.server)
  for (const [title, refused, told] of [
    ['no Host', requestOf({ headers: { host: undefined } }), said(400, 'The Host header is missing.', closing)],
    ['a Host that is not valid', requestOf({ headers: { host: 'a b' } }), said(400, 'The Host header is not valid.', closing)],
    ['a transfer coding', requestOf({ method: 'POST', headers: coding, body: '', chunked: true }), said(501, 'The transfer coding is not supported.', { ...noStore, ...closing })],
    ['no request at all', Buffer.from('nonsense\r\n\r\n'), said(400, 'The request cannot be understood.', closing)]
  ] as const) {
    const atOnce = await openEnd(t, port)
    atOnce.send(Buffer.concat([refused, requestOf({ path: '/seen/at-once' })]))
    t.strictSame(await atOnce.answer(), told, `${title}, and more in the same packet`)
    const later = await openEnd(t, port)
    later.send(refused)
    t.strictSame(await later.answer(), told, `${title}, and more in a later packet`)
    const behind = requestOf({ path: '/seen/later' })
    later.send(behind)
    await connections.read(later, refused.length + behind.length)
    for (const client of [atOnce, later]) {
      client.socket.end()
      t.equal(await client.rest(), '', 'one answer')
    }
    t.strictSame(seen, [], title)
  }
  t.strictSame(await exchange(port, 'GET /seen/alone'), success(200, {}))
  t.strictSame(seen, ['/seen/alone'], 'a connection of its own is another matter')
})

t.test('two requests that wait one behind the other are cut by connectionTimeout', async (t) => {
  const { port } = await server(t, { connectionTimeout: 200 }, app => app.get('/slow', async () => await new Promise(() => {})))
  const client = await RawClient.connect(port)
  client.send(Buffer.concat([requestOf({ path: '/slow' }), requestOf({ path: '/slow' })]))
  t.equal(await client.rest(), '')
})

t.test('a refused body that is not drained is the last of its connection, and the answer says so', async (t) => {
  const { port } = await server(t, {
    drain: false,
    genReqId: ({ headers }: { headers: object }) => {
      if ('x-fails' in headers) throw new Error('secret')
      return '1'
    }
  })
  const post = { method: 'POST', json: {} }
  for (const [title, sent, told] of [
    ['417', { ...post, headers: { expect: 'miracles' } }, said(417, 'The expectation cannot be met.', closing)],
    ['404', { ...post, path: '/none' }, said(404, "No route found for 'POST /none'", { ...noStore, ...closing })],
    ['500', { ...post, headers: { 'x-fails': '1' } }, said(500, 'Internal Server Error', closing)],
    ['400', { ...post, path: '/%zz' }, said(400, 'The URL is not valid.', closing)],
    ['417 without a body', { method: 'POST', headers: { expect: 'miracles' } }, said(417, 'The expectation cannot be met.')]
  ] as const) {
    t.strictSame(await exchange(port, sent), told, title)
  }
})

t.test('answers that leave while the server closes', async (t) => {
  let letClose = (): void => {}
  const mayClose = new Promise<void>(resolve => { letClose = resolve })
  let letAnswer = (): void => {}
  const mayAnswer = new Promise<void>(resolve => { letAnswer = resolve })
  let letLate = (): void => {}
  const isLate = new Promise<void>(resolve => { letLate = resolve })
  let handled = 0
  let isClosing = false
  const { app, port } = await server(t, {}, app => {
    // No end of an idle connection but that of the server.
    app.server.keepAliveTimeout = 0
    app.addHook('preClose', async () => {
      isClosing = true
      await mayClose
    })
    app.addHook('preHandler', async () => { handled++ })
    app.get('/slow', async () => {
      await mayAnswer
      return {}
    })
    for (const method of ['GET', 'POST']) {
      app.route({
        method,
        url: '/stream',
        handler: (_request, reply) => {
          reply.hijack()
          reply.raw.writeHead(200, { 'content-length': 8 }).write('some')
          mayAnswer.then(() => reply.raw.end('more'))
        }
      })
    }
    app.get('/late', (_request, reply) => {
      reply.hijack()
      reply.raw.writeHead(200, { 'content-length': 8 }).write('some')
      isLate.then(() => reply.raw.end('more'))
    })
  })
  const open = async (sent: Parameters<typeof requestOf>[0]): Promise<RawClient> => {
    const client = await RawClient.connect(port)
    client.send(requestOf(sent))
    return client
  }
  const clients = [await open({ path: '/slow' }), await open({ path: '/stream' }), await open({ path: '/stream', method: 'POST', json: {} }), await open({ path: '/late' })] as const
  await until(() => handled === clients.length)
  const closed = app.close()
  await until(() => isClosing)
  letAnswer()
  const streamed = { status: 200, headers: { 'content-length': '8' }, body: 'somemore' }
  t.strictSame(await clients[0].answer(), success(200, {}, closing), 'say that they are the last')
  t.strictSame(await clients[1].answer(), streamed, 'unless their head had left')
  t.strictSame(await clients[2].answer(), streamed)
  letClose()
  await until(() => !app.server.listening)
  letLate()
  t.strictSame(await clients[3].answer(), streamed, 'also where Node has ended the idle connections before')
  for (const [index, client] of clients.entries()) {
    t.equal(await client.rest(), '', `and end their connection ${index}`)
  }
  await closed
})

t.test('nor is what comes behind an answer with which the application closes, while the rest of a body is read', async (t) => {
  const seen: string[] = []
  const { port } = await server(t, {}, app => {
    app.get('/seen', async () => { seen.push('/seen') })
    app.post('/early', { preParsing: async (_request, reply) => { await reply.header('connection', 'close').send({ early: true }) } }, async () => ({}))
  })
  const client = await openEnd(t, port)
  client.send(Buffer.concat([requestOf({ method: 'POST', path: '/early', headers: { 'content-type': 'application/json', 'content-length': '4' } }), Buffer.from('[')]))
  t.match(await client.answer(), { status: 200, headers: { connection: 'close' } })
  client.send(Buffer.concat([Buffer.from('11]'), requestOf({ path: '/seen' })]))
  client.socket.end()
  t.equal(await client.rest(), '')
  t.strictSame(seen, [])
})
