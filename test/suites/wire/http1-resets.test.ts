// Connections that are cut: by the client behind an answer, or by the server where only that shows that an answer is not whole.
import { once } from 'node:events'
import type { Server } from 'node:http'
import { connect, type AddressInfo, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { connect as connectSecurely } from 'node:tls'
import Fastify, { type FastifyInstance } from 'fastify'
import t, { type Test } from 'tap'
import conformant, { akeneo, serverOptions } from '../../../lib/index.ts'
import { certificate } from '../../fixtures/certificate.ts'
import { closing, json, noStore, success } from '../../helpers/answers.ts'
import { deferred } from '../../helpers/deferred.ts'
import { exchange, requestOf } from '../../helpers/exchange.ts'
import { RawClient } from '../../helpers/raw.ts'
import { until } from '../../helpers/until.ts'
import { serve } from './app.ts'
import { head } from './bytes.ts'
import { watchProcess } from './faults.ts'

const noMethod = json(501, { code: 501, message: 'The method is not implemented.' }, { ...noStore, ...closing })
const asked = head('CONNECT api.example:443 HTTP/1.1')

/** A client, and the server's end of its connection. */
async function pair (server: Server, port: number): Promise<[client: RawClient, other: Socket]> {
  const accepted = once(server, 'connection')
  const client = await RawClient.connect(port)
  const [other] = await accepted as [Socket]
  return [client, other]
}

async function closeOf (socket: Socket): Promise<void> {
  if (!socket.closed) await new Promise(resolve => { socket.once('close', resolve) })
}

t.test('a client that asks for CONNECT may go away at any time', async (t) => {
  const faults = watchProcess(t)
  let letAnswer = (): void => {}
  const { app, port } = await serve(t, 'akeneo', {
    declare: app => { app.get('/slow', async () => await new Promise(resolve => { letAnswer = () => resolve({ ok: true }) })) }
  })
  for (const [title, bytes, isAnswered] of [
    ['at once', asked, false],
    ['when it has its answer', asked, true],
    ['while its answer waits behind another one', `${head('GET /slow HTTP/1.1')}${asked}`, false]
  ] as const) {
    const [client, other] = await pair(app.server, port)
    // An open end keeps the server's end open behind the answer.
    client.socket.allowHalfOpen = true
    client.send(bytes)
    await until(() => other.bytesRead, count => count >= bytes.length)
    if (isAnswered) t.strictSame(await client.answer(), noMethod, title)
    client.socket.resetAndDestroy()
    letAnswer()
    await closeOf(other)
    t.strictSame(await exchange(port, 'GET /ok'), success(200, { ok: true }), `${title}: the server lives on`)
  }
  t.strictSame(faults, [], 'nothing reached the process')
})

/** A stream that fails after its first bytes, when they have come. */
function failing (come: Promise<void>): Readable {
  let count = 0
  return new Readable({ read () { count++ === 0 ? this.push('some') : come.then(() => this.destroy(new Error('secret'))) } })
}

const secure = (app: FastifyInstance): Socket => connectSecurely({ port: (app.server.address() as AddressInfo).port, host: '127.0.0.1', ca: certificate.cert, ALPNProtocols: ['http/1.1'] })

interface Transport { options?: object, place: object, open: (app: FastifyInstance) => Socket, ready: string }

const transports: Readonly<Record<string, Transport>> = {
  'a unix socket': {
    place: { path: join(tmpdir(), `fastify-conformant-${process.pid}.sock`) },
    open: app => connect(app.server.address() as string),
    ready: 'connect'
  },
  TLS: { options: { https: certificate }, place: { port: 0, host: '127.0.0.1' }, open: secure, ready: 'secureConnect' },
  'TLS beside HTTP/2': { options: { http2: true, https: { ...certificate, allowHTTP1: true } }, place: { port: 0, host: '127.0.0.1' }, open: secure, ready: 'secureConnect' }
}

async function clientOf (t: Test, app: FastifyInstance, { open, ready }: Transport): Promise<RawClient> {
  const socket = open(app)
  await once(socket, ready)
  t.teardown(() => socket.destroy())
  return Reflect.construct(RawClient, [socket]) as RawClient
}

for (const [name, transport] of Object.entries(transports)) {
  t.test(`${name}: an answer to HTTP/1.0 that fails after its first bytes is cut`, async (t) => {
    const faults = watchProcess(t)
    const app = Fastify(serverOptions({ dialect: akeneo(), ...transport.options })) as unknown as FastifyInstance
    t.teardown(() => app.close())
    await app.register(conformant)
    const come = deferred()
    app.get('/stream', async (_request, reply) => await reply.type('text/plain').send(failing(come.promise)))
    app.get('/ok', async () => ({ ok: true }))
    await app.listen(transport.place)
    const client = await clientOf(t, app, transport)
    let text = ''
    client.socket.on('data', bytes => {
      text += String(bytes)
      if (text.endsWith('some')) come.resolve()
    })
    client.send('GET /stream HTTP/1.0\r\n\r\n')
    t.match(await client.rest(), /^HTTP\/1\.1 200 OK\r\ncontent-type: text\/plain\r\n[^]*\r\n\r\nsome$/)
    const next = await clientOf(t, app, transport)
    next.send(requestOf({ path: '/ok' }))
    t.strictSame(await next.answer(), success(200, { ok: true }), 'the server lives on')
    t.strictSame(faults, [], 'nothing reached the process')
  })
}
