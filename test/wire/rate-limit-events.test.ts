import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import t from 'tap'
import type { LimitEvent, RateLimit } from '../../lib/index.ts'
import { success } from '../helpers/answers.ts'
import { stopClock } from '../helpers/clock.ts'
import { exchange } from '../helpers/exchange.ts'
import { limited, tooMany } from '../helpers/limits.ts'
import { captureLogs, type Logs } from '../helpers/logs.ts'

stopClock(t)

const five: RateLimit = { limit: 5, window: '1m' }
const ok = success(200, { ok: true })
const routes = (app: Parameters<Parameters<typeof limited>[2]>[0]): void => { app.get('/', async () => ({ ok: true })) }
const words = ({ errors }: Logs): Array<[level: number, message: string]> => errors().map(({ level, msg }) => [level, msg])

t.test('allow, exempt', async (t) => {
  const { port } = await limited(t, { rateLimit: { limit: 1, window: '1m', allow: ['192.0.2.0/24', '2001:db8::/32'], exempt: ({ headers }) => headers['x-robot'] === 'ours' } }, routes, { trustProxy: true })
  const cases: Array<[forwarded: string, robot: string | undefined, isCounted: boolean]> = [
    ['192.0.2.77', undefined, false], ['::ffff:192.0.2.77', undefined, false], ['192.0.2.77:80', undefined, false], ['2001:db8:ffff::1', undefined, false],
    ['203.0.113.1', 'ours', false], ['203.0.113.1', 'theirs', true], ['192.0.3.1', undefined, true], ['2001:db9::1', undefined, true], ['192.0.2.77 ', undefined, false], ['192.0.2.77x', undefined, true]
  ]
  for (const [forwarded, robot, isCounted] of cases) {
    const sent = { headers: { 'x-forwarded-for': forwarded, 'x-robot': robot } }
    t.strictSame([await exchange(port, sent), await exchange(port, sent)], [ok, isCounted ? tooMany() : ok], forwarded)
  }
})

t.test('a dry run counts and reports, and nothing of it is shown', async (t) => {
  const logs = captureLogs()
  const events: string[] = []
  const { app, port } = await limited(t, {
    rateLimitHeaders: 'draft', rateLimit: { limit: 1, window: '1m', dryRun: true, onLimit: ({ type, dryRun, used }) => { events.push(`${type} ${String(dryRun)} ${used}`) } }
  }, routes, { logger: logs.logger })
  const passed = [30, 'the limit "*" is passed, and refuses nobody yet']
  const answers = [await exchange(port, 'GET /'), await exchange(port, 'GET /'), await exchange(port, 'GET /')]
  const shown = (answers[0] as typeof ok).headers
  t.strictSame(answers, [ok, ok, ok])
  t.strictSame(Object.keys(shown), ['content-type', 'content-length'])
  t.strictSame(words(logs), [passed, passed])
  t.strictSame(events, ['near true 1', 'passed true 1', 'passed true 1'])
  t.strictSame({ ...await app.rateLimits.peek('*', '127.0.0.1'), reset: 0 }, { used: 1, remaining: 0, reset: 0 })
})

t.test('a dry run beside a limit', async (t) => {
  const { port } = await limited(t, { rateLimitHeaders: 'draft', rateLimit: [{ limit: 1, window: '1h', name: 'dry', dryRun: true }, { limit: 2, window: '1m', name: 'real' }] }, routes)
  const fields = (left: number): Record<string, string> => ({ 'ratelimit-policy': '"real";q=2;w=60', ratelimit: `"real";r=${left};t=60` })
  t.strictSame([await exchange(port, 'GET /'), await exchange(port, 'GET /'), await exchange(port, 'GET /')],
    [success(200, { ok: true }, fields(1)), success(200, { ok: true }, fields(0)), tooMany('60', fields(0))])
})

t.test('onLimit is told when a key is near, once, and each time it is over', async (t) => {
  const events: LimitEvent[] = []
  const { port } = await limited(t, { rateLimit: { ...five, name: 'api', onLimit: event => { events.push(event) } } }, routes)
  for (let time = 0; time < 7; time++) await exchange(port, `GET /?${time}`)
  t.strictSame(events.map(({ request, ...event }) => ({ ...event, url: request.url })), [
    { type: 'near', limit: 'api', key: '127.0.0.1', used: 4, remaining: 1, dryRun: false, url: '/?3' },
    { type: 'passed', limit: 'api', key: '127.0.0.1', used: 5, remaining: 0, dryRun: false, url: '/?5' },
    { type: 'passed', limit: 'api', key: '127.0.0.1', used: 5, remaining: 0, dryRun: false, url: '/?6' }
  ])
})

t.test('an onLimit that throws or rejects is logged, and changes nothing', async (t) => {
  const failing: Array<() => void> = [() => { throw new Error('told') }, async () => { throw new Error('told') }, () => { throw null }] // eslint-disable-line no-throw-literal
  for (const onLimit of failing) {
    const logs = captureLogs()
    const { port } = await limited(t, { rateLimit: { limit: 1, window: '1m', onLimit } }, routes, { logger: logs.logger })
    t.strictSame([await exchange(port, 'GET /'), await exchange(port, 'GET /')], [ok, tooMany()])
    t.strictSame(words(logs).filter(([level]) => level === 50), [[50, 'onLimit failed for "*"'], [50, 'onLimit failed for "*"']])
  }
})

t.test('a refusal is logged once', async (t) => {
  const logs = captureLogs()
  const { port } = await limited(t, { rateLimit: { limit: 1, window: '1m' } }, routes, { logger: logs.logger })
  for (let time = 0; time < 3; time++) await exchange(port, 'GET /')
  t.strictSame(words(logs), [[30, 'Too many requests.'], [30, 'Too many requests.']])
})

t.test('what is used of a limit is seen and forgotten from inside', async (t) => {
  const { app, port } = await limited(t, {
    rateLimit: [{ ...five, name: 'address' }, { ...five, name: 'all', key: 'instance' }, { ...five, name: 'token', key: ({ headers }) => headers['x-token'] as string | undefined }, { limit: 6, window: '1m', burst: 3, name: 'bucket' }]
  }, routes, { trustProxy: true })
  const look = async (limit: string, key: string): Promise<unknown[]> => {
    const { used, remaining, reset } = await app.rateLimits.peek(limit, key)
    return [used, remaining, reset > 0 && reset <= 60]
  }
  const token = 't'.repeat(500)
  for (let time = 0; time < 2; time++) await exchange(port, { headers: { 'x-forwarded-for': '2001:db8::1', 'x-token': token } })
  for (let time = 0; time < 3; time++) {
    t.strictSame(await look('address', '2001:db8::ffff'), [2, 3, true], 'looking takes nothing')
    t.strictSame(await look('all', '*'), [2, 3, true])
    t.strictSame(await look('token', token), [2, 3, true])
    t.strictSame(await look('bucket', '2001:db8::1'), [2, 1, true])
  }
  for (const [limit, key] of [['address', '192.0.2.1'], ['token', 'other'], ['all', '192.0.2.1']] as const) {
    t.strictSame(await app.rateLimits.peek(limit, key), { used: 0, remaining: 5, reset: 0 })
  }
  await app.rateLimits.reset('address', '2001:db8::2')
  await app.rateLimits.reset('address', '192.0.2.9')
  t.strictSame([await look('address', '2001:db8::1'), await look('all', '*')], [[0, 5, false], [2, 3, true]])
  t.strictSame(app.rateLimits.health(), [])
  const message = 'there is no limit "none"; the limits are "address", "all", "token", "bucket"'
  await t.rejects(app.rateLimits.peek('none', 'a'), new RangeError(message))
  await t.rejects(app.rateLimits.reset('none', 'a'), new RangeError(message))
})

t.test('a channel hears of limits, with onLimit or without, and of no key', async (t) => {
  const heard: unknown[][] = []
  const listener = (event: unknown): void => {
    const { type, limit, used, dryRun, ...rest } = event as LimitEvent
    heard.push([type, limit, used, dryRun, 'key' in rest])
  }
  subscribe('fastify-conformant:limit', listener)
  t.teardown(() => unsubscribe('fastify-conformant:limit', listener))
  const told: string[] = []
  const onLimit = ({ type, key }: LimitEvent): void => { told.push(`${type} ${key}`) }
  const { port } = await limited(t, { rateLimit: [{ limit: 1, window: '1m' }, { name: 'told', limit: 1, window: '1m', dryRun: true, onLimit }] }, routes)
  await exchange(port, 'GET /')
  await exchange(port, 'GET /')
  t.strictSame(heard.filter(([type]) => type === 'passed'), [['passed', '*', 1, false, false], ['passed', 'told', 1, true, false]])
  t.strictSame(told.filter(text => text.startsWith('passed')), ['passed 127.0.0.1'])
})
