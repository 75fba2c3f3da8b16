import { once } from 'node:events'
import { connect } from 'node:http2'
import websocket from '@fastify/websocket'
import Fastify, { type FastifyInstance } from 'fastify'
import t from 'tap'
import { WebSocket } from 'ws'
import conformant from '../../lib/index.ts'
import { listen } from '../helpers/exchange.ts'
import { answerOf, ask, open, streamsOf } from '../helpers/http2.ts'
import { tooMany } from '../helpers/limits.ts'
import { until } from '../helpers/until.ts'

/** Opens a WebSocket. @returns it, or the status of the refusal */
async function socketTo (port: number, path = '/socket'): Promise<WebSocket | number> {
  const client = new WebSocket(`ws://127.0.0.1:${port}${path}`)
  return await new Promise((resolve, reject) => {
    client.once('open', () => resolve(client))
    client.once('unexpected-response', (_request, response) => {
      response.resume()
      resolve(response.statusCode as number)
    })
    client.once('error', reject)
  })
}

async function webSockets (t: Parameters<typeof listen>[0]): Promise<{ app: FastifyInstance, port: number }> {
  const app = Fastify({ forceCloseConnections: true })
  await app.register(websocket)
  await app.register(conformant, { concurrency: { limit: 2 }, rateLimit: { limit: 50, window: '1h' } })
  app.get('/socket', { websocket: true }, socket => { socket.on('message', message => socket.send(`got ${String(message)}`)) })
  app.get('/closing', { websocket: true }, socket => socket.close())
  app.get('/throwing', { websocket: true }, () => { throw new Error('in the handler') })
  app.get('/', async () => ({}))
  return { app, port: await listen(t, app) }
}

t.test('a WebSocket is inside for as long as it is open', async (t) => {
  const { app, port } = await webSockets(t)
  const open = async (count: number): Promise<unknown> => await until(() => app.websocketServer.clients.size, size => size === count)
  const [first, second] = [await socketTo(port), await socketTo(port)] as [WebSocket, WebSocket]
  first.send('a')
  t.equal(String((await once(first, 'message'))[0]), 'got a')
  t.equal(await socketTo(port), 429)
  t.equal((await fetch(`http://127.0.0.1:${port}/`)).status, 429)
  first.close()
  await once(first, 'close')
  await open(1)
  const third = await socketTo(port) as WebSocket
  t.equal(await socketTo(port), 429)
  second.terminate()
  third.terminate()
  await open(0)
  for (const path of ['/closing', '/throwing', '/closing', '/throwing']) {
    const client = await socketTo(port, path) as WebSocket
    await once(client, 'close')
    await open(0)
  }
  for (let time = 0; time < 10; time++) {
    const client = await socketTo(port) as WebSocket
    client.terminate()
    await open(0)
  }
  const last = [await socketTo(port), await socketTo(port)] as WebSocket[]
  t.equal(await socketTo(port), 429)
  for (const client of last) client.terminate()
})

t.test('a WebSocket that a rate limit refuses', async (t) => {
  const { app, port } = await webSockets(t)
  for (let time = 0; time < 50; time++) await app.inject('/')
  t.equal(await socketTo(port), 429)
})

t.test('a server that closes lets its sockets go', async (t) => {
  const { app, port } = await webSockets(t)
  const client = await socketTo(port) as WebSocket
  const closed = once(client, 'close')
  await app.close()
  await closed
  t.pass('closed')
})

t.test('streams of HTTP/2', async (t) => {
  const app = Fastify({ http2: true })
  await app.register(conformant, { concurrency: { limit: 2 }, rateLimitHeaders: false })
  const waiting: Array<() => void> = []
  app.get('/', async () => ({ ok: true }))
  app.get('/held', async () => {
    await new Promise<void>(resolve => waiting.push(resolve))
    return {}
  })
  const streams = streamsOf(app.server)
  const over = async (): Promise<unknown> => await until(() => streams.size, size => size === 0)
  const port = await listen(t, app as unknown as FastifyInstance)
  const session = open(t, port)
  const hold = async (count: number, from = session): Promise<ReturnType<typeof session.request>[]> => {
    const streams = Array.from({ length: count }, () => from.request({ ':path': '/held' }).on('error', () => {}))
    await until(() => waiting.length >= count)
    return streams
  }
  const two = await hold(2)
  t.strictSame(await ask(session), tooMany('1'))
  const answers = two.map(answerOf)
  for (const answer of waiting.splice(0)) answer()
  t.strictSame((await Promise.all(answers)).map(({ status }) => status), [200, 200])
  await over()
  for (let round = 0; round < 5; round++) {
    const streams = await hold(2)
    for (const stream of streams) stream.close(8)
    await over()
    waiting.length = 0
  }
  const other = connect(`http://127.0.0.1:${port}`)
  await hold(2, other)
  other.destroy()
  await over()
  for (const answer of waiting.splice(0)) answer()
  t.equal((await ask(session)).status, 200)
  await over()
  await hold(2)
  t.equal((await ask(session)).status, 429)
  for (const answer of waiting.splice(0)) answer()
})
