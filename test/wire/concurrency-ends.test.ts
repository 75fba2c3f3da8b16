import { once } from 'node:events'
import type { Server } from 'node:http'
import { Readable } from 'node:stream'
import { setImmediate } from 'node:timers/promises'
import type { FastifyHttpOptions, FastifyInstance } from 'fastify'
import t from 'tap'
import { exchange } from '../helpers/exchange.ts'
import { crowd, type Crowd } from '../helpers/crowd.ts'
import { RawClient } from '../helpers/raw.ts'

const limit = 3
const three = { concurrency: { limit }, contentType: false }

/** Sends bytes on a connection of their own, and cuts it when they have been read, and so many answers. */
async function cut ({ port, read, leave }: Crowd, bytes: string, answers = 0): Promise<void> {
  const client = await RawClient.connect(port)
  client.send(bytes)
  await read(client, bytes.length)
  while (answers-- > 0) await client.answer()
  await leave(client)
}

/** Ends a connection when the first of a stream has come. */
async function cutStream ({ port, leave }: Crowd, how?: (client: RawClient) => void): Promise<void> {
  const client = await RawClient.connect(port)
  client.send(get('/endless'))
  await once(client.socket, 'data')
  await leave(client, how)
}

/** Waits for so many answers to what it sends. */
async function answered (port: number, bytes: string, count = 1): Promise<void> {
  const client = await RawClient.connect(port)
  client.send(bytes)
  while (count-- > 0) await client.answer()
  client.close()
}

function routes (app: FastifyInstance): void {
  app.addContentTypeParser('*', (_request, payload, done) => { payload.resume().on('end', () => done(null)).on('error', done) })
  app.post('/', async () => ({}))
  app.get('/throw', async () => { throw new Error('thrown') })
  app.get('/throw-later', async () => {
    await setImmediate()
    throw Object.assign(new Error('thrown'), { statusCode: 409 })
  })
  app.get('/empty', (_request, reply) => { reply.code(204).send() })
  app.get('/hijack', (_request, reply) => {
    reply.hijack()
    reply.raw.end('raw')
  })
  app.get('/hijack-socket', (_request, reply) => {
    reply.hijack()
    reply.raw.socket?.end('HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n')
  })
  app.get('/hijack-destroy', (request, reply) => {
    reply.hijack()
    request.raw.destroy()
  })
  app.get('/failing-stream', (_request, reply) => reply.send(Readable.from((async function * () {
    yield 'first'
    throw new Error('cut')
  })())))
  app.get('/failing-at-once', (_request, reply) => reply.send(new Readable({ read () { this.destroy(new Error('cut')) } })))
  app.get('/endless', (_request, reply) => reply.send(new Readable({ read () { globalThis.setImmediate(() => this.push('x'.repeat(1000))) } })))
  app.get('/never', () => new Promise(() => {}))
  app.get('/too-long', { handlerTimeout: 100 }, () => new Promise(() => {}))
  app.get('/hook', { preHandler: async () => { throw new Error('hook') } }, async () => ({}))
  app.get('/on-send', { onSend: async () => { throw new Error('onSend') } }, async () => ({}))
  app.get('/serializer', { schema: { response: { 200: { type: 'object', properties: { a: { type: 'integer' } }, required: ['a'] } } } }, async () => ({}))
}

type Way = (crowd: Crowd) => Promise<unknown>

const get = (path: string, more = ''): string => `GET ${path} HTTP/1.1\r\nHost: a\r\n${more}\r\n`
const asked = (path: string, status: number | undefined): [string, Way] => [`${path} ${String(status)}`, async ({ port }) => {
  const found = await exchange(port, { path }).then(({ status }) => status, () => undefined)
  if (found !== status) throw new Error(`${path} has ${String(found)}`)
}]

const ways: ReadonlyArray<[name: string, way: Way, server?: FastifyHttpOptions<Server>]> = [
  asked('/', 200), asked('/nowhere', 404), asked('/throw', 500), asked('/throw-later', 409), asked('/empty', 204), asked('/hook', 500), asked('/on-send', 500), asked('/serializer', 500),
  asked('/hijack', 200), asked('/hijack-socket', 200), asked('/hijack-destroy', undefined), asked('/failing-stream', undefined), asked('/failing-at-once', 500),
  ['HEAD', async ({ port }) => await exchange(port, 'HEAD /')],
  ['406', async ({ port }) => await exchange(port, { headers: { accept: 'a/b' } })],
  ['a whole body', async ({ port }) => await exchange(port, { method: 'POST', body: 'abc' })],
  ['HTTP/1.0', async ({ port }) => await exchange(port, { version: '1.0' })],
  ['an abort in the handler', async ({ held, leave, release }) => {
    for (const client of await held(1)) await leave(client)
    release()
  }],
  ['an abort, and no answer ever', async (crowd) => { await cut(crowd, get('/never')) }],
  ['an abort before the body has come', async (crowd) => { await cut(crowd, 'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\nContent-Type: a/b\r\n\r\nabc') }],
  ['an abort before the first byte of the body', async (crowd) => { await cut(crowd, 'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\nContent-Type: a/b\r\n\r\n') }],
  ['an abort in a chunk', async (crowd) => { await cut(crowd, 'POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nContent-Type: a/b\r\n\r\n5\r\nab') }],
  ['a malformed chunk', async ({ port }) => { await answered(port, 'POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nContent-Type: a/b\r\nConnection: close\r\n\r\nzz\r\n') }],
  ['an abort in the middle of a stream', async (crowd) => { await cutStream(crowd) }],
  ['a reset in the middle of a stream', async (crowd) => { await cutStream(crowd, client => client.socket.resetAndDestroy()) }],
  ['half closed by the client', async ({ port }) => {
    const client = await RawClient.connect(port)
    client.socket.end(get('/'))
    await client.answer()
    client.close()
  }],
  ['a slow body', async ({ port }) => { await answered(port, 'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\nContent-Type: a/b\r\nConnection: close\r\n\r\nabc') }, { requestTimeout: 100, http: { headersTimeout: 100, requestTimeout: 100, connectionsCheckingInterval: 50 } }],
  ['a connection where nothing moves', async ({ port }) => { await answered(port, get('/never')) }, { connectionTimeout: 100 }],
  ['a handler that takes too long', async ({ port }) => { await exchange(port, 'GET /too-long') }],
  ['a pipeline', async ({ port }) => { await answered(port, get('/').repeat(3), 3) }],
  ['a pipeline that is cut while the first is answered', async (crowd) => { await cut(crowd, get('/never').repeat(3)) }],
  ['a pipeline that is cut, whose answers come later', async (crowd) => {
    await cut(crowd, get('/held').repeat(3))
    crowd.release()
  }],
  ['a pipeline behind a body that never comes', async (crowd) => { await cut(crowd, get('/throw-later') + 'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\nContent-Type: a/b\r\n\r\nabc', 1) }]
]

t.test('every way out lets out', async (t) => {
  for (const [name, way, server = {}] of ways) {
    await t.test(name, async (t) => {
      const one = await crowd(t, three, server, routes)
      for (let time = 0; time < limit + 1; time++) await way(one)
      // Those who come now need not hurry.
      Object.assign(one.app.server, { timeout: 0, headersTimeout: 0, requestTimeout: 0 })
      t.equal(await one.room(), limit)
    })
  }
})

t.test('a pipeline counts one by one', async (t) => {
  const { port, read, release, room } = await crowd(t, three, {}, routes)
  const client = await RawClient.connect(port)
  client.send(get('/held').repeat(5))
  await read(client, get('/held').length * 5)
  release()
  const statuses: number[] = []
  for (let time = 0; time < 5; time++) statuses.push((await client.answer()).status)
  client.close()
  t.strictSame(statuses, [200, 200, 200, 429, 429])
  t.equal(await room(), limit)
})

t.test('a connection is not held by those who have left', async (t) => {
  const warnings: Error[] = []
  const warned = (warning: Error): void => { warnings.push(warning) }
  process.on('warning', warned)
  t.teardown(() => process.off('warning', warned))
  let listeners = 0
  const { port } = await crowd(t, three, {}, app => {
    app.get('/listeners', async ({ raw: { socket } }) => {
      listeners = socket.listenerCount('close')
      return {}
    })
  })
  for (const more of ['', 'Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAoAAAAAIAAAAA\r\n']) {
    const client = await RawClient.connect(port)
    client.send(get('/listeners', more))
    await client.answer()
    const first = listeners
    for (let time = 0; time < 50; time++) {
      client.send(get('/listeners', more))
      t.equal((await client.answer()).status, 200)
    }
    t.equal(listeners, first)
    client.close()
  }
  t.strictSame(warnings.map(({ name }) => name), [])
})
