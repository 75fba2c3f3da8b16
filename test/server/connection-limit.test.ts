// maxConnections: who comes on top of it is told, is bounded too, and there is room again when somebody has left.
import { once } from 'node:events'
import type { Socket } from 'node:net'
import Fastify, { type FastifyInstance } from 'fastify'
import t, { type Test } from 'tap'
import conformant, { akeneo, serverOptions } from '../../lib/index.ts'
import { closing, json, success } from '../helpers/answers.ts'
import { exchange, listen, requestOf } from '../helpers/exchange.ts'
import { ask, open } from '../helpers/http2.ts'
import { RawClient } from '../helpers/raw.ts'

const unavailable = { code: 503, message: 'The server is temporarily unable to answer.' }

async function server (t: Test, own: object, maxConnections: number): Promise<{ app: FastifyInstance, port: number }> {
  const app = Fastify(serverOptions({ dialect: akeneo(), maxConnections, ...own })) as unknown as FastifyInstance
  await app.register(conformant)
  app.get('/', async () => ({ ok: true }))
  return { app, port: await listen(t, app) }
}

t.test('there is room again when somebody has left', async (t) => {
  const { app, port } = await server(t, {}, 1)
  for (let time = 0; time < 5; time++) {
    const connected = once(app.server, 'connection')
    const client = await RawClient.connect(port)
    const [socket] = await connected as [Socket]
    client.send(requestOf({}))
    t.strictSame(await client.answer(), success(200, { ok: true }), `connection ${time + 1}`)
    t.strictSame(await exchange(port, 'GET /'), json(503, unavailable, { 'retry-after': '10', ...closing }), 'one too many')
    const closed = once(socket, 'close')
    client.close()
    await closed
  }
})

t.test('those who wait for their 503 are not without end', async (t) => {
  const { app, port } = await server(t, {}, 1)
  const dropped = once(app.server, 'drop')
  const clients: RawClient[] = []
  t.teardown(() => { for (const client of clients) client.close() })
  // A hundred may.
  for (let count = 0; count < 102; count++) clients.push(await RawClient.connect(port))
  await dropped
  t.equal(await (clients.at(-1) as RawClient).rest(), '', 'closed without a word')
})

t.test('a session of HTTP/2 that is one too many ends behind its answer', async (t) => {
  const { port } = await server(t, { http2: true }, 1)
  const first = open(t, port)
  t.strictSame(await ask(first), success(200, { ok: true }))
  const second = open(t, port)
  const closed = once(second, 'close')
  t.strictSame(await ask(second), json(503, unavailable, { 'retry-after': '10' }))
  await closed
  t.strictSame(await ask(first), success(200, { ok: true }), 'the others go on')
})
