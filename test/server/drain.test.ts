// The rest of a refused body: whoever began to read it, it flows, and the connection goes on behind it (RFC 9112 §9.6).
import type { IncomingMessage } from 'node:http'
import { PassThrough } from 'node:stream'
import { createGunzip } from 'node:zlib'
import Fastify, { type FastifyInstance, type FastifyReply } from 'fastify'
import t, { type Test } from 'tap'
import { request as sendBy } from 'undici'
import conformant, { akeneo, conflict, serverOptions } from '../../lib/index.ts'
import { json, success } from '../helpers/answers.ts'
import { deferred } from '../helpers/deferred.ts'
import { listen, requestOf } from '../helpers/exchange.ts'
import { RawClient, type Answer } from '../helpers/raw.ts'

/** More than all buffers on the way hold. */
const size = 4_000_000
/** What of it comes with the head. */
const begun = 100_000

/** Those that begin to read a body, and then wait for somebody who reads on. */
const readers: Readonly<Record<string, (body: IncomingMessage) => unknown>> = {
  nobody: () => {},
  'a decoder that nobody reads': body => body.pipe(createGunzip().on('error', () => {})),
  'a pipe to nowhere': body => body.pipe(new PassThrough()),
  'a listener that reads no further': body => body.on('readable', () => {}),
  'a listener that has paused it': body => body.on('data', () => {}).pause()
}

/** Ways in which a request is refused while its body is being read. */
const refusals: Readonly<Record<string, { refuse: (reply: FastifyReply) => unknown, told: Answer }>> = {
  'by the application': { refuse: () => { throw conflict('taken') }, told: json(409, { code: 409, message: 'taken' }) },
  'below the hooks, for a head that cannot be sent': {
    refuse (reply) {
      reply.raw.statusMessage = 'a\nb'
      return reply.send({})
    },
    told: json(500, { code: 500, message: 'Internal Server Error' })
  }
}

async function server (t: Test, declare: (app: FastifyInstance) => unknown, own: object = {}): Promise<number> {
  const app = Fastify(serverOptions({ dialect: akeneo(), ...own })) as unknown as FastifyInstance
  await app.register(conformant)
  app.get('/', async () => ({ ok: true }))
  await declare(app)
  return await listen(t, app)
}

for (const [way, { refuse, told }] of Object.entries(refusals)) {
  t.test(`refused ${way}, and read by`, async (t) => {
    for (const [name, read] of Object.entries(readers)) {
      const port = await server(t, app => app.post('/', {
        onRequest: async (request, reply) => {
          read(request.raw)
          return await refuse(reply)
        }
      }, async () => ({})))
      const client = await RawClient.connect(port)
      client.send(requestOf({ method: 'POST', headers: { 'content-type': 'application/json', 'content-length': String(size) } }))
      client.send(Buffer.alloc(begun))
      t.strictSame(await client.answer(), told, name)
      client.send(Buffer.alloc(size - begun))
      client.send(requestOf({}))
      t.strictSame(await client.answer(), success(200, { ok: true }), `${name}: and the next request is answered`)
      client.close()
    }
  })
}

t.test('what an application reads behind its answer is no rest, and has no limit but its own', async (t) => {
  let received = 0
  const port = await server(t, app => app.post('/', {
    onRequest: (request, reply) => {
      reply.hijack()
      request.raw.on('data', ({ length }: Buffer) => { received += length })
      reply.raw.writeHead(202, { 'content-length': 0 }).end()
    }
  }, async () => ({})), { drain: { bytes: 1000, seconds: 30 } })
  const client = await RawClient.connect(port)
  client.send(requestOf({ method: 'POST', headers: { 'content-type': 'application/json', 'content-length': String(size) } }))
  t.strictSame(await client.answer(), { status: 202, headers: { 'content-length': '0' }, body: '' })
  client.send(Buffer.alloc(size))
  client.send(requestOf({}))
  t.strictSame(await client.answer(), success(200, { ok: true }))
  t.equal(received, size)
  client.close()
})

t.test('who sends a body on, and destroys it where nobody takes it, as undici does', async (t) => {
  const sendOn: Readonly<Record<string, (raw: IncomingMessage) => Promise<unknown>>> = {
    // What undici does.
    'by hand': async raw => {
      (raw as { socket: unknown }).socket = null
      raw.destroy(new Error('nobody'))
      throw conflict('taken')
    },
    'with undici': async raw => {
      await sendBy('http://127.0.0.1:1/', { method: 'POST', body: raw }).catch(() => { throw conflict('taken') })
    }
  }
  for (const [name, send] of Object.entries(sendOn)) {
    const port = await server(t, app => {
      app.addContentTypeParser('*', (_request, payload, done) => done(null, payload))
      app.post('/', async ({ raw }) => await send(raw))
    })
    const client = await RawClient.connect(port)
    client.send(requestOf({ method: 'POST', headers: { 'content-type': 'text/csv', 'content-length': String(size) } }))
    client.send(Buffer.alloc(begun))
    t.strictSame(await client.answer(), json(409, { code: 409, message: 'taken' }), name)
    client.send(Buffer.alloc(size - begun))
    client.send(requestOf({}))
    t.strictSame(await client.answer(), success(200, { ok: true }), `${name}: and the next request is answered`)
    client.send(requestOf({ method: 'POST', headers: { 'content-type': 'text/csv' }, body: Buffer.alloc(begun) }))
    t.strictSame(await client.answer(), json(409, { code: 409, message: 'taken' }), `${name}: also where all of it is there`)
    client.close()
  }
})

t.test('each rest of a connection has the limit of drain', async (t) => {
  const port = await server(t, app => app.post('/', { onRequest: async () => { throw conflict('taken') } }, async () => ({})), { drain: { bytes: 100_000, seconds: 30 } })
  const client = await RawClient.connect(port)
  const head = requestOf({ method: 'POST', headers: { 'content-type': 'application/json', 'transfer-encoding': 'chunked' } })
  const chunk = Buffer.concat([Buffer.from('ea60\r\n'), Buffer.alloc(60_000), Buffer.from('\r\n')])
  for (let time = 0; time < 3; time++) {
    client.send(head)
    t.strictSame(await client.answer(), json(409, { code: 409, message: 'taken' }), 'within the limit')
    client.send(chunk)
    client.send('0\r\n\r\n')
  }
  client.send(head)
  t.strictSame(await client.answer(), json(409, { code: 409, message: 'taken' }))
  for (let time = 0; time < 9; time++) client.send(chunk)
  t.equal(await client.rest(), '', 'beyond it the connection is cut')
})

t.test('who reads on behind his answer is told where the connection breaks', async (t) => {
  const told = deferred<unknown>()
  const port = await server(t, app => app.post('/', {
    onRequest: ({ raw }, reply) => {
      reply.hijack()
      raw.on('data', () => {}).on('error', ({ message }) => told.resolve([message, raw.aborted]))
      raw.socket.once('close', () => setImmediate(() => told.resolve('nothing')))
      reply.raw.writeHead(200, { 'content-length': 2 }).end('ok')
    }
  }, async () => ({})))
  const client = await RawClient.connect(port)
  client.send(requestOf({ method: 'POST', headers: { 'content-length': String(size) }, body: 'a' }))
  t.match(await client.answer(), { status: 200, body: 'ok' })
  client.socket.resetAndDestroy()
  t.strictSame(await told.promise, ['aborted', true])
})
