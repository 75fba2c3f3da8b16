import Fastify, { type FastifyInstance } from 'fastify'
import t from 'tap'
import conformant, { akeneo, gitlab, problem as problemDialect, type RateLimit } from '../../lib/index.ts'
import type { Store } from '../../lib/entries/limits.ts'
import { internalError, json, problem, success } from '../helpers/answers.ts'
import { holdTimers, stopClock } from '../helpers/clock.ts'
import { connectionsOf } from '../helpers/connections.ts'
import { exchange, listen } from '../helpers/exchange.ts'
import { ask, open, streamsOf } from '../helpers/http2.ts'
import { lateStore, limited, tooMany } from '../helpers/limits.ts'
import { captureLogs } from '../helpers/logs.ts'
import { RawClient } from '../helpers/raw.ts'
import { turns, until } from '../helpers/until.ts'

const clock = stopClock(t)
const ok = success(200, { ok: true })
const get = 'GET / HTTP/1.1\r\nHost: a\r\n\r\n'
const hooks = ['onRequest', 'preParsing', 'preHandler'] as const
const routes = (app: Parameters<Parameters<typeof limited>[2]>[0]): void => {
  app.get('/', async () => ({ ok: true }))
  app.get('/conflict', async () => { throw Object.assign(new Error('taken'), { statusCode: 409 }) })
}

function failing (how: () => never): Store {
  return { name: 'failing', open: () => ({ take: how, peek: how, reset: how }) }
}

t.test('a store that answers later, in each hook', async (t) => {
  for (const hook of hooks) {
    const store = lateStore()
    const { app, port } = await limited(t, { rateLimit: { limit: 2, window: '1m', store, hook }, rateLimitHeaders: 'draft' }, routes)
    const fields = (left: number): Record<string, string> => ({ 'ratelimit-policy': '"default";q=2;w=60', ratelimit: `"default";r=${left};t=60` })
    t.strictSame([await exchange(port, 'GET /'), await exchange(port, 'GET /'), await exchange(port, 'GET /')],
      [success(200, { ok: true }, fields(1)), success(200, { ok: true }, fields(0)), tooMany('60', fields(0))])
    t.equal((await exchange(port, 'GET /nowhere')).status, hook === 'onRequest' ? 429 : 404)
    t.match(await app.rateLimits.peek('*', '127.0.0.1'), { used: 2, remaining: 0 })
    await app.rateLimits.reset('*', '127.0.0.1')
    t.equal((await exchange(port, 'GET /')).status, 200)
    t.match(app.rateLimits.health(), [{ name: 'late', state: 'up', error: undefined }])
  }
})

t.test('several limits in several stores are asked at the same time', async (t) => {
  const [a, b] = [lateStore('a'), lateStore('b')]
  a.before = b.before = async () => await until(() => a.asked.length === b.asked.length)
  const { app, port } = await limited(t, { rateLimit: [{ limit: 9, window: '1h', name: 'a', store: a, storeTimeout: '60s' }, { limit: 1, window: '1m', name: 'b', store: b, storeTimeout: '60s', cost: 3 }, { limit: 9, window: '1m', name: 'here' }] }, routes)
  t.strictSame([await exchange(port, 'GET /'), await exchange(port, 'GET /')], [ok, tooMany()])
  t.strictSame([a.asked, b.asked, app.rateLimits.health().map(({ state }) => state)], [['127.0.0.1 1', '127.0.0.1 1'], ['127.0.0.1 1', '127.0.0.1 1'], ['up', 'up']])
})

t.test('what a late store admitted is given back to it', async (t) => {
  const store = lateStore()
  const { app, port } = await limited(t, { rateLimit: { limit: 2, window: '1m', store, countRefused: false } }, routes)
  for (let time = 0; time < 5; time++) t.equal((await exchange(port, 'GET /conflict')).status, 409)
  t.strictSame(store.given, Array(5).fill('127.0.0.1 1'))
  t.match(await app.rateLimits.peek('*', '127.0.0.1'), { used: 0 })
})

t.test('a client that is gone before the store answers', async (t) => {
  for (const hook of hooks) {
    const store = lateStore()
    let answer = (): void => {}
    const { app, port } = await limited(t, { rateLimit: { limit: 1, window: '1m', store, hook, storeTimeout: '60s' }, concurrency: { limit: 1 } }, routes)
    const connections = connectionsOf(app.server)
    store.before = async () => await new Promise<void>(resolve => { answer = resolve })
    for (let time = 0; time < 3; time++) {
      const client = await RawClient.connect(port)
      client.send(get)
      await until(() => store.asked.length > time)
      await connections.leave(client)
      answer()
      await turns(2)
      await app.rateLimits.reset('*', '127.0.0.1')
    }
    store.before = async () => {}
    t.strictSame(await exchange(port, 'GET /'), ok, `nothing is held by those who are gone (${hook})`)
  }
})

t.test('while the store fails: refuse', async (t) => {
  const bodies = [
    [akeneo(), json(503, { code: 503, message: 'The server is temporarily unable to answer.' }, { 'retry-after': '1' })],
    [gitlab(), json(503, { message: '503 Service Unavailable' }, { 'retry-after': '1' })],
    [problemDialect(), problem(503, 'The server is temporarily unable to answer.', { 'retry-after': '1' })]
  ] as const
  const faults: Array<() => never> = [() => { throw new Error('away') }, (async () => { throw new Error('away') }) as never, (() => ({ admitted: 'yes' })) as never]
  for (const hook of hooks) {
    for (const [dialect, refused] of bodies) {
      for (const fault of faults) {
        const { port } = await limited(t, { dialect, rateLimit: { limit: 1, window: '1m', store: failing(fault), storeFailure: 'refuse', hook } }, routes)
        t.strictSame([await exchange(port, 'GET /'), await exchange(port, 'GET /')], [refused, refused])
      }
    }
  }
})

t.test('while the store fails: allow, local', async (t) => {
  const logs = captureLogs()
  const limits: Array<[storeFailure: RateLimit['storeFailure'] & string, answers: unknown[]]> = [['allow', [ok, ok, ok]], ['local', [ok, tooMany(), tooMany()]]]
  for (const [storeFailure, answers] of limits) {
    const { app, port } = await limited(t, { rateLimit: { limit: 1, window: '1m', store: failing(() => { throw new Error('away') }), storeFailure } }, routes, { logger: logs.logger })
    t.strictSame([await exchange(port, 'GET /'), await exchange(port, 'GET /'), await exchange(port, 'GET /')], answers)
    t.match(app.rateLimits.health(), [{ name: 'failing', state: 'down', error: 'away' }])
    const down = logs.errors().filter(({ level }) => level === 50).map(({ msg }) => msg)
    t.strictSame(down, ['the store "failing" of the rate limits fails: away; they do what their storeFailure says until it is back'])
    logs.records.length = 0
  }
})

t.test('a store that never answers costs so much, and no more', async (t) => {
  const store = lateStore()
  store.before = async () => await new Promise(() => {})
  const { port } = await limited(t, { rateLimit: { limit: 1, window: '1m', store, storeTimeout: '200ms' } }, routes)
  const timers = holdTimers(t, 200)
  const answer = exchange(port, 'GET /')
  await until(() => store.asked.length > 0)
  t.equal(timers.size, 1)
  timers.run()
  t.strictSame(await answer, ok)
  t.strictSame(await exchange(port, 'GET /'), tooMany(), 'counted here')
})

t.test('one store fails and another refuses: the server cannot tell', async (t) => {
  const { port } = await limited(t, { rateLimit: [{ limit: 1, window: '1h', name: 'here' }, { limit: 1, window: '1m', name: 'there', store: failing(() => { throw new Error('away') }), storeFailure: 'refuse' }] }, routes)
  const refused = problem(503, 'The server is temporarily unable to answer.', { 'retry-after': '1' })
  t.strictSame([await exchange(port, 'GET /'), await exchange(port, 'GET /')], [refused, refused])
})

t.test('functions that throw behind a late answer', async (t) => {
  const { port } = await limited(t, { rateLimit: { limit: 9, window: '1m', store: lateStore() }, concurrency: { limit: 1, key: () => { throw new Error('no key') } } }, routes)
  t.strictSame([await exchange(port, 'GET /'), await exchange(port, 'GET /')], [internalError, internalError])
})

t.test('a stream of HTTP/2 that is gone before the store answers', async (t) => {
  const store = lateStore()
  const app = Fastify({ http2: true })
  await app.register(conformant, { rateLimit: { limit: 9, window: '1m', store, storeTimeout: '60s' }, concurrency: { limit: 1 } })
  routes(app as unknown as FastifyInstance)
  const streams = streamsOf(app.server)
  const session = open(t, await listen(t, app as unknown as FastifyInstance))
  for (let time = 0; time < 2; time++) {
    let answer = (): void => {}
    store.before = async () => await new Promise<void>(resolve => { answer = resolve })
    const stream = session.request({ ':path': '/' }).on('error', () => {})
    await until(() => store.asked.length > time)
    stream.close(8)
    await until(() => streams.size === 0)
    answer()
    await turns(2)
  }
  store.before = async () => {}
  t.equal((await ask(session)).status, 200, 'nothing is held')
})

t.test('a store that is back', async (t) => {
  const logs = captureLogs()
  const store = lateStore()
  store.before = async () => { throw new Error('away') }
  const { app, port } = await limited(t, { rateLimit: { limit: 100, window: '1m', store } }, routes, { logger: logs.logger })
  t.strictSame(await exchange(port, 'GET /'), ok)
  t.match(app.rateLimits.health(), [{ name: 'late', state: 'down', error: 'away' }])
  store.before = async () => {}
  clock.pass(1000)
  t.equal((await exchange(port, 'GET /')).status, 200)
  await until(() => app.rateLimits.health()[0]?.state === 'up')
  clock.pass(9999)
  t.equal((await exchange(port, 'GET /')).status, 200)
  t.equal(logs.errors().length, 1, 'not yet said to be back: it may come and go')
  clock.pass(1)
  t.equal((await exchange(port, 'GET /')).status, 200)
  t.strictSame(logs.errors().map(({ level, msg }) => [level, msg]), [
    [50, 'the store "late" of the rate limits fails: away; they do what their storeFailure says until it is back'],
    [30, 'the store "late" of the rate limits is back']
  ])
})

t.test('a store that cannot be looked into', async (t) => {
  const store: Store = { name: 'plain', open: () => ({ take: () => ({ admitted: true, used: 1, resetIn: 0, retryIn: 0 }) }) }
  const { app, port } = await limited(t, { rateLimit: { limit: 1, window: '1m', store } }, routes)
  t.strictSame(await exchange(port, 'GET /'), ok)
  await t.rejects(app.rateLimits.peek('*', '127.0.0.1'), new Error('the store of the limit "*" cannot be looked into'))
  await app.rateLimits.reset('*', '127.0.0.1')
})

t.test('looking into a store that fails', async (t) => {
  const store = failing((async () => { throw new Error('away') }) as never)
  for (const storeFailure of ['allow', 'local'] as const) {
    const { app, port } = await limited(t, { rateLimit: { limit: 1, window: '1m', store, storeFailure } }, routes)
    t.strictSame(await exchange(port, 'GET /'), ok)
    if (storeFailure === 'local') t.match(await app.rateLimits.peek('*', '127.0.0.1'), { used: 1, remaining: 0 })
    else await t.rejects(app.rateLimits.peek('*', '127.0.0.1'), new Error('the store of the limit "*" cannot be looked into'))
    await t.rejects(app.rateLimits.reset('*', '127.0.0.1'), new Error('away'))
    t.equal((await exchange(port, 'GET /')).status, 200, 'what was asked from inside changes no answer')
  }
})

t.test('a dry run refuses nobody, whatever its store does', async (t) => {
  const fails = failing(() => { throw new Error('secret') })
  const dry = { limit: 1, window: '1m', store: fails, storeFailure: 'refuse', dryRun: true } as const
  for (const rateLimit of [dry, [dry, { limit: 9, window: '1m' as const, name: 'other' }]]) {
    const { port } = await limited(t, { rateLimit }, routes)
    t.strictSame([await exchange(port, 'GET /'), await exchange(port, 'GET /')], [ok, ok])
  }
})

t.test('a store whose times have no end is one that fails', async (t) => {
  const store: Store = { name: 'odd', open: () => ({ take: async () => ({ admitted: false, used: 1e300, resetIn: 1e300, retryIn: 1e300 }) }) }
  const { port } = await limited(t, { rateLimit: { limit: 1, window: '1m', store } }, routes)
  t.strictSame([await exchange(port, 'GET /'), await exchange(port, 'GET /')], [ok, tooMany()])
})
