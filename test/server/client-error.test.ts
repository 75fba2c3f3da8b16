import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import Fastify, { type FastifyInstance } from 'fastify'
import t, { type Test } from 'tap'
import conformant, { akeneo, serverOptions, type ServerOptions } from '../../lib/index.ts'
import { closing, json, success } from '../helpers/answers.ts'
import { connectionsOf, type Connections } from '../helpers/connections.ts'
import { deferred } from '../helpers/deferred.ts'
import { exchange, listen, requestOf } from '../helpers/exchange.ts'
import { captureLogs } from '../helpers/logs.ts'
import { RawClient } from '../helpers/raw.ts'
import { until } from '../helpers/until.ts'

const said = (code: number, message: string, headers = {}): ReturnType<typeof json> => json(code, { code, message }, headers)
const badRequest = said(400, 'The request cannot be understood.', closing)
const pleased = success(200, { pleased: true })
const csv = { 'content-type': 'text/csv' }
const wrongType = said(415, "'text/csv' in 'Content-type' header is not valid.  Only 'application/json' is allowed.", { accept: 'application/json', 'accept-post': 'application/json' })

interface Started {
  readonly app: FastifyInstance
  readonly port: number
  readonly connections: Connections
  levels (): number[]
  /** Has the requests for `/slow` answered. */
  release (): void
}

async function server (t: Test, options: ServerOptions = {}): Promise<Started> {
  const logs = captureLogs()
  const slow: Array<() => void> = []
  const app = Fastify(serverOptions({ dialect: akeneo(), logger: logs.logger, ...options })) as unknown as FastifyInstance
  await app.register(conformant)
  app.get('/', async () => ({ pleased: true }))
  app.get('/slow', async () => {
    await new Promise<void>(resolve => slow.push(resolve))
    return { pleased: true }
  })
  app.get('/begun', async (_request, reply) => {
    reply.hijack()
    reply.raw.writeHead(200, { 'content-length': 10 }).write('some')
  })
  app.post('/', async () => ({}))
  const connections = connectionsOf(app.server)
  return { app, port: await listen(t, app), connections, levels: () => logs.errors().map(({ level }) => level), release: () => { for (const answer of slow.splice(0)) answer() } }
}

t.test('a connection that breaks is not answered, and the server lives on', async (t) => {
  const { app, port, levels, release } = await server(t)
  const broken: string[] = []
  app.server.on('clientError', ({ code }: NodeJS.ErrnoException) => { broken.push(String(code)) })
  for (const [title, bytes] of Object.entries({
    'before its request': '',
    'in a head': 'GET / HTTP/1.1\r\n',
    'in a body': requestOf({ method: 'POST', headers: { ...csv, 'content-type': 'application/json', 'content-length': '9' } }),
    'while it waits': requestOf({ path: '/slow' })
  })) {
    const accepted = once(app.server, 'connection')
    const { socket } = await RawClient.connect(port)
    const [other] = await accepted as [Socket]
    const closed = new Promise(resolve => other.once('close', resolve))
    if (bytes.length > 0) {
      socket.write(bytes)
      await until(() => other.bytesRead >= bytes.length)
    }
    socket.resetAndDestroy()
    await closed
    release()
    t.equal(other.bytesWritten, 0, title)
  }
  t.ok(broken.includes('ECONNRESET'), 'Node has told of them')
  t.strictSame(await exchange(port, 'GET /'), pleased)
  t.notOk(levels().some(level => level > 30), 'that clients go away is no fault of the server')
})

t.test('a refused message gets one answer', async (t) => {
  const { port, connections, release } = await server(t)
  for (const [title, bytes, told] of [
    ['and nothing for what comes behind it', ['nonsense\r\n\r\n', 'more nonsense\r\n\r\n', requestOf({})], [badRequest]],
    ['behind those that are due', [requestOf({ path: '/slow' }), 'nonsense\r\n\r\n'], [pleased, badRequest]],
    ['in place of that of its request', ['POST / HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n', 'zz\r\n'], [badRequest]]
  ] as const) {
    const client = await RawClient.connect(port)
    let sent = 0
    for (const piece of bytes) {
      client.send(piece)
      await connections.read(client, sent += piece.length)
    }
    release()
    for (const one of told) t.strictSame(await client.answer(), one, title)
    t.equal(await client.rest(), '')
  }
})

t.test('a body that turns bad behind its refusal gets no second answer', async (t) => {
  // Nor does its connection wait for what is read past.
  const { port } = await server(t, { drain: { seconds: 3600 } })
  const client = await RawClient.connect(port)
  client.send('POST / HTTP/1.1\r\nhost: a\r\ncontent-type: text/csv\r\ntransfer-encoding: chunked\r\n\r\n')
  t.strictSame(await client.answer(), wrongType)
  client.send('zz\r\n')
  t.equal(await client.rest(), '', 'the connection ends')
})

t.test('an answer that has begun is cut, so that it looks as incomplete as it is', async (t) => {
  const { port } = await server(t)
  const client = await RawClient.connect(port)
  client.send('GET /begun HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\n')
  await once(client.socket, 'data')
  client.send('zz\r\n')
  t.match(await client.rest(), /^HTTP\/1\.1 200 OK\r\ncontent-length: 10\r\n[^]*\r\n\r\nsome$/)
})

t.test('what a client goes on sending behind a malformed message is read, so that it sees its answer', async (t) => {
  const { port } = await server(t)
  // Its sending side stays open where the server has closed its own.
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true })
  await once(socket, 'connect')
  const client = Reflect.construct(RawClient, [socket]) as RawClient
  const errors: string[] = []
  client.socket.on('error', ({ code }: NodeJS.ErrnoException) => errors.push(String(code)))
  client.send('POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\n')
  const piece = Buffer.alloc(100_000)
  for (let count = 0; count < 50 && errors.length === 0; count++) {
    await new Promise<void>(resolve => client.socket.write(piece, () => resolve()))
  }
  client.socket.end()
  t.strictSame(await client.answer(), badRequest)
  t.equal(await client.rest(), '')
  t.strictSame(errors, [], 'the connection is not reset')
})

t.test('a large body behind its refusal is read, and the connection lives on', async (t) => {
  const { port } = await server(t)
  for (const chunked of [false, true]) {
    const client = await RawClient.connect(port)
    client.send(Buffer.concat([requestOf({ method: 'POST', headers: csv, body: Buffer.alloc(5_000_000), chunked }), requestOf({})]))
    t.strictSame(await client.answer(), wrongType)
    t.strictSame(await client.answer(), pleased, chunked ? 'in chunks' : 'by its length')
    client.close()
  }
})

t.test('who reads a body that is refused is told behind its answer, too late for one of his own', async (t) => {
  const app = Fastify(serverOptions({ dialect: akeneo() })) as unknown as FastifyInstance
  await app.register(conformant)
  const { promise: first, resolve: answerFirst } = deferred()
  const { promise: told, resolve: tell } = deferred()
  app.get('/slow', async () => {
    await first
    return { pleased: true }
  })
  app.post('/read', {
    onRequest: ({ raw }, reply) => {
      reply.hijack()
      raw.resume().on('error', () => {}).once('aborted', () => {
        reply.raw.writeHead(200, { 'content-length': 4 }).end('late')
        tell()
      })
    }
  }, async () => ({}))
  const client = await RawClient.connect(await listen(t, app))
  client.send(requestOf({ path: '/slow' }))
  client.send('POST /read HTTP/1.1\r\nHost: a.example\r\nTransfer-Encoding: chunked\r\n\r\nno length\r\n')
  await told
  answerFirst()
  t.strictSame(await client.answer(), pleased)
  t.strictSame(await client.answer(), badRequest)
  t.equal(await client.rest(), '')
})
