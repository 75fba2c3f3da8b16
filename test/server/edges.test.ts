// What only few applications do at the edge of the server.
import type { ServerResponse } from 'node:http'
import Fastify, { type FastifyInstance, type FastifyReply } from 'fastify'
import t, { type Test } from 'tap'
import conformant, { akeneo, conflict, payloadTooLarge, serverOptions } from '../../lib/index.ts'
import { guardConstraints } from '../../lib/server/constraints.ts'
import { json, success } from '../helpers/answers.ts'
import { exchange, listen, requestOf } from '../helpers/exchange.ts'
import { captureLogs } from '../helpers/logs.ts'
import { RawClient } from '../helpers/raw.ts'

const said = (code: number, message: string, headers = {}): ReturnType<typeof json> => json(code, { code, message }, headers)
const own = { status: 299, headers: { 'content-length': '3' }, body: 'own' }

async function server (t: Test, options: object, declare: (app: FastifyInstance) => unknown): Promise<number> {
  const app = Fastify(serverOptions({ dialect: akeneo(), ...options })) as unknown as FastifyInstance
  await declare(app)
  return await listen(t, app)
}

t.test('a timeout listener on an exchange is in charge of it', async (t) => {
  const port = await server(t, {}, async (app) => {
    await app.register(conformant)
    // As connectionTimeout does, from when the request is here.
    app.addHook('onRequest', async ({ raw }) => { raw.socket.setTimeout(50) })
    const answer = (response: ServerResponse) => () => { response.writeHead(299, { 'content-length': 3 }).end('own') }
    app.get('/response', (_request, reply) => {
      reply.hijack()
      reply.raw.on('timeout', answer(reply.raw))
    })
    app.post('/request', {
      onRequest: async (request, reply) => {
        reply.hijack()
        request.raw.on('timeout', answer(reply.raw))
      }
    }, async () => ({}))
  })
  for (const [title, sent] of [
    ['on the response', requestOf({ path: '/response' })],
    ['on the request', requestOf({ method: 'POST', path: '/request', headers: { 'content-type': 'application/json', 'content-length': '9' } })]
  ] as const) {
    const client = await RawClient.connect(port)
    client.send(sent)
    t.strictSame(await client.answer(), own, title)
    client.close()
  }
})

t.test('a body that somebody has begun to read is drained when its request is refused', async (t) => {
  const port = await server(t, { bodyLimit: 5_000_000 }, async (app) => {
    await app.register(conformant, { contentType: 'application/octet-stream' })
    app.addContentTypeParser('application/octet-stream', (_request, payload, done) => { done(null, payload) })
    app.post('/', async (request) => {
      request.raw.on('readable', () => {})
      throw conflict('Taken.')
    })
    app.get('/', async () => ({}))
  })
  const client = await RawClient.connect(port)
  client.send(Buffer.concat([requestOf({ method: 'POST', headers: { 'content-type': 'application/octet-stream' }, body: Buffer.alloc(3_000_000) }), requestOf({})]))
  t.strictSame(await client.answer(), said(409, 'Taken.'))
  t.strictSame(await client.answer(), success(200, {}), 'the connection lives on')
  client.close()
})

t.test('a listener that throws behind the head of its answer cuts it', async (t) => {
  const logs = captureLogs()
  const port = await server(t, { logger: logs.logger }, async (app) => {
    app.server.on('request', ({ url }, response) => {
      if (url !== '/begun') return
      response.writeHead(200, { 'content-length': 10 }).write('some')
      throw new Error('secret')
    })
    await app.register(conformant)
    app.get('/begun', (_request, reply) => { reply.hijack() })
    app.get('/', async () => ({}))
  })
  const client = await RawClient.connect(port)
  client.send(requestOf({ path: '/begun' }))
  t.match(await client.rest(), /^(?:HTTP\/1\.1 200 OK\r\ncontent-length: 10\r\n[^]*\r\n\r\nsome)?$/, 'what has left, and no more')
  t.match(logs.errors(), [{ level: 50, msg: 'an answer that had begun was cut', err: { message: 'secret' } }])
  t.strictSame(await exchange(port, 'GET /'), success(200, {}), 'the server lives on')
})

t.test('without the plugin', async (t) => {
  const asked: unknown[] = []
  const port = await server(t, {
    clientErrorHandler (error: NodeJS.ErrnoException, socket: NodeJS.WritableStream) {
      asked.push(error.code)
      socket.end('HTTP/1.1 299 Own\r\ncontent-length: 3\r\n\r\nown')
    }
  }, () => {})
  const client = await RawClient.connect(port)
  client.send('nonsense\r\n\r\n')
  t.strictSame(await client.answer(), own, "the application's clientErrorHandler answers")
  t.equal(await client.rest(), '')
  t.strictSame(asked, ['HPE_INVALID_METHOD'])
})

t.test('an asynchronous constraint outside of an exchange', (t) => {
  const strategy = { name: 'a', validate: () => true, storage: () => ({}), deriveConstraint: (_head: unknown, _context: unknown, done: (error: unknown, value: unknown) => void) => done(null, 'a') }
  const { guarded, areAsync } = guardConstraints({ a: strategy } as never)
  const { deriveConstraint } = (guarded as unknown as { a: { deriveConstraint: (...all: unknown[]) => unknown } }).a
  t.equal(areAsync, true)
  const told: unknown[] = []
  deriveConstraint({}, undefined, (...all: unknown[]) => { told.push(all) })
  t.strictSame(told, [[null, 'a']])
  t.doesNotThrow(() => deriveConstraint({}, undefined), 'nobody to tell')
  t.throws(() => deriveConstraint({}, undefined, () => { throw new Error('secret') }), { message: 'secret' }, 'what fails behind it is passed on: without the plugin there is no answer to give')
  t.end()
})

t.test('an onSend hook that fails at the error too leaves it its reason phrase', async (t) => {
  const port = await server(t, {}, async (app) => {
    await app.register(conformant)
    const onSend = async (_request: unknown, { raw }: FastifyReply): Promise<never> => {
      raw.statusMessage = 'Mine'
      throw new Error('secret')
    }
    app.get('/413', { onSend }, async () => { throw payloadTooLarge('Too large.') })
    app.get('/409', { onSend }, async () => { throw conflict('Taken.') })
  })
  for (const [status, phrase, message] of [[413, 'Request Entity Too Large', 'Too large.'], [409, 'Conflict', 'Taken.']] as const) {
    const client = await RawClient.connect(port)
    client.send(requestOf({ path: `/${status}`, headers: { connection: 'close' } }))
    const [head = '', body] = (await client.rest()).split('\r\n\r\n', 2)
    t.equal(head.split('\r\n', 1)[0], `HTTP/1.1 ${status} ${phrase}`)
    t.equal(body, `{"code":${status},"message":"${message}"}`)
  }
})
