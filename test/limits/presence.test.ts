// A limit of concurrency counts those who are there: who has left while a shared store was asked holds no place.
import { once } from 'node:events'
import Fastify, { type FastifyInstance } from 'fastify'
import t from 'tap'
import conformant, { type ConformantOptions } from '../../lib/index.ts'
import { internalError, success } from '../helpers/answers.ts'
import { exchange, listen, requestOf } from '../helpers/exchange.ts'
import { ask, open } from '../helpers/http2.ts'
import { lateStore, tooMany } from '../helpers/limits.ts'
import { RawClient } from '../helpers/raw.ts'

/** A store that says when it is asked, and answers then when it is told to. */
function heldStore (): { options: ConformantOptions, asked: () => Promise<() => void>, letGo: () => void } {
  const store = lateStore()
  let tell: (answer: () => void) => void = () => {}
  const held = async (): Promise<void> => await new Promise<void>(resolve => tell(resolve))
  return {
    options: { rateLimit: { limit: 99, window: '1m', store, storeTimeout: '30s' }, rateLimitHeaders: false, concurrency: { limit: 1, key: 'instance' } },
    async asked () {
      store.before = held
      return await new Promise(resolve => { tell = resolve })
    },
    letGo () { store.before = async () => {} }
  }
}

const ok = success(200, { ok: true })

/** Of one route the handler never answers: it lets nobody out. */
async function server (options: ConformantOptions, own: object = {}): Promise<FastifyInstance> {
  const app = Fastify({ forceCloseConnections: true, ...own }) as unknown as FastifyInstance
  await app.register(conformant, options)
  app.get('/', async () => ({ ok: true }))
  app.get('/never', async () => await new Promise(() => {}))
  return app
}

t.test('a connection that ends while the store is asked', async (t) => {
  const { options, asked, letGo } = heldStore()
  const app = await server(options)
  const port = await listen(t, app)
  for (const path of ['/never', '/never', '/', '/nowhere']) {
    const connected = once(app.server, 'connection')
    const isAsked = asked()
    const client = await RawClient.connect(port)
    const [socket] = await connected
    client.send(requestOf({ path }))
    const answer = await isAsked
    const closed = once(socket, 'close')
    client.close()
    await closed
    answer()
    letGo()
    t.strictSame(await exchange(port, 'GET /'), ok, `behind one that has left ${path}`)
  }
})

t.test('a stream of HTTP/2 that ends while the store is asked', async (t) => {
  const { options, asked, letGo } = heldStore()
  const app = await server(options, { http2: true, forceCloseConnections: undefined })
  const session = open(t, await listen(t, app))
  for (const path of ['/never', '/never', '/', '/nowhere']) {
    const begun = once(app.server, 'stream')
    const isAsked = asked()
    const own = session.request({ ':path': path }).on('error', () => {})
    const [stream] = await begun
    const answer = await isAsked
    const closed = once(stream, 'close')
    own.close(8)
    await closed
    answer()
    letGo()
    t.strictSame(await ask(session), ok, `behind one that has left ${path}`)
  }
})

t.test('who does not get into every limit holds no place in any', async (t) => {
  const app = await server({
    concurrency: [
      { name: 'all', limit: 3, key: 'instance' },
      {
        name: 'user',
        limit: 1,
        key ({ headers }) {
          if ('x-fails' in headers) throw new Error('secret')
          return headers['x-user'] as string
        }
      }
    ]
  })
  app.get('/held', (_request, reply) => { reply.hijack() })
  const port = await listen(t, app)
  const handled = once(app.server, 'request')
  const client = await RawClient.connect(port)
  client.send(requestOf({ path: '/held', headers: { 'x-user': 'a' } }))
  await handled
  for (let time = 1; time <= 5; time++) {
    t.strictSame(await exchange(port, { headers: { 'x-user': 'a' } }), tooMany('1'), `${time} refused`)
    t.strictSame(await exchange(port, { headers: { 'x-fails': '1' } }), internalError, `${time} failed`)
  }
  t.strictSame(await exchange(port, { headers: { 'x-user': 'b' } }), ok, 'there is room for others')
  client.close()
})
