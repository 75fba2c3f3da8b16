import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { once } from 'node:events'
import t from 'tap'
import { forbidden, type Concurrency, type ConformantRouteOptions } from '../../lib/index.ts'
import { json, problem } from '../helpers/answers.ts'
import { stopClock } from '../helpers/clock.ts'
import { exchange } from '../helpers/exchange.ts'
import { crowd } from '../helpers/crowd.ts'
import { limited, tooMany } from '../helpers/limits.ts'
import { captureLogs } from '../helpers/logs.ts'
import { until } from '../helpers/until.ts'
import { akeneo, gitlab } from '../../lib/index.ts'

stopClock(t)

const on = (conformant: ConformantRouteOptions): { config: { conformant: ConformantRouteOptions } } => ({ config: { conformant } })

t.test('so many at once, and the next when one is out', async (t) => {
  const { port, held, release, status } = await crowd(t, { concurrency: { limit: 2 } })
  await held(2)
  t.strictSame(await exchange(port, 'GET /held'), tooMany('1'))
  t.strictSame(await exchange(port, 'GET /'), tooMany('1'), 'for all routes together')
  t.equal((await exchange(port, 'GET /nowhere')).status, 404, 'what has no route is answered at once')
  release(1)
  t.equal(await status('/'), 200)
  release()
  for (let time = 0; time < 20; time++) t.equal(await status('/'), 200, 'one after the other')
})

t.test('a channel hears who is refused', async (t) => {
  const heard: unknown[] = []
  const listener = (event: unknown): void => {
    const { request, ...rest } = event as { request: { url: string } }
    heard.push([request.url, rest])
  }
  subscribe('fastify-conformant:limit', listener)
  t.teardown(() => unsubscribe('fastify-conformant:limit', listener))
  const { port, held, release } = await crowd(t, { concurrency: { limit: 1, name: 'all' } })
  await held(1)
  t.strictSame(await exchange(port, 'GET /'), tooMany('1'))
  t.match(heard, [['/', { type: 'passed', used: 1, remaining: 0, dryRun: false }]])
  t.equal(heard.length, 1)
  release()
})

t.test('in each dialect', async (t) => {
  const answers = [
    [akeneo(), json(429, { code: 429, message: 'You have exceeded the limit of API requests per second.' }, { 'cache-control': 'no-store', 'retry-after': '1' })],
    [gitlab(), json(429, { message: { error: 'This endpoint has been requested too many times. Try again later.' } }, { 'cache-control': 'no-store', 'retry-after': '1' })]
  ] as const
  for (const [dialect, expected] of answers) {
    const { port, held, release } = await crowd(t, { dialect, concurrency: { limit: 1 }, rateLimitHeaders: true })
    await held(1)
    t.strictSame(await exchange(port, 'GET /'), expected)
    release()
  }
})

t.test('what a rate limit has counted before is waited for too', async (t) => {
  const { port, held, release } = await crowd(t, { rateLimit: { limit: 2, window: '1m' }, rateLimitHeaders: false, concurrency: { limit: 1 } })
  await held(1)
  t.strictSame(await exchange(port, 'GET /'), tooMany('60'))
  release()
})

t.test('a dry run lets everybody in, and says what it would refuse', async (t) => {
  const logs = captureLogs()
  const { held, release, status } = await crowd(t, { concurrency: { limit: 1, dryRun: true } }, { logger: logs.logger })
  await held(2)
  t.equal(await status('/'), 200)
  release()
  t.equal(logs.records.filter(({ msg }) => msg === 'a limit of concurrency is passed, and refuses nobody yet').length, 2)
})

t.test('by key', async (t) => {
  const token: Concurrency = { limit: 1, key: ({ headers }) => headers['x-token'] as string | undefined }
  const { held, release, status } = await crowd(t, { concurrency: [{ limit: 3, key: 'instance', name: 'all' }, { ...token, name: 'token' }] })
  const as = async (token?: string): Promise<number> => await status('/', token === undefined ? {} : { 'x-token': token })
  await held(1, { 'x-token': 'a' })
  t.strictSame([await as('a'), await as('b'), await as(undefined)], [429, 200, 200])
  await held(1, { 'x-token': 'b' })
  await held(1)
  t.strictSame([await as('c'), await as(undefined)], [429, 429], 'the instance is full')
  release()
  t.strictSame([await as('a'), await as('b'), await as(undefined)], [200, 200, 200])
})

t.test('addresses, allow lists and exemptions as for rate limits', async (t) => {
  const { held, release, status } = await crowd(t, { concurrency: { limit: 1, allow: ['192.0.2.0/24'], exempt: ({ headers }) => headers['x-ours'] === '1' } }, { trustProxy: true })
  const from = async (forwarded: string, more = {}): Promise<number> => await status('/', { 'x-forwarded-for': forwarded, ...more })
  await held(1, { 'x-forwarded-for': '2001:db8::1' })
  await held(2, { 'x-forwarded-for': '192.0.2.1' })
  t.strictSame([await from('2001:db8::2'), await from('2001:db8:0:1::'), await from('192.0.2.9'), await from('2001:db8::2', { 'x-ours': '1' })], [429, 200, 200, 200])
  release()
})

t.test('the nearest of a name holds', async (t) => {
  const { port, held, release, status } = await crowd(t, { concurrency: { limit: 1 } }, {}, app => {
    app.get('/free', on({ concurrency: false }), async () => ({}))
    app.get('/own', on({ concurrency: { limit: 1 } }), async () => ({}))
    app.get('/more', on({ concurrency: { limit: 5, name: 'more' } }), async () => ({}))
  })
  await held(1)
  t.strictSame([await status('/free'), await status('/own'), await status('/more'), await status('/')], [200, 200, 429, 429])
  t.equal((await exchange(port, 'HEAD /own')).status, 200)
  release()
})

t.test('one that refuses lets the others go', async (t) => {
  const { held, release, status } = await crowd(t, { concurrency: [{ limit: 2, name: 'wide' }, { limit: 1, name: 'narrow', key: ({ headers }) => headers['x-token'] as string | undefined }] })
  await held(1, { 'x-token': 'a' })
  for (let time = 0; time < 5; time++) t.equal(await status('/', { 'x-token': 'a' }), 429)
  t.equal(await status('/', { 'x-token': 'b' }), 200, 'the refused ones are not inside')
  release()
})

t.test('together with rate limits: they come first', async (t) => {
  const { app, port, held, release, status } = await crowd(t, { concurrency: { limit: 1 }, rateLimit: { limit: 3, window: '1h' } })
  await held(1)
  t.strictSame(await exchange(port, 'GET /'), tooMany('1'))
  t.strictSame(await exchange(port, 'GET /'), tooMany('3600'), 'it has used up the rate limit')
  t.strictSame(await exchange(port, 'GET /'), tooMany('3600'))
  release()
  t.equal((await app.rateLimits.peek('*', '127.0.0.1')).used, 3)
  await app.rateLimits.reset('*', '127.0.0.1')
  t.equal(await status('/'), 200, 'who was refused by a rate limit is not inside')
})

t.test('functions that throw', async (t) => {
  const { port } = await limited(t, { concurrency: [{ limit: 1, name: 'sound' }, { limit: 1, name: 'failing', key: () => { throw new Error('no key') } }] }, app => { app.get('/', async () => ({})) })
  for (let time = 0; time < 3; time++) t.strictSame(await exchange(port, 'GET /'), problem(500), 'nothing is held')
})

t.test('before the body has come, and before authentication', async (t) => {
  const { held, release, status, port } = await crowd(t, { concurrency: { limit: 1 } }, {}, app => {
    app.addHook('onRequest', async ({ headers }) => { if (headers.authorization === 'bad') throw forbidden() })
    app.post('/', async () => ({}))
  })
  for (let time = 0; time < 3; time++) t.equal((await exchange(port, { path: '/', headers: { authorization: 'bad' } })).status, 403)
  await held(1)
  t.strictSame(await exchange(port, { method: 'POST', body: Buffer.alloc(5e6), headers: { 'content-type': 'application/json' } }), tooMany('1'))
  t.strictSame(await exchange(port, { headers: { accept: 'a/b' } }), tooMany('1'), 'before 406')
  release()
  t.equal(await status('/'), 200)
})

t.test('inject() lets out too', async (t) => {
  const { app } = await limited(t, { concurrency: { limit: 1 } }, app => { app.get('/', async () => ({ ok: true })) })
  for (let time = 0; time < 3; time++) t.equal((await app.inject('/')).statusCode, 200)
})

t.test('never more than the limit in the handler, whoever comes', async (t) => {
  let inside = 0
  let most = 0
  const waiting: Array<() => void> = []
  const { port, app, quiet, status } = await crowd(t, { concurrency: { limit: 7 } }, {}, app => {
    app.get('/', async () => {
      most = Math.max(most, ++inside)
      await new Promise<void>(resolve => waiting.push(resolve))
      inside--
      return {}
    })
  })
  for (let round = 0; round < 10; round++) {
    const statuses: number[] = []
    const answers = Array.from({ length: 40 }, async () => { statuses.push((await exchange(port, 'GET /')).status) })
    await until(() => waiting.length + statuses.length >= 40)
    for (const answer of waiting.splice(0)) answer()
    await Promise.all(answers)
    t.strictSame(statuses, [...Array(33).fill(429), ...Array(7).fill(200)])
    await quiet()
  }
  t.equal(most, 7)
  const last = status('/')
  await until(() => waiting.length > 0)
  for (const answer of waiting) answer()
  t.equal(await last, 200)
  const closed = once(app.server, 'close')
  await app.close()
  await closed
})
