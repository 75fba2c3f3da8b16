import { channel } from 'node:diagnostics_channel'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Readable } from 'node:stream'
import Fastify, { type FastifyInstance } from 'fastify'
import t, { type Test } from 'tap'
import conformant, { serverOptions } from '../../lib/index.ts'
import type { Answer } from '../../lib/check/answer.ts'
import { hear } from '../../lib/check/heard.ts'
import { watchSockets } from '../../lib/check/sockets.ts'
import { certificate } from '../fixtures/certificate.ts'
import { exchange, listen, requestOf } from '../helpers/exchange.ts'
import { addresses, nameTwo } from '../helpers/localhost.ts'
import { answerOf, ask, open } from '../helpers/http2.ts'
import { RawClient } from '../helpers/raw.ts'
import { until } from '../helpers/until.ts'

hear()

interface Server { readonly port: number, readonly app: FastifyInstance, next (): Promise<Seen> }
interface Seen { readonly request: string, readonly status: number, readonly type: unknown, readonly length: unknown, readonly body: string | undefined, readonly kind: string | undefined, readonly isBelow: boolean | undefined }

function seenOf ({ method, url, status, headers, body, length, heard }: Answer): Seen {
  return { request: `${method} ${url}`, status, type: headers['content-type'], length, body: body?.toString(), kind: heard?.kind, isBelow: heard?.isBelow }
}

async function server (t: Test, options: object = {}, isLate = false): Promise<Server> {
  const app = Fastify(serverOptions(options)) as unknown as FastifyInstance
  const told: Answer[] = []
  if (!isLate) watchSockets(app, answer => told.push(answer))
  await app.register(conformant)
  app.get('/good', async () => ({ good: true }))
  app.get('/stream', (_, reply) => { reply.type('text/plain').send(Readable.from(['ab', Buffer.from('cd')])) })
  app.get('/raw', (_, { raw }) => {
    raw.writeHead(200, { 'content-type': 'text/plain' })
    raw.write('6162', 'hex')
    raw.end(new Uint8Array([99]), () => {})
  })
  app.get('/long', async () => 'x'.repeat(3_000_000))
  app.get('/none', (_, reply) => { reply.code(204).send() })
  app.get('/cut', (_, { raw }) => {
    raw.writeHead(200, { 'content-length': '10' })
    raw.write('a', () => raw.destroy())
  })
  if (isLate) {
    await app.ready()
    watchSockets(app, answer => told.push(answer))
  }
  const port = await listen(t, app)
  return { port, app, next: async () => seenOf(await until(() => told.shift()) as Answer) }
}

const notFound = { request: 'GET /nothing?a', status: 404, type: 'application/problem+json', kind: 'route_not_found', isBelow: false }

for (const isLate of [false, true]) {
  t.test(`over HTTP/1.1, ${isLate ? 'behind' : 'before'} the plugin`, async (t) => {
    const { port, next } = await server(t, {}, isLate)
    const sent = await exchange(port, 'GET /nothing?a')
    t.same(await next(), { ...notFound, length: sent.body.length, body: sent.body })
    await exchange(port, 'GET /good')
    t.same(await next(), { request: 'GET /good', status: 200, type: 'application/json; charset=utf-8', length: 13, body: '{"good":true}', kind: undefined, isBelow: undefined })
    await exchange(port, 'GET /stream')
    t.match(await next(), { length: 4, body: 'abcd' })
    await exchange(port, 'GET /raw')
    t.match(await next(), { type: 'text/plain', length: 3, body: 'abc' })
    await exchange(port, 'HEAD /good')
    t.match(await next(), { request: 'HEAD /good', length: 0, body: '' })
    await exchange(port, 'GET /none')
    t.match(await next(), { status: 204, length: 0, body: '' })
    await exchange(port, 'GET /long')
    t.match(await next(), { length: 3_000_000, body: undefined })
  })
}

t.test('several on one connection', async (t) => {
  const { port, next } = await server(t)
  const client = await RawClient.connect(port)
  t.teardown(() => client.close())
  client.send(Buffer.concat([requestOf({ path: '/good' }), requestOf({ path: '/nothing' }), requestOf({ path: '/stream' })]))
  for (const path of ['/good', '/nothing', '/stream']) t.equal((await next()).request, `GET ${path}`)
})

t.test('a message that could not be read', async (t) => {
  const { port, next } = await server(t)
  const client = await RawClient.connect(port)
  t.teardown(() => client.close())
  client.send(requestOf({ path: '/good' }))
  await client.answer()
  await next()
  client.send('GET /a HTTP/1.1\r\nno field\r\n\r\n')
  const { body } = await client.answer()
  const seen = await next()
  t.same(seen, { request: seen.request, status: 400, type: 'application/problem+json', length: body.length, body, kind: 'bad_request', isBelow: true })
  // Refused below Fastify too, but of a request that has been read.
  await exchange(port, { path: '/good', headers: { host: undefined } })
  t.match(await next(), { request: 'GET /good', status: 400, kind: 'bad_request', isBelow: true })
})

t.test('what an application answers to such a message by itself', async (t) => {
  const { port, next } = await server(t, {
    clientErrorHandler (_: Error, socket: import('node:net').Socket) {
      socket.write(Buffer.from('HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain\r\n'))
      socket.end('Connection: close\r\n\r\nno', () => {})
    }
  })
  const client = await RawClient.connect(port)
  t.teardown(() => client.close())
  client.send('no\r\n\r\n')
  await client.answer()
  t.same(await next(), { request: ' ', status: 400, type: 'text/plain', length: 2, body: 'no', kind: undefined, isBelow: undefined })
})

t.test('what is no answer', async (t) => {
  const { port, app, next } = await server(t, {
    clientErrorHandler (_: Error, socket: import('node:net').Socket) {
      socket.write('HTTP/1.1 400 Bad')
      socket.end()
    }
  })
  app.server.once('connection', (socket) => { socket.write('hello\r\n\r\n') })
  for (const bytes of ['no\r\n\r\n', requestOf({ path: '/cut' })]) {
    const client = await RawClient.connect(port)
    client.send(bytes)
    await once(client.socket, 'close')
  }
  await exchange(port, 'GET /good')
  t.equal((await next()).request, 'GET /good', 'nothing was told before')
})

t.test('localhost has a second server', async (t) => {
  const app = Fastify(serverOptions()) as unknown as FastifyInstance
  const told: Answer[] = []
  watchSockets(app, answer => told.push(answer))
  await app.register(conformant)
  t.teardown(() => app.close())
  nameTwo(t)
  await app.listen({ port: 0, host: 'localhost' })
  const { port } = app.server.address() as AddressInfo
  for (const address of [...addresses, ...addresses]) {
    const client = await RawClient.connect(port, address)
    client.send(requestOf({ path: '/nothing' }))
    await client.answer()
    client.close()
    t.equal((await until(() => told.shift()) as Answer).heard?.kind, 'route_not_found', address)
  }
})

t.test('servers of others are theirs', async (t) => {
  const { port, next } = await server(t)
  const other = createServer((_, response) => { response.end('other') })
  t.teardown(() => other.close())
  await new Promise<void>(resolve => other.listen(0, '127.0.0.1', resolve))
  t.equal((await exchange((other.address() as AddressInfo).port, 'GET /other')).body, 'other')
  // As of one that closes, and has connections left.
  channel('http.server.request.start').publish({ server: createServer() })
  await exchange(port, 'GET /good')
  t.equal((await next()).request, 'GET /good')
})

t.test('an application that listens already', async (t) => {
  const app = Fastify(serverOptions()) as unknown as FastifyInstance
  await app.register(conformant)
  const port = await listen(t, app)
  const told: Answer[] = []
  watchSockets(app, answer => told.push(answer))
  await exchange(port, 'GET /nothing')
  t.equal((await until(() => told.shift()) as Answer).status, 404)
})

t.test('over HTTP/2', async (t) => {
  const { port, next } = await server(t, { http2: true })
  const session = open(t, port)
  const sent = await ask(session, { ':path': '/nothing?a' })
  t.same(await next(), { ...notFound, length: sent.body.length, body: sent.body })
  await ask(session, { ':path': '/stream' })
  t.match(await next(), { status: 200, length: 4, body: 'abcd', kind: undefined })
  await ask(session, { ':path': '/raw' })
  t.match(await next(), { length: 3, body: 'abc' })
  await ask(session, { ':path': '/good', ':method': 'HEAD' })
  t.match(await next(), { request: 'HEAD /good', length: 0, body: '' })
  await answerOf(session.request({ ':path': '/cut' })).catch(() => {})
  await ask(session, { ':path': '/good', ':method': 'NEVER' })
  t.match(await next(), { request: 'NEVER /good', status: 501, kind: 'not_implemented', isBelow: true })
})

t.test('over TLS, by HTTP/2 and by HTTP/1.1', async (t) => {
  const { port, next } = await server(t, { http2: true, https: { ...certificate, allowHTTP1: true } })
  await ask(open(t, port, true), { ':path': '/nothing?a' })
  t.match(await next(), notFound)
  const { get } = await import('node:https')
  await new Promise<void>((resolve, reject) => {
    get({ port, host: '127.0.0.1', path: '/nothing?a', ca: certificate.cert, agent: false }, (answer) => { answer.resume().on('end', resolve) }).on('error', reject)
  })
  t.match(await next(), notFound)
})
