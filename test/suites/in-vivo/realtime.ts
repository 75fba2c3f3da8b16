// What goes on after an answer has begun: sockets, events and procedures.
import { once } from 'node:events'
import { load, post, type Case } from './cases.ts'

/** What the plugins add, which are not there where types are checked. */
type Any = any
const json = 'application/json'
const upgrade = { connection: 'Upgrade', upgrade: 'websocket', 'sec-websocket-version': '13', 'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==' }

/** What a client of WebSocket is told: the messages that come back, or the status by which it is refused. */
function spoken (path: string, says: readonly string[], headers: object = {}): (port: number) => Promise<unknown> {
  return async port => {
    const { WebSocket } = await import('ws' as string) as Any
    const socket = new WebSocket(`ws://127.0.0.1:${port}${path}`, { headers })
    const heard: string[] = []
    socket.on('message', (message: Buffer) => {
      heard.push(message.toString())
      if (heard.length === says.length) socket.close()
    })
    socket.on('error', (error: Error) => heard.push(error.message))
    socket.on('open', () => { for (const word of says) socket.send(word) })
    const code = await new Promise(resolve => socket.on('close', resolve))
    return { heard, code }
  }
}

export const realtime: readonly Case[] = [
  {
    name: '@fastify/websocket',
    async app (app) {
      await app.register(await load('@fastify/websocket'))
      app.get('/echo', { websocket: true } as object, ((socket: Any) => { socket.on('message', (message: Buffer) => socket.send(`you said ${message}`)) }) as never)
      app.get('/', async () => ({ plain: true }))
    },
    asks: [{ path: '/echo', talk: spoken('/echo', ['a', 'b']) }, { path: '/none', talk: spoken('/none', ['a']) }, { path: '/' }, { path: '/echo' }]
  },
  {
    name: '@fastify/websocket behind a hook that signs in, with a page at the same place',
    async app (app) {
      await app.register(await load('@fastify/websocket'))
      app.addHook('preValidation', async (request, reply) => { if (request.headers['x-key'] !== 'key') return reply.code(401).send({ reason: 'no key' }) })
      app.route({
        method: 'GET',
        url: '/',
        handler: async () => ({ page: true }),
        wsHandler: ((socket: Any, request: Any) => { socket.on('message', () => socket.send(request.query.room)) }) as never
      } as never)
    },
    asks: [{ path: '/?room=7', talk: spoken('/?room=7', ['a'], { 'x-key': 'key' }) }, { path: '/', talk: spoken('/', ['a']) }, { path: '/', headers: { 'x-key': 'key' } }, { path: '/' }]
  },
  {
    name: 'ws on the server itself',
    async app (app) {
      const { WebSocketServer } = await import('ws' as string) as Any
      const sockets = new WebSocketServer({ noServer: true })
      app.server.on('upgrade', (request, socket, head) => {
        if (request.url !== '/live') return socket.end('HTTP/1.1 404 Not Found\r\nConnection: close\r\nContent-Length: 0\r\n\r\n')
        sockets.handleUpgrade(request, socket, head, (one: Any) => { one.on('message', (message: Buffer) => one.send(message.toString().toUpperCase())) })
      })
      app.get('/', async () => ({ plain: true }))
    },
    asks: [{ path: '/live', talk: spoken('/live', ['a']) }, { path: '/other', talk: spoken('/other', ['a']) }, { path: '/' }]
  },
  {
    name: 'socket.io',
    async app (app) {
      const { Server } = await import('socket.io' as string) as Any
      const io = new Server(app.server)
      io.use((socket: Any, next: (error?: Error) => void) => next(socket.handshake.auth.key === 'key' ? undefined : new Error('no key')))
      io.on('connection', (socket: Any) => { socket.on('add', (a: number, b: number, done: (sum: number) => void) => done(a + b)) })
      app.addHook('preClose', async () => { io.disconnectSockets(true) })
      app.get('/', async () => ({ plain: true }))
    },
    asks: [
      { path: '/' }, { path: '/none' }, { path: '/socket.io/?EIO=1&transport=polling' },
      ...['polling', 'websocket'].flatMap(transport => ['key', 'other'].map(key => ({
        path: `by ${transport}, with ${key}`,
        async talk (port: number) {
          const { io } = await import('socket.io-client' as string) as Any
          const socket = io(`http://127.0.0.1:${port}`, { transports: [transport], auth: { key }, reconnection: false })
          const heard = await new Promise(resolve => {
            socket.on('connect_error', (error: Error) => resolve(error.message))
            socket.emit('add', 2, 3, resolve)
          })
          socket.close()
          return heard
        }
      })))
    ]
  },
  {
    name: 'events, written by hand',
    app (app) {
      app.get('/events', (request, reply) => {
        reply.hijack()
        reply.raw.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-cache', 'x-accel-buffering': 'no' })
        reply.raw.write(`data: ${String(request.headers['last-event-id'] ?? 'first')}\n\n`)
        reply.raw.end('event: end\ndata: \n\n')
      })
    },
    asks: [{ path: '/events', headers: { accept: 'text/event-stream', 'last-event-id': '7' } }, { path: '/events' }, { method: 'POST', path: '/events' }]
  },
  {
    name: '@fastify/sse',
    async app (app) {
      await app.register(await load('@fastify/sse'))
      app.get('/events', { sse: true } as object, (async (_request: unknown, reply: Any) => {
        await reply.sse.send({ id: '1', data: { a: 1 } })
        await reply.sse.send((async function * () { yield { id: '2', data: 'b' } })())
      }) as never)
      app.get('/fails', { sse: true } as object, (async () => { throw Object.assign(new Error('Not for you.'), { statusCode: 403 }) }) as never)
    },
    asks: [{ path: '/events', headers: { accept: 'text/event-stream' } }, { path: '/fails', headers: { accept: 'text/event-stream' } }]
  },
  {
    name: 'tRPC',
    async app (app) {
      const { initTRPC, TRPCError } = await import('@trpc/server' as string) as Any
      const { fastifyTRPCPlugin } = await import('@trpc/server/adapters/fastify' as string) as Any
      const { z } = await import('zod')
      const trpc = initTRPC.create({ isDev: false })
      const router = trpc.router({
        greet: trpc.procedure.input(z.string()).query(({ input }: { input: string }) => `Hello ${input}`),
        add: trpc.procedure.input(z.object({ a: z.number() })).mutation(({ input }: { input: { a: number } }) => input.a + 1),
        secret: trpc.procedure.query(() => { throw new TRPCError({ code: 'UNAUTHORIZED', message: 'no key' }) }),
        broken: trpc.procedure.query(() => { throw new Error('broken') })
      })
      await app.register(fastifyTRPCPlugin, { prefix: '/trpc', trpcOptions: { router, createContext: () => ({}) } })
    },
    own: { routerOptions: { maxParamLength: 5000 } } as object,
    asks: [
      { path: '/trpc/greet?input=%22you%22' }, { path: '/trpc/greet,greet?batch=1&input=%7B%220%22%3A%22a%22%2C%221%22%3A%22b%22%7D' }, post('/trpc/add', '{"a":1}', json), post('/trpc/add', '{"a":"x"}', json),
      post('/trpc/add', '{', json), { path: '/trpc/secret' }, { path: '/trpc/broken' }, { path: '/trpc/none' }, post('/trpc/greet', '"you"', json), { path: '/other' }
    ]
  },
  {
    name: 'GraphQL, by mercurius, with errors, batches and subscriptions',
    async app (app) {
      const mercurius = await load('mercurius')
      await app.register(mercurius, {
        schema: 'type Query { add(x: Int!, y: Int!): Int, secret: String, broken: String } type Mutation { say(word: String!): Boolean } type Subscription { said: String }',
        resolvers: {
          Query: {
            add: async (_: unknown, { x, y }: { x: number, y: number }) => x + y,
            secret: async () => { throw new mercurius.ErrorWithProps('no key', { code: 'UNAUTHORIZED' }, 401) },
            broken: async () => { throw new Error('broken') }
          },
          Mutation: {
            say: async (_: unknown, { word }: { word: string }, { pubsub }: Any) => {
              await pubsub.publish({ topic: 'said', payload: { said: word } })
              return true
            }
          },
          Subscription: { said: { subscribe: async (_: unknown, __: unknown, { pubsub }: Any) => await pubsub.subscribe('said') } }
        },
        subscription: true,
        allowBatchedQueries: true,
        graphiql: false
      })
    },
    asks: [
      post('/graphql', '{"query":"query q($x: Int!) { add(x: $x, y: 2) }","variables":{"x":1},"operationName":"q"}', json), post('/graphql', '[{"query":"{ add(x: 1, y: 1) }"},{"query":"{ add(x: 2, y: 2) }"}]', json),
      post('/graphql', '{ add(x: 1, y: 1) }', 'application/graphql'), { path: '/graphql?query=%7Badd(x%3A1%2Cy%3A1)%7D', headers: { accept: 'application/graphql-response+json, application/json;q=0.9' } },
      { path: '/graphql?query=%7Badd(x%3A1%2Cy%3A1)%7D', headers: { accept: 'application/graphql-response+json' }, rule: 'JSON that was not asked for', isOwn: true },
      post('/graphql', '{"query":"{ secret }"}', json), post('/graphql', '{"query":"{ broken }"}', json), post('/graphql', '{"query":"{ none }"}', json), post('/graphql', '{"query":"{ add(x: \\"a\\", y: 1) }"}', json),
      post('/graphql', '{"query":"mutation { say(word: \\"a\\") }"}', json), { method: 'PUT', path: '/graphql' }, { path: '/graphql' },
      {
        path: 'a subscription',
        async talk (port) {
          const { WebSocket } = await import('ws' as string) as Any
          const socket = new WebSocket(`ws://127.0.0.1:${port}/graphql`, 'graphql-transport-ws')
          const heard: Any[] = []
          socket.on('message', async (message: Buffer) => {
            heard.push(JSON.parse(message.toString()))
            if (heard.at(-1).type === 'connection_ack') {
              socket.send(JSON.stringify({ id: '1', type: 'subscribe', payload: { query: 'subscription { said }' } }))
              socket.send('{"type":"ping"}')
            }
            if (heard.at(-1).type === 'pong') await fetch(`http://127.0.0.1:${port}/graphql`, { method: 'POST', body: '{"query":"mutation { say(word: \\"a\\") }"}', headers: { 'content-type': json } })
            if (heard.at(-1).type === 'next' || heard.at(-1).type === 'error') socket.close()
          })
          await once(socket, 'open')
          socket.send('{"type":"connection_init"}')
          await once(socket, 'close')
          return heard
        }
      }
    ]
  },
  {
    name: 'a handshake that nobody takes',
    app (app) { app.get('/', async () => ({ plain: true })) },
    asks: [{ path: '/', headers: upgrade }]
  }
]
