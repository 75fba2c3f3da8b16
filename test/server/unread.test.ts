// Answers to requests whose body nobody has read.
import { once } from 'node:events'
import { connect } from 'node:http2'
import { text } from 'node:stream/consumers'
import Fastify from 'fastify'
import t from 'tap'
import conformant, { serverOptions } from '../../lib/index.ts'
import { success } from '../helpers/answers.ts'
import { listen, requestOf } from '../helpers/exchange.ts'
import { RawClient } from '../helpers/raw.ts'

t.test('an answer of the application, with drain and without', async (t) => {
  for (const drain of [true, false]) {
    const app = Fastify(serverOptions({ drain }))
    await app.register(conformant)
    app.get('/', async () => ({ read: false }))
    const port = await listen(t, app)
    const client = await RawClient.connect(port)
    client.send(requestOf({ headers: { 'content-length': '5' } }))
    t.strictSame(await client.answer(), success(200, { read: false }), `drain: ${drain}`)
    if (drain) {
      client.send('12345')
      client.send(requestOf({ headers: { connection: 'close' } }))
      t.strictSame(await client.answer(), success(200, { read: false }, { connection: 'close' }), 'the connection goes on behind the body')
    }
    t.equal(await client.rest(), '', 'nothing more')
  }
})

t.test('an application may answer first and read on', async (t) => {
  const app = Fastify(serverOptions())
  await app.register(conformant)
  let received = ''
  app.get('/', async (request) => {
    request.raw.on('data', chunk => { received += String(chunk) })
    return { read: 'later' }
  })
  const client = await RawClient.connect(await listen(t, app))
  client.send(requestOf({ headers: { 'content-length': '5' } }))
  t.strictSame(await client.answer(), success(200, { read: 'later' }))
  client.send('12')
  client.send('345')
  client.send(requestOf({ headers: { connection: 'close' } }))
  t.strictSame(await client.answer(), success(200, { read: 'later' }, { connection: 'close' }))
  t.equal(received, '12345')
})

t.test('over HTTP/2 the client is told to stop, and the session goes on', async (t) => {
  const app = Fastify(serverOptions({ http2: true }))
  await app.register(conformant)
  app.post('/own', { onRequest: async (_request, reply) => reply.code(200).send({ read: false }) }, async () => ({}))
  app.post('/nothing', { onRequest: async (_request, reply) => reply.code(204).send() }, async () => ({}))
  const session = connect(`http://127.0.0.1:${await listen(t, app as never)}`)
  t.teardown(() => session.destroy())
  const requests = [['/own', 200], ['/none', 404], ['/nothing', 204], ['/own', 200]] as const
  for (const [path, status] of requests) {
    const stream = session.request({ ':method': 'POST', ':path': path, 'content-type': 'application/json' })
    stream.write('{')
    const closed = once(stream, 'close')
    const [headers] = await once(stream, 'response')
    t.equal(headers[':status'], status, path)
    await text(stream)
    await closed
    t.equal(stream.rstCode, 0, `${path}: without an error`)
  }
})
