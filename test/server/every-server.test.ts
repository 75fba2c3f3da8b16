import { tracingChannel } from 'node:diagnostics_channel'
import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import { connect, type AddressInfo } from 'node:net'
import Fastify, { type FastifyInstance } from 'fastify'
import t, { type Test } from 'tap'
import conformant, { akeneo, serverOptions } from '../../lib/index.ts'
import { closing, json, noStore, success } from '../helpers/answers.ts'
import { requestOf, type Sent } from '../helpers/exchange.ts'
import { addresses, nameTwo } from '../helpers/localhost.ts'
import { RawClient, type Answer } from '../helpers/raw.ts'

const starting = tracingChannel('net.server.listen')

async function open (t: Test, port: number, host: string): Promise<RawClient> {
  const socket = connect(port, host)
  await once(socket, 'connect')
  t.teardown(() => socket.destroy())
  return Reflect.construct(RawClient, [socket]) as RawClient
}

async function ask (t: Test, port: number, host: string, sent: Sent | string): Promise<Answer> {
  const client = await open(t, port, host)
  client.send(typeof sent === 'string' ? sent : requestOf(sent))
  return await client.answer()
}

function declare (app: FastifyInstance): void {
  app.get('/', async () => ({ pleased: true }))
  app.get('/things/:id', async () => ({}))
  app.post('/', async () => ({ pleased: true }))
}

const pleased = success(200, { pleased: true })
const badRequest = json(400, { code: 400, message: 'The request cannot be understood.' }, closing)
const noMethod = { code: 501, message: 'The method is not implemented.' }
const wrongType = { code: 415, message: "'text/csv' in 'Content-type' header is not valid.  Only 'application/json' is allowed." }

const cases: Array<[title: string, sent: Sent | string, told: Answer]> = [
  ['a request', {}, pleased],
  ['an unknown URL', { path: '/none' }, json(404, { code: 404, message: "No route found for 'GET /none'" }, noStore)],
  ['no request at all', 'nonsense\r\n\r\n', badRequest],
  ['two lengths', { method: 'POST', headers: { 'content-length': '1', 'Content-Length': '2' } }, badRequest],
  ['a head that is too large', { headers: { 'x-large': 'x'.repeat(20_000) } }, json(431, { code: 431, message: 'The header fields are too large.' }, { ...noStore, ...closing })],
  ['no Host', { headers: { host: undefined } }, json(400, { code: 400, message: 'The Host header is missing.' }, closing)],
  ['a Host that is not valid', { headers: { host: 'a b' } }, json(400, { code: 400, message: 'The Host header is not valid.' }, closing)],
  ['an unknown expectation', { method: 'POST', json: {}, headers: { expect: 'miracles' } }, json(417, { code: 417, message: 'The expectation cannot be met.' })],
  ['a refused body that waits for 100 Continue', requestOf({ method: 'POST', headers: { expect: '100-continue', 'content-type': 'text/csv', 'content-length': '9' } }).toString(),
    json(415, wrongType, { accept: 'application/json', 'accept-post': 'application/json', ...closing })],
  ['an offer to upgrade', { headers: { upgrade: 'websocket', connection: 'upgrade' } }, pleased],
  ['an offer to upgrade at an unknown URL', { path: '/none', headers: { upgrade: 'h2c', connection: 'upgrade' } }, json(404, { code: 404, message: "No route found for 'GET /none'" }, noStore)],
  ['CONNECT', { method: 'CONNECT', path: 'api.example:443' }, json(501, noMethod, { ...noStore, ...closing })],
  ['a method that nobody knows', { method: 'FOO' }, json(501, noMethod, { ...noStore, ...closing })],
  ['a bad URL', { path: '/%zz' }, json(400, { code: 400, message: 'The URL is not valid.' })]
]

for (const [made, options] of [['with serverOptions()', serverOptions({ dialect: akeneo() })], ['by the plugin alone', {}]] as const) {
  t.test(`every address of localhost is answered in the dialect ${made}`, async (t) => {
    nameTwo(t)
    const app = Fastify(options)
    t.teardown(() => app.close())
    await app.register(conformant, { dialect: akeneo() })
    declare(app)
    await app.listen({ port: 0, host: 'localhost' })
    const port = (app.server.address() as AddressInfo).port
    t.strictSame(app.addresses().map(place => (place as AddressInfo).address).sort(), addresses, 'there are two servers')
    for (const host of addresses) {
      for (const [title, sent, told] of cases) t.strictSame(await ask(t, port, host, sent), told, `${host}: ${title}`)
    }
  })

  t.test(`every address of localhost says that the server closes ${made}`, async (t) => {
    nameTwo(t)
    let letClose = (): void => {}
    const mayClose = new Promise<void>(resolve => { letClose = resolve })
    let closes = (): void => {}
    const isClosing = new Promise<void>(resolve => { closes = resolve })
    const app = Fastify(options)
    await app.register(conformant, { dialect: akeneo() })
    declare(app)
    app.addHook('preClose', async () => {
      closes()
      await mayClose
    })
    await app.listen({ port: 0, host: 'localhost' })
    const port = (app.server.address() as AddressInfo).port
    const clients = await Promise.all(addresses.map(host => open(t, port, host)))
    const closed = app.close()
    await isClosing
    for (const client of clients) {
      client.send(requestOf({}))
      t.strictSame(await client.answer(), json(503, { code: 503, message: 'The server is temporarily unable to answer.' }, { 'retry-after': '10', ...closing }))
    }
    letClose()
    await closed
  })
}

t.test("an application's own upgrades are its own on every address", async (t) => {
  nameTwo(t)
  const app = Fastify(serverOptions({ dialect: akeneo() }))
  t.teardown(() => app.close())
  await app.register(conformant)
  declare(app)
  app.server.on('upgrade', (_request, socket) => socket.end('HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: own\r\n\r\n'))
  await app.listen({ port: 0, host: 'localhost' })
  for (const host of addresses) {
    const told = await ask(t, (app.server.address() as AddressInfo).port, host, { headers: { upgrade: 'own', connection: 'upgrade' } })
    t.strictSame(told, { status: 101, headers: { connection: 'upgrade', upgrade: 'own' }, body: '' }, host)
  }
})

/** Every server of the process that begins to listen, as it is when the plugin has been told of it. */
function watchServers (t: Test): Server[] {
  const servers: Server[] = []
  const told = (message: unknown): void => { servers.push((message as { server: Server }).server) }
  starting.asyncEnd.subscribe(told)
  t.teardown(() => starting.asyncEnd.unsubscribe(told))
  return servers
}

const countsOf = (server: Server): unknown => ({ request: server.listenerCount('request'), clientError: server.listenerCount('clientError') })
const armed = { request: 1, clientError: 1 }

t.test('each server of an application is armed once, however many have come and gone', async (t) => {
  nameTwo(t)
  const servers = watchServers(t)
  for (const options of [{}, serverOptions({}), {}]) {
    servers.length = 0
    const app = Fastify(options)
    await app.register(conformant, { dialect: akeneo() })
    declare(app)
    await app.listen({ port: 0, host: 'localhost' })
    const { port } = app.server.address() as AddressInfo
    t.strictSame(servers.map(countsOf), [armed, armed])
    for (const host of addresses) t.strictSame(await ask(t, port, host, { method: 'FOO' }), json(501, noMethod, { ...noStore, ...closing }), host)
    await app.close()
    t.strictSame(servers.map(countsOf), [armed, armed], 'and nothing more when it closes')
  }
})

t.test('a server of somebody else is left as it is', async (t) => {
  const app = Fastify()
  t.teardown(() => app.close())
  await app.register(conformant)
  await app.ready()
  const another = createServer((_request, response) => response.end('own'))
  t.teardown(() => another.close())
  const before = another.listeners('request')
  another.listen(0, '127.0.0.1')
  await once(another, 'listening')
  t.strictSame(another.listeners('request'), before)
  t.equal(another.listenerCount('clientError'), 0)
  const { port } = another.address() as AddressInfo
  t.equal((await ask(t, port, '127.0.0.1', {})).body, 'own')
  await t.rejects(app.listen({ port, host: '127.0.0.1' }), { code: 'EADDRINUSE' })
  t.strictSame(countsOf(app.server), armed, 'a server that could not start is armed once too')
})

t.test('further applications leave nothing behind', async (t) => {
  const first = Fastify()
  await first.register(conformant)
  await first.close()
  const channel = starting.asyncStart
  let calls = 0
  Object.assign(channel, { subscribe: () => { calls++ } })
  t.teardown(() => Reflect.deleteProperty(channel, 'subscribe'))
  for (const end of ['never ready', 'ready', 'listening']) {
    const app = Fastify()
    await app.register(conformant)
    if (end === 'ready') await app.ready()
    if (end === 'listening') await app.listen({ port: 0, host: '127.0.0.1' })
    await app.close()
    t.equal(calls, 0, end)
  }
})
