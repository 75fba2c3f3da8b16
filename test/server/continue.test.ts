// Expect: 100-continue. It is said once, when somebody asks for the body, and never behind the answer (RFC 9110 §10.1.1).
import Fastify, { type FastifyInstance } from 'fastify'
import t, { type Test } from 'tap'
import conformant, { akeneo, serverOptions } from '../../lib/index.ts'
import { closing, json, noStore, success } from '../helpers/answers.ts'
import { listen, requestOf } from '../helpers/exchange.ts'
import { RawClient } from '../helpers/raw.ts'

const size = 1_000_000
const expecting = (path: string): Buffer => requestOf({ method: 'POST', path, headers: { 'content-type': 'application/octet-stream', 'content-length': String(size), expect: '100-continue' } })

async function server (t: Test, declare: (app: FastifyInstance) => unknown = () => {}): Promise<number> {
  const app = Fastify(serverOptions({ dialect: akeneo(), bodyLimit: size })) as unknown as FastifyInstance
  await app.register(conformant, { contentType: ['application/octet-stream'] })
  app.addContentTypeParser('application/octet-stream', { parseAs: 'buffer' }, (_request, body, done) => { done(null, body.length) })
  app.post('/', async ({ body }) => ({ received: body }))
  await declare(app)
  return await listen(t, app)
}

t.test('once, however many pieces the body comes in', async (t) => {
  const client = await RawClient.connect(await server(t))
  for (let time = 0; time < 2; time++) {
    client.send(expecting('/'))
    t.strictSame(await client.answer('HEAD'), { status: 100, headers: {}, body: '' })
    client.send(Buffer.alloc(size))
    t.strictSame(await client.answer(), success(200, { received: size }), 'the next that comes is the answer')
  }
  client.close()
})

t.test('not at all where the request is refused, though the client sends its body all the same', async (t) => {
  const client = await RawClient.connect(await server(t))
  client.send(expecting('/none'))
  client.send(Buffer.alloc(size))
  t.strictSame(await client.answer(), json(404, { code: 404, message: "No route found for 'POST /none'" }, { ...noStore, ...closing }))
  t.equal(await client.rest(), '', 'nothing more')
})

t.test('not in the middle of an answer that has begun before somebody reads', async (t) => {
  const port = await server(t, app => app.post('/early', {
    onRequest: (request, reply) => {
      reply.hijack()
      reply.raw.writeHead(200, { 'content-length': 8, connection: 'close' }).write('some')
      request.raw.on('end', () => reply.raw.end('more')).resume()
    }
  }, async () => ({})))
  const client = await RawClient.connect(port)
  client.send(expecting('/early'))
  client.send(Buffer.alloc(size))
  t.strictSame(await client.answer(), { status: 200, headers: { 'content-length': '8', ...closing }, body: 'somemore' })
  t.equal(await client.rest(), '', 'nothing more')
})

t.test('at once where somebody asks for the body before anything else has run', async (t) => {
  const port = await server(t, app => app.post('/first', {
    onRequest: async ({ raw }, reply) => {
      raw.read(0)
      return await reply.header('connection', 'close').send({})
    }
  }, async () => ({})))
  const client = await RawClient.connect(port)
  client.send(expecting('/first'))
  t.strictSame(await client.answer('HEAD'), { status: 100, headers: {}, body: '' })
  t.strictSame(await client.answer(), success(200, {}, closing))
  client.close()
})
