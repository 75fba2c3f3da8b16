// connectionTimeout, and timeouts that an application has set for an exchange of its own: one answer, and from one of them.
// The time itself is Node's: the tests tell the server's end of a connection that it is over.
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import Fastify, { type FastifyInstance, type FastifyReply } from 'fastify'
import t, { type Test } from 'tap'
import conformant, { akeneo, serverOptions } from '../../lib/index.ts'
import { closing, json } from '../helpers/answers.ts'
import { listen, requestOf } from '../helpers/exchange.ts'
import { RawClient } from '../helpers/raw.ts'

interface Ends { readonly client: RawClient, readonly socket: Socket }

async function server (t: Test, declare: (app: FastifyInstance) => unknown = () => {}): Promise<() => Promise<Ends>> {
  const app = Fastify(serverOptions({ dialect: akeneo(), connectionTimeout: 600_000 }))
  await app.register(conformant, { contentType: false })
  app.addContentTypeParser('*', (_request, payload, done) => { payload.resume().on('end', () => done(null)).on('error', done) })
  await declare(app)
  const port = await listen(t, app)
  return async () => {
    const connected = once(app.server, 'connection')
    // Its sending side stays open where the server has closed its own.
    const own = connect({ port, host: '127.0.0.1', allowHalfOpen: true })
    t.teardown(() => own.destroy())
    const [socket] = await connected
    return { client: Reflect.construct(RawClient, [own]) as RawClient, socket: socket as Socket }
  }
}

/** Sends, and lets the time be over when all of it has come. */
async function stall ({ client, socket }: Ends, bytes: Buffer): Promise<void> {
  client.send(bytes)
  while (socket.bytesRead < bytes.length) await new Promise(resolve => setImmediate(resolve))
  await new Promise(resolve => setImmediate(resolve))
  socket.emit('timeout')
}

/** What an application says of its own, a turn later. */
const later = (reply: FastifyReply): unknown => setImmediate(() => reply.code(504).header('connection', 'close').type('text/plain').send('own'))
const own = { status: 504, headers: { 'content-type': 'text/plain', 'content-length': '3', ...closing }, body: 'own' }

const whole = requestOf({ path: '/' })
const half = requestOf({ method: 'POST', path: '/', headers: { 'content-type': 'a/b', 'content-length': '5' } })
const tooSlow = json(408, { code: 408, message: 'The request did not arrive in time.' }, closing)

t.test('the application answers where it has set a timeout of its own', async (t) => {
  const ways: ReadonlyArray<[name: string, declare: (app: FastifyInstance) => unknown, sent: Buffer]> = [
    ['on the response', app => app.get('/', (_request, reply) => { reply.raw.setTimeout(600_000, () => later(reply)) }), whole],
    ['on the response, while a body comes', app => app.post('/', { onRequest: (_request, reply, done) => { reply.raw.setTimeout(600_000, () => later(reply)); done() } }, () => {}), half],
    ['on the request, while a body comes', app => app.post('/', { onRequest: (request, reply, done) => { request.raw.setTimeout(600_000, () => later(reply)); done() } }, () => {}), half]
  ]
  for (const [name, declare, sent] of ways) {
    const open = await server(t, declare)
    const ends = await open()
    await stall(ends, sent)
    t.strictSame(await ends.client.answer(), own, name)
    ends.client.socket.end()
    t.equal(await ends.client.rest(), '', `${name}: one answer`)
  }
})

t.test('where it has set none, the plugin answers for it', async (t) => {
  const open = await server(t, app => app.route({ method: ['GET', 'POST'], url: '/', handler: () => {} }))
  for (const [name, sent, told] of [
    ['a handler that takes too long', whole, json(503, { code: 503, message: 'The server is temporarily unable to answer.' }, closing)],
    ['a body that does not come', half, tooSlow],
    ['a head that does not come', Buffer.from('GET / HTTP/1.1\r\n'), tooSlow]
  ] as const) {
    const ends = await open()
    await stall(ends, sent)
    t.strictSame(await ends.client.answer(), told, name)
    ends.client.socket.end()
    t.equal(await ends.client.rest(), '', `${name}: one answer`)
  }
})

t.test('a connection on which nothing was ever said is closed without a word', async (t) => {
  const ends = await (await server(t))()
  await stall(ends, Buffer.alloc(0))
  ends.client.socket.end()
  t.equal(await ends.client.rest(), '')
})

t.test('an answer that has begun is cut, and so are those that wait behind another', async (t) => {
  const open = await server(t, app => {
    app.get('/', () => {})
    app.get('/begun', (_request, reply) => {
      reply.hijack()
      reply.raw.writeHead(200, { 'content-length': 10 }).write('some')
    })
  })
  for (const [name, sent, told] of [
    ['one that has begun', requestOf({ path: '/begun' }), /^HTTP\/1\.1 200 OK\r\ncontent-length: 10\r\n[^]*\r\n\r\nsome$/],
    ['two that wait', Buffer.concat([whole, whole]), /^$/]
  ] as const) {
    const ends = await open()
    const closed = once(ends.socket, 'close')
    await stall(ends, sent)
    await closed
    ends.client.socket.end()
    t.match(await ends.client.rest(), told, name)
  }
})

t.test('a connection that has its last answer is closed, whether the client goes or not', async (t) => {
  const open = await server(t)
  const ends = await open()
  ends.client.send('nonsense\r\n\r\n')
  t.strictSame(await ends.client.answer(), json(400, { code: 400, message: 'The request cannot be understood.' }, closing))
  const closed = once(ends.socket, 'close')
  ends.socket.emit('timeout')
  await closed
  ends.client.socket.end()
  t.equal(await ends.client.rest(), '', 'one answer')
})
