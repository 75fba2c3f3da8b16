import t from 'tap'
import type { LimitEvent, RateLimit } from '../../lib/limits/limit-options.ts'
import type { Limiter, Taken } from '../../lib/limits/limiter.ts'
import type { Tally } from '../../lib/limits/store.ts'
import { limiterOf, requestFrom } from '../helpers/limits.ts'

const request = requestFrom('192.0.2.1')

function taken (limiter: Limiter, key = 'a', cost = limiter.costOf(request)): Taken {
  return { limiter, key, cost, tally: limiter.take(key, cost) as Tally }
}

t.test('what a request costs', async (t) => {
  const cases: Array<[cost: RateLimit['cost'], burst: number | undefined, units: number]> = [
    [undefined, undefined, 1], [0, undefined, 0], [3, undefined, 3], [99, undefined, 5], [99, 7, 7], [() => 2, undefined, 2], [() => 0, undefined, 0], [() => 1e9, undefined, 5], [() => 1e300, undefined, 5], [() => 6, 7, 6]
  ]
  for (const [cost, burst, units] of cases) {
    t.equal(limiterOf({ limit: 5, window: 1, ...(cost === undefined ? {} : { cost }), ...(burst === undefined ? {} : { burst }) }).costOf(request), units, `${String(cost)} of 5, burst ${burst}`)
  }
})

t.test('what is no cost', async (t) => {
  const cases: Array<[cost: unknown, shown: string]> = [
    [-1, '-1'], [1.5, '1.5'], [NaN, 'NaN'], [Infinity, 'Infinity'], ['1', '1'], [undefined, 'undefined'], [null, 'null'], [1n, '1'], [[], ''], [Symbol('x'), 'Symbol(x)']
  ]
  for (const [cost, shown] of cases) {
    t.throws(() => limiterOf({ limit: 5, window: 1, name: 'n', cost: () => cost as number }).costOf(request),
      new TypeError(`the cost of a request must be a whole number from 0; the limit "n" got ${shown}`), shown)
  }
  t.throws(() => limiterOf({ limit: 5, window: 1, cost: (async () => 1) as never }).costOf(request),
    new TypeError("cost of a limit must answer at once and not with a promise; look up what it needs in a hook before the limit's"))
  t.throws(() => limiterOf({ limit: 5, window: 1, cost: () => { throw new RangeError('mine') } }).costOf(request), new RangeError('mine'))
})

t.test('when the same request would be admitted', async (t) => {
  const next = (limit: RateLimit, times: number, now = 0): number => {
    const limiter = limiterOf(limit, () => now)
    let last = 0
    for (let time = 0; time < times; time++) last = limiter.nextIn(taken(limiter))
    return last
  }
  const window: RateLimit = { limit: 4, window: 10 }
  const bucket: RateLimit = { limit: 4, window: 10, burst: 2 }
  t.strictSame([1, 3, 4, 5].map(times => next(window, times)), [0, 0, 10_000, 10_000])
  t.strictSame([1, 2].map(times => next({ ...window, cost: 3 }, times)), [10_000, 10_000])
  t.strictSame([1, 2, 3].map(times => next(bucket, times)), [0, 2500, 2500])
  t.strictSame([1, 2].map(times => next({ ...bucket, cost: 2 }, times)), [5000, 5000])
  t.strictSame([4, 5].map(times => next({ ...window, countRefused: false }, times)), [0, 10_000], 'what is refused is given back')
})

t.test('what is left, and what is shown of it', async (t) => {
  const limiter = limiterOf({ limit: 4, window: 10, cost: 3, name: 'n' })
  const policy = { name: 'n', limit: 4, burst: undefined, window: 10 }
  const first = taken(limiter)
  t.equal(limiter.remaining(first.tally), 1)
  t.strictSame(limiter.state(first, undefined), { policy, used: 3, remaining: 1, reset: 10, retryAfter: undefined })
  t.strictSame(limiter.state(first, 10), { policy, used: 3, remaining: 0, reset: 10, retryAfter: 10 }, 'where another limit refuses')
  t.strictSame(limiter.state(taken(limiter), 10), { policy, used: 6, remaining: 0, reset: 10, retryAfter: 10 })
  t.equal(limiter.remaining({ ...first.tally, used: 9 }), 0, 'a store that counts what it refuses')
  t.strictSame(limiterOf({ limit: 4, window: 0.5, burst: 2 }).policy, { name: 'default', limit: 4, burst: 2, window: 0.5 })
})

t.test('the same error for the same time to wait', async (t) => {
  const limiter = limiterOf({ limit: 1, window: 1 })
  const refusal = limiter.refusal(3)
  t.strictSame([refusal.kind, refusal.retryAfter, refusal.headers], ['too_many_requests', 3, { 'retry-after': '3' }])
  t.equal(limiter.refusal(3), refusal)
  t.equal(limiter.refusal(2).retryAfter, 2)
  t.equal(refusal.retryAfter, 3)
})

t.test('near once a window, passed each time', async (t) => {
  const clock = { now: 0 }
  const events: LimitEvent[] = []
  const limiter = limiterOf({ limit: 5, window: 1, name: 'n', onLimit: event => { events.push(event) } }, () => clock.now)
  const told = (times: number): unknown[] => {
    for (let time = 0; time < times; time++) limiter.report(taken(limiter), request)
    return events.splice(0)
  }
  const near = { type: 'near', limit: 'n', key: 'a', used: 4, remaining: 1, dryRun: false, request }
  const passed = { type: 'passed', limit: 'n', key: 'a', used: 5, remaining: 0, dryRun: false, request }
  t.strictSame(told(3), [])
  t.strictSame(told(1), [near])
  t.strictSame(told(3), [passed, passed])
  clock.now = 1000
  t.strictSame(told(6), [near, passed])
})

t.test('near is a share of the limit, of the burst where there is one', async (t) => {
  const cases: Array<[limit: Partial<RateLimit>, at: number[]]> = [
    [{}, [8]], [{ near: 1 }, [10]], [{ near: 0.01 }, [1]], [{ near: 0.85 }, [9]], [{ cost: 3 }, [9]], [{ cost: 10 }, [10]], [{ cost: 0 }, []], [{ burst: 5 }, [4]], [{ dryRun: true }, [8]]
  ]
  for (const [more, at] of cases) {
    const used: number[] = []
    const limiter = limiterOf({ limit: 10, window: 1, ...more, onLimit: event => { if (event.type === 'near') used.push(event.used) } })
    for (let time = 0; time < 12; time++) limiter.report(taken(limiter), request)
    t.strictSame(used, at, JSON.stringify(more))
  }
})

t.test('the keys that counters know', async (t) => {
  t.equal(limiterOf({ limit: 1, window: 1 }).keyOf('2001:db8::1'), '2001:db8:0:0/64')
  t.equal(limiterOf({ limit: 1, window: 1, ipv6Prefix: 48 }).keyOf('2001:db8::1'), '2001:db8:0/48')
  t.equal(limiterOf({ limit: 1, window: 1, key: 'instance' }).keyOf('*'), '*')
  t.equal(limiterOf({ limit: 1, window: 1, key: () => 'a' }).keyOf('2001:db8::1'), '2001:db8::1')
  t.match(limiterOf({ limit: 1, window: 1, key: () => 'a' }).keyOf('x'.repeat(65)), /^~[\w-]{43}$/)
})
