// What follows an answer costs no property and no listener where its class is known, and does the same where it is not.
import { createServer, IncomingMessage, ServerResponse } from 'node:http'
import { Socket } from 'node:net'
import Fastify, { type FastifyInstance, type FastifyServerOptions } from 'fastify'
import t from 'tap'
import conformant, { serverOptions } from '../../lib/index.ts'
import { guardedResponses } from '../../lib/server/response.ts'
import { deferred } from '../helpers/deferred.ts'
import { listen, requestOf } from '../helpers/exchange.ts'
import { RawClient } from '../helpers/raw.ts'
import { ToldResponse } from '../helpers/told-response.ts'
import { until } from '../helpers/until.ts'

/** With the class, by hand, and with a class of the application's own. */
class Own<Request extends IncomingMessage> extends ServerResponse<Request> {}
const made: Readonly<Record<string, () => FastifyInstance>> = {
  'with the class': () => Fastify(serverOptions()),
  'with a class of its own': () => Fastify(serverOptions({ http: { ServerResponse: Own as never } })),
  'by hand': () => Fastify(),
  'with a factory': () => Fastify(serverOptions({ serverFactory: (handle: never) => createServer(handle) } as FastifyServerOptions & object))
}

t.test('a response of the class has nothing of its own, and is found to be one', async (t) => {
  const app = Fastify(serverOptions({ http: { ServerResponse: Own as never } }))
  await app.register(conformant)
  const seen: unknown[] = []
  app.get('/', async (_request, { raw }) => {
    seen.push(raw instanceof Own, ['writeHead', 'write', 'end', 'detachSocket'].filter(name => Object.hasOwn(raw, name)), raw.listenerCount('close'))
    return {}
  })
  app.post('/', async (_request, { raw }) => {
    seen.push(raw.listenerCount('finish'))
    return {}
  })
  const port = await listen(t, app)
  const client = await RawClient.connect(port)
  t.teardown(() => client.close())
  client.send(requestOf({}))
  t.match(await client.answer(), { status: 200 })
  client.send(requestOf({ method: 'POST', json: {} }))
  t.match(await client.answer(), { status: 200 })
  t.strictSame(seen.slice(0, 2), [true, []])
  const bare: number[] = []
  const plain = Fastify()
  plain.route({ method: ['GET', 'POST'], url: '/', handler: async ({ method }, { raw }) => { bare.push(raw.listenerCount(method === 'GET' ? 'close' : 'finish')) } })
  const other = await RawClient.connect(await listen(t, plain))
  t.teardown(() => other.close())
  for (const method of ['GET', 'POST']) {
    other.send(requestOf({ method }))
    await other.answer()
  }
  t.strictSame(seen.slice(2), bare, 'as many listeners as in bare Fastify')
})

t.test('what Node gives a response reaches the class of the application', async (t) => {
  const request = new IncomingMessage(new Socket())
  const options = { highWaterMark: 5 }
  const response = Reflect.construct(guardedResponses(ToldResponse as never), [request, options]) as ToldResponse<IncomingMessage>
  t.ok(response instanceof ToldResponse)
  t.strictSame(response.given.map((one, at) => one === [request, options][at]), [true, true])
})

for (const [name, make] of Object.entries(made)) {
  t.test(`${name}, a connection ends behind an answer whose head had left when the server began to close, and the request is whole`, async (t) => {
    const app = make()
    await app.register(conformant)
    const [begun, go] = [deferred(), deferred()]
    let body: unknown
    app.post('/', async (request, reply) => {
      body = request.body
      reply.raw.writeHead(200, { 'content-type': 'text/plain' })
      reply.raw.write('a')
      reply.hijack()
      begun.resolve()
      await go.promise
      reply.raw.end('b')
    })
    const client = await RawClient.connect(await listen(t, app))
    t.teardown(() => client.close())
    client.send(requestOf({ method: 'POST', json: { a: 1 } }))
    await begun.promise
    const closed = app.close()
    await until(() => !app.server.listening)
    go.resolve()
    t.match(await client.rest(), /^HTTP\/1\.1 200 OK\r\n[^]*\r\n\r\n1\r\na\r\n1\r\nb\r\n0\r\n\r\n$/)
    t.strictSame(body, { a: 1 })
    await closed
  })

  t.test(`${name}, a body that has not come when its answer leaves is read past, and the next request is answered`, async (t) => {
    const app = make()
    await app.register(conformant)
    app.post('/', { bodyLimit: 10 }, async () => ({}))
    const client = await RawClient.connect(await listen(t, app))
    t.teardown(() => client.close())
    client.send(requestOf({ method: 'POST', headers: { 'content-type': 'application/json', 'content-length': '20' } }))
    t.match(await client.answer(), { status: 413 })
    client.send(Buffer.from('x'.repeat(20)))
    client.send(requestOf({ path: '/none' }))
    t.match(await client.answer(), { status: 404 })
  })
}
