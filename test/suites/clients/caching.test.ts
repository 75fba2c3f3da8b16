// A client that caches, undici's interceptor, does what the headers of the answers say. What it may choose, it is told to keep.
import Fastify, { type FastifyInstance } from 'fastify'
import t, { type Test } from 'tap'
import { Agent, cacheStores, interceptors, type Dispatcher } from 'undici'
import conformant, { internal, notFound, type ResourceState } from '../../../lib/index.ts'
import { turns } from '../../helpers/until.ts'
import { listen } from './listen.ts'

interface Seen { readonly method: string, readonly url: string, readonly condition: string | undefined }

interface Started {
  /** The status and the body that the client's user gets. */
  ask (path: string, method?: 'GET' | 'POST' | 'PUT'): Promise<string>
  /** What the server has got since it was asked last. */
  seen (): Seen[]
}

/** A server, and a client that keeps for a minute whatever nobody forbids. */
async function start (t: Test, build: (app: FastifyInstance) => unknown, type: 'shared' | 'private' = 'shared'): Promise<Started> {
  const seen: Seen[] = []
  const address = await listen(t, async () => {
    const app = Fastify()
    app.addHook('onRequest', async ({ method, url, headers }) => {
      seen.push({ method, url, condition: headers['if-none-match'] ?? headers['if-modified-since'] })
    })
    await build(app)
    return app
  })
  const store = new cacheStores.MemoryCacheStore()
  const agent = new Agent()
  const client: Dispatcher = agent.compose(interceptors.cache({ store, type, cacheByDefault: 60_000 }))
  t.teardown(() => agent.destroy())
  const ask: Started['ask'] = async (path, method = 'GET') => {
    const { statusCode, body } = await client.request({ origin: address, path, method, ...(method === 'GET' ? {} : { body: '{}', headers: { 'content-type': 'application/json' } }) })
    const text = await body.text()
    // What is kept is written in a later turn.
    await turns()
    return `${statusCode} ${text}`
  }
  return { ask, seen: () => seen.splice(0) }
}

// Whoever gets a 304 with a Cache-Control is free to forget what it has, and this client does: this says the same.
const stale = { expires: 'Wed, 01 Jan 2020 00:00:00 GMT' }

const got = (url: string, condition?: string): Seen => ({ method: 'GET', url, condition })

t.test('what may be kept is not asked for again', async (t) => {
  const { ask, seen } = await start(t, async app => {
    await app.register(conformant)
    const state = (): ResourceState => ({ etag: '"1"', headers: { 'cache-control': 'max-age=60' } })
    app.get('/', { config: { conformant: { preconditions: { state } } } }, async () => ({ a: 1 }))
  })
  t.equal(await ask('/'), '200 {"a":1}')
  t.equal(await ask('/'), '200 {"a":1}')
  t.same(seen(), [got('/')])
})

t.test('what has to be checked is asked for with its ETag, and kept while it is the same', async (t) => {
  let version = 1
  let handled = 0
  const { ask, seen } = await start(t, async app => {
    await app.register(conformant)
    const state = (): ResourceState => ({ etag: `"${version}"`, headers: stale })
    const config = { conformant: { preconditions: { state } } }
    app.get('/', { config }, async () => { handled++; return { version } })
    app.put('/', { config }, async () => { version++; return { version } })
  })
  t.equal(await ask('/'), '200 {"version":1}')
  t.equal(await ask('/'), '200 {"version":1}', 'a 304 from the server is a 200 for its user')
  t.equal(await ask('/'), '200 {"version":1}')
  t.same(seen(), [got('/'), got('/', '"1"'), got('/', '"1"')])
  t.equal(handled, 1, 'the handler was asked once')
  version++
  t.equal(await ask('/'), '200 {"version":2}', 'another version is shown')
  t.equal(await ask('/'), '200 {"version":2}')
  t.same(seen(), [got('/', '"1"'), got('/', '"2"')])
  t.equal(handled, 2)
})

t.test('no-cache: kept, and asked for each time', async (t) => {
  const { ask, seen } = await start(t, async app => {
    await app.register(conformant)
    app.get('/', { config: { conformant: { preconditions: { state: () => ({ etag: '"1"', headers: { 'cache-control': 'no-cache' } }) } } } }, async () => ({ a: 1 }))
  })
  t.equal(await ask('/'), '200 {"a":1}')
  t.equal(await ask('/'), '200 {"a":1}')
  t.same(seen(), [got('/'), got('/', '"1"')])
})

t.test('a date does what an ETag does', async (t) => {
  let handled = 0
  let changed = new Date('2020-01-01T00:00:00.500Z')
  const { ask, seen } = await start(t, async app => {
    await app.register(conformant)
    const state = (): ResourceState => ({ lastModified: changed, headers: stale })
    app.get('/', { config: { conformant: { preconditions: { state } } } }, async () => ({ handled: ++handled }))
  })
  t.equal(await ask('/'), '200 {"handled":1}')
  t.equal(await ask('/'), '200 {"handled":1}')
  changed = new Date('2020-01-01T00:00:01Z')
  t.equal(await ask('/'), '200 {"handled":2}')
  const read = 'Wed, 01 Jan 2020 00:00:00 GMT'
  t.same(seen(), [got('/'), got('/', read), got('/', read)])
})

t.test('a representation depends on what Vary names', async (t) => {
  const { ask, seen } = await start(t, async app => {
    await app.register(conformant)
    app.get('/', { config: { conformant: { preconditions: { state: () => ({ etag: '"1"', headers: { 'cache-control': 'max-age=60', vary: '*' } }) } } } }, async () => ({}))
  })
  await ask('/')
  await ask('/')
  t.same(seen(), [got('/'), got('/')])
})

t.test('errors are not kept, by whoever wants to', async (t) => {
  const { ask, seen } = await start(t, async app => {
    await app.register(conformant)
    const state = (): ResourceState => ({ etag: '"1"', lastModified: 0, headers: { 'cache-control': 'max-age=60' } })
    const conditional = { preconditions: { state } }
    app.get('/missing', { config: { conformant: conditional } }, async () => { throw notFound() })
    app.get('/broken', { config: { conformant: conditional } }, async () => { throw internal() })
    app.post('/written', async () => ({}))
    app.put('/required', { config: { conformant: { preconditions: { state, required: true } } } }, async () => ({}))
    app.get('/limited', { config: { conformant: { rateLimit: { limit: 1, window: 60 } } } }, async (_request, reply) => reply.header('cache-control', 'no-store').send({ a: 1 }))
  })
  const cases: Array<[status: number, path: string, method?: 'PUT']> = [
    [404, '/none'], [404, '/missing'], [405, '/written'], [500, '/broken'], [428, '/required', 'PUT']
  ]
  for (const [status, path, method = 'GET'] of cases) {
    t.match(await ask(path, method), `${status} {"type":"about:blank"`)
    t.match(await ask(path, method), `${status} {"type":"about:blank"`)
    t.match(seen(), [{ method, url: path }, { method, url: path }], `${status}: asked again`)
  }
  t.equal(await ask('/limited'), '200 {"a":1}')
  t.match(await ask('/limited'), '429 {')
  t.match(await ask('/limited'), '429 {')
  t.equal(seen().length, 3, '429: asked again')
})

t.test('the same client keeps the errors of a server without the plugin', async (t) => {
  const { ask, seen } = await start(t, () => {})
  t.match(await ask('/none'), '404 {')
  t.match(await ask('/none'), '404 {')
  t.same(seen(), [got('/none')])
})

t.test('an error in between does not replace what is kept', async (t) => {
  let isBroken = false
  const { ask, seen } = await start(t, async app => {
    await app.register(conformant)
    const state = (): ResourceState => {
      if (isBroken) throw internal()
      return { etag: '"1"', headers: stale }
    }
    app.get('/', { config: { conformant: { preconditions: { state } } } }, async () => ({ a: 1 }))
  })
  t.equal(await ask('/'), '200 {"a":1}')
  isBroken = true
  t.match(await ask('/'), '500 {')
  isBroken = false
  t.equal(await ask('/'), '200 {"a":1}')
  t.same(seen(), [got('/'), got('/', '"1"'), got('/', '"1"')])
})

t.test('what is private is kept by a private cache alone', async (t) => {
  for (const [type, times] of [['shared', 2], ['private', 1]] as const) {
    const { ask, seen } = await start(t, async app => {
      await app.register(conformant)
      app.get('/', { config: { conformant: { preconditions: { state: () => ({ etag: '"1"', headers: { 'cache-control': 'private, max-age=60' } }) } } } }, async () => ({}))
    }, type)
    await ask('/')
    await ask('/')
    t.equal(seen().length, times, type)
  }
})
