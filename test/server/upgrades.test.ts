import { once } from 'node:events'
import { createServer } from 'node:http'
import { connect, type AddressInfo } from 'node:net'
import websocket from '@fastify/websocket'
import Fastify, { type FastifyInstance } from 'fastify'
import t from 'tap'
import conformant, { serverOptions, unauthorized } from '../../lib/index.ts'
import type { ConformantOptions } from '../../lib/plugin/options.ts'
import { success } from '../helpers/answers.ts'
import { exchange, listen } from '../helpers/exchange.ts'
import { nameTwo } from '../helpers/localhost.ts'
import { RawClient } from '../helpers/raw.ts'

const handshake = (path: string): string =>
  `GET ${path} HTTP/1.1\r\nHost: a.example\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n`

const orders: Readonly<Record<string, (app: FastifyInstance, options: ConformantOptions) => Promise<void>>> = {
  'the plugin first': async (app, options) => {
    await app.register(conformant, options)
    await app.register(websocket)
  },
  '@fastify/websocket first': async (app, options) => {
    await app.register(websocket)
    await app.register(conformant, options)
  },
  'nobody takes upgrades': async (app, options) => { await app.register(conformant, options) }
}

const refusals: ReadonlyArray<[path: string, status: number]> = [['/none', 404], ['/%zz', 400], ['/members', 401], ['/early', 418], ['/fault', 500], ['/limited', 429]]

for (const [order, register] of Object.entries(orders)) {
  for (const drain of [true, false]) {
    t.test(`a refused upgrade ends its connection: ${order}, drain: ${drain}`, async t => {
      const app = Fastify(serverOptions({ drain, genReqId: ({ url }) => { if (url === '/fault') throw new Error('no id'); return '1' } }))
      app.addHook('onRequest', async (request, reply) => { if (request.url === '/early') return reply.code(418).send({}) })
      await register(app as unknown as FastifyInstance, {})
      app.get('/members', { onRequest: async () => { throw unauthorized() } }, async () => ({}))
      app.get('/limited', { config: { conformant: { rateLimit: { limit: 1, window: '1h', key: 'instance' } } } }, async () => ({}))
      const port = await listen(t, app as unknown as FastifyInstance)
      const isTaken = order !== 'nobody takes upgrades'
      if (isTaken) {
        const first = await RawClient.connect(port)
        first.send('GET /limited HTTP/1.1\r\nHost: a.example\r\n\r\n')
        await first.answer()
        first.close()
      }
      for (const [path, status] of refusals) {
        if (path === '/limited' && !isTaken) continue
        const client = await RawClient.connect(port)
        client.send(handshake(path))
        const answer = await client.answer()
        t.equal(answer.status, status, path)
        if (isTaken) {
          t.equal(answer.headers.connection, 'close', `${path} says that it is the last`)
          t.equal(await client.rest(), '', `${path}: and the connection is gone`)
        }
        client.close()
      }
      await app.close()
      t.pass('the server closes')
    })
  }
}

t.test('an upgrade that nobody takes any more is answered on the second server too', async t => {
  nameTwo(t)
  const app = Fastify(serverOptions())
  await app.register(conformant)
  const taken = (): void => {}
  app.server.on('upgrade', taken)
  t.teardown(() => app.close())
  await app.listen({ port: 0, host: 'localhost' })
  const servers = app.addresses()
  t.equal(servers.length, 2)
  app.server.removeListener('upgrade', taken)
  const statuses: string[] = []
  for (const { address, port } of servers as AddressInfo[]) {
    const socket = connect(port, address)
    socket.write(handshake('/'))
    const [chunk] = await once(socket, 'data')
    statuses.push(String(chunk).split(' ', 2)[1] as string)
    socket.destroy()
  }
  t.strictSame(statuses.toSorted(), ['404', '503'])
})

t.test('a server of the application that gives ordinary requests to Fastify is answered as ever', async t => {
  const app = Fastify(serverOptions())
  await app.register(conformant)
  app.get('/', async () => ({ ok: true }))
  await app.ready()
  const { routing } = app as unknown as { routing: Parameters<typeof createServer>[1] }
  const own = createServer((request, response) => routing?.(request, response as never))
  t.teardown(() => own.close())
  own.listen(0, '127.0.0.1')
  await once(own, 'listening')
  t.match(await exchange((own.address() as AddressInfo).port, 'GET /'), { status: 200, body: '{"ok":true}' })
})

t.test('what a server of somebody else gives to the application keeps its connection, where it is no upgrade', async (t) => {
  const app = Fastify()
  await app.register(conformant)
  app.get('/', async () => ({}))
  await app.ready()
  const server = createServer((request, response) => app.routing(request, response))
  t.teardown(() => { server.close(); return app.close() })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const client = await RawClient.connect((server.address() as AddressInfo).port)
  for (const time of ['first', 'second']) {
    client.send('GET / HTTP/1.1\r\nHost: a.example\r\n\r\n')
    t.strictSame(await client.answer(), success(200, {}), time)
  }
  client.close()
})
