import t from 'tap'
import { rateLimitSettings, type RateLimit } from '../../lib/limits/limit-options.ts'
import type { Limiter } from '../../lib/limits/limiter.ts'
import { Limiters } from '../../lib/limits/limiters.ts'
import { memoryStore } from '../../lib/limits/memory-store.ts'
import { rateLimitsOf, type RateLimits } from '../../lib/limits/rate-limits.ts'
import type { Counter } from '../../lib/limits/store.ts'
import { stopClock } from '../helpers/clock.ts'

const clock = stopClock(t)

function make (given: Partial<RateLimit> = {}): { limiter: Limiter, limits: RateLimits } {
  const limiters = new Limiters(() => {})
  return { limiter: limiters.open(rateLimitSettings({ limit: 5, window: '1m', name: 'n', ...given }), '*'), limits: rateLimitsOf(() => limiters) }
}

/** A store whose counters are those of memory, but for what is said here. */
const storeWith = (other: (counter: Counter) => Partial<Counter>): { name: string, open: (rule: never) => Counter } => ({
  name: 'mine',
  open (rule) {
    const counter = memoryStore().open(rule)
    return { take: (key, cost) => counter.take(key, cost), ...other(counter) }
  }
})

t.test('what a key has used, without using anything', async (t) => {
  const { limiter, limits } = make()
  t.strictSame(await limits.peek('n', '192.0.2.1'), { used: 0, remaining: 5, reset: 0 })
  await limiter.take('192.0.2.1', 2)
  clock.pass(1500)
  const used = { used: 2, remaining: 3, reset: 58.5 }
  t.strictSame([await limits.peek('n', '192.0.2.1'), await limits.peek('n', '192.0.2.1')], [used, used])
  t.equal((await limits.peek('n', '192.0.2.2')).used, 0, 'another key')
})

t.test('a key is written as the limit counts it', async (t) => {
  const { limiter, limits } = make()
  await limiter.take(limiter.keyOf('2001:db8::5'), 1)
  t.equal((await limits.peek('n', '2001:db8::7')).used, 1)
  await limits.reset('n', '2001:db8::9')
  t.equal((await limits.peek('n', '2001:db8::5')).used, 0)
})

t.test('what is forgotten is as if it had never come', async (t) => {
  const { limiter, limits } = make()
  await limiter.take('192.0.2.1', 5)
  await limiter.take('192.0.2.2', 5)
  t.equal(await limits.reset('n', '192.0.2.1'), undefined)
  t.strictSame([(await limits.peek('n', '192.0.2.1')).remaining, (await limits.peek('n', '192.0.2.2')).remaining], [5, 0])
})

t.test('a limit that does not exist', async (t) => {
  const { limits } = make()
  const fault = new RangeError('there is no limit "x"; the limits are "n"')
  await t.rejects(limits.peek('x', 'a'), fault)
  await t.rejects(limits.reset('x', 'a'), fault)
})

t.test('a store that cannot be looked into', async (t) => {
  const cannot = new Error('the store of the limit "n" cannot be looked into')
  await t.rejects(make({ store: storeWith(() => ({})), storeFailure: 'allow' }).limits.peek('n', 'a'), cannot)
  const { limits } = make({ store: storeWith(() => ({ reset: () => { throw new Error('away') } })) })
  await t.rejects(limits.reset('n', 'a'), new Error('away'))
  const seen = make({ store: storeWith(counter => ({ peek: key => counter.peek?.(key) as never })), storeFailure: 'allow' })
  await seen.limiter.take('a', 4)
  t.equal((await seen.limits.peek('n', 'a')).remaining, 1)
})

t.test('the shared stores and how they are', async (t) => {
  t.strictSame(make().limits.health(), [])
  const { limiter, limits } = make({ store: storeWith(() => ({ take: () => { throw new Error('away') } })) })
  const shown = (): unknown => limits.health().map(({ name, state, error }) => [name, state, error])
  t.strictSame(shown(), [['mine', 'up', undefined]])
  await limiter.take('a', 1)
  t.strictSame(shown(), [['mine', 'down', 'away']])
})
