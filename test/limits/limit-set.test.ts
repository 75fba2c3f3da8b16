import t from 'tap'
import { draftRateLimit } from '../../lib/dialects/rate-limit-fields.ts'
import { LimitSet, type Verdict } from '../../lib/limits/limit-set.ts'
import type { RateLimit } from '../../lib/limits/limit-options.ts'
import { limiterOf, random, requestFrom } from '../helpers/limits.ts'

const request = requestFrom('192.0.2.1')

/** Limits that are met together, on a clock of the test. */
function setOf (limits: readonly RateLimit[]): { clock: { now: number }, meet: () => { retryAfter: number | undefined, fields: Verdict['fields'] } } {
  const clock = { now: 0 }
  const limiters = limits.map(limit => limiterOf(limit, () => clock.now))
  const set = new LimitSet(limiters, limiters, draftRateLimit)
  return {
    clock,
    meet () {
      const verdict = set.meet(request) as Verdict | undefined
      if (verdict?.refusal !== undefined) giveBack(verdict)
      return { retryAfter: verdict?.refusal?.retryAfter, fields: verdict?.fields }
    }
  }
}

/** What the wire does with every refusal. */
function giveBack ({ taken }: Verdict): void {
  for (const { limiter, key, cost, tally } of taken) {
    if (tally.admitted && !limiter.settings.countRefused) limiter.counter.give?.(key, cost, tally)
  }
}

/** Up to four limits: windows and buckets, short and long, of any cost. */
function someLimits (next: () => number): RateLimit[] {
  return Array.from({ length: 1 + Math.floor(next() * 4) }, (_, index): RateLimit => {
    const limit = 1 + Math.floor(next() * 12)
    const limitOf = { limit, window: (1 + Math.floor(next() * 9000)) / 1000, name: `limit ${index}`, countRefused: next() < 0.8 }
    const cost = Math.floor(next() * 4)
    return next() < 0.5 ? { ...limitOf, cost } : { ...limitOf, cost, burst: 1 + Math.floor(next() * 15) }
  })
}

t.test('who waits as long as Retry-After says is never refused twice in a row', async (t) => {
  let refusals = 0
  const twice: string[] = []
  for (let seed = 1; seed <= 3000; seed++) {
    const next = random(seed)
    const limits = someLimits(next)
    const { clock, meet } = setOf(limits)
    clock.now = next() * 1e6
    for (let step = 0, wasRefused = false; step < 60; step++) {
      const { retryAfter } = meet()
      if (retryAfter === undefined) clock.now += next() < 0.7 ? 0 : next() * 2000
      else {
        refusals++
        clock.now += retryAfter * 1000
        if (wasRefused) twice.push(`${seed}: ${JSON.stringify(limits)}`)
      }
      wasRefused = retryAfter !== undefined
    }
  }
  t.strictSame(twice.slice(0, 3), [])
  t.ok(refusals > 10_000, `${refusals} refusals`)
})

t.test('who comes more than a second earlier is refused', async (t) => {
  const early: string[] = []
  let looked = 0
  for (let seed = 1; seed <= 3000; seed++) {
    const limits = someLimits(random(seed))
    const { clock, meet } = setOf(limits)
    clock.now = seed / 7
    let retryAfter: number | undefined
    for (let step = 0; step < 40 && retryAfter === undefined; step++) {
      retryAfter = meet().retryAfter
      if (retryAfter === undefined) clock.now += 10
    }
    if (retryAfter === undefined || retryAfter === 1) continue
    looked++
    clock.now += (retryAfter - 1) * 1000 - 1
    if (meet().retryAfter === undefined) early.push(`${seed}: ${JSON.stringify(limits)}`)
  }
  t.strictSame(early.slice(0, 3), [])
  t.ok(looked > 1000, `${looked} refusals`)
})

t.test('the tightest speaks: of those that refuse the one with the longest wait, else the one with the least left', async (t) => {
  const { clock, meet } = setOf([{ limit: 3, window: '10s', name: 'a' }, { limit: 2, window: '60s', name: 'b' }, { limit: 4, window: 5, name: 'c' }])
  const policy = '"a";q=3;w=10, "b";q=2;w=60, "c";q=4;w=5'
  const said = (): unknown[] => {
    const { retryAfter, fields } = meet()
    t.equal(fields?.['ratelimit-policy'], policy)
    return [fields?.ratelimit, retryAfter]
  }
  t.strictSame(said(), ['"b";r=1;t=60', undefined])
  t.strictSame(said(), ['"b";r=0;t=60', undefined])
  t.strictSame(said(), ['"b";r=0;t=60', 60])
  t.strictSame(said(), ['"b";r=0;t=60', 60], 'each of the others counts it too')
  clock.now = 59_001
  t.strictSame(said(), ['"b";r=0;t=1', 1])
  clock.now = 60_000
  t.strictSame(said(), ['"a";r=1;t=10', undefined], 'the first of those that have as much left')
  t.strictSame(said(), ['"a";r=0;t=10', undefined], 'the refused ones counted')
})

t.test('a refusal waits for the limits that it has used up too', async (t) => {
  const { clock, meet } = setOf([{ limit: 2, window: '30s', name: 'a' }, { limit: 1, window: '1s', name: 'b' }])
  t.equal(meet().retryAfter, undefined)
  t.equal(meet().retryAfter, 30, 'the second of two')
  clock.now = 1000
  t.equal(meet().retryAfter, 29)
  clock.now = 30_000
  t.equal(meet().retryAfter, undefined)
})

t.test('what a limit gives back it does not wait for', async (t) => {
  const { meet } = setOf([{ limit: 2, window: '30s', name: 'a', countRefused: false }, { limit: 1, window: '1s', name: 'b' }])
  t.equal(meet().retryAfter, undefined)
  t.equal(meet().retryAfter, 1)
})

t.test('nothing is taken before all functions have answered', async (t) => {
  const limiter = limiterOf({ limit: 1, window: '1s', name: 'a' })
  for (const failing of [limiterOf({ limit: 1, window: 1, key: () => { throw new Error('no key') } }), limiterOf({ limit: 1, window: 1, cost: () => -1 })]) {
    t.throws(() => new LimitSet([limiter, failing], [], undefined).meet(request))
  }
  const verdict = new LimitSet([limiter], [], undefined).meet(request) as Verdict | undefined
  t.equal(verdict?.refusal, undefined)
})

t.test('a dry run neither speaks nor waits', async (t) => {
  const { meet } = setOf([{ limit: 1, window: '60s', name: 'dry', dryRun: true }, { limit: 2, window: '1s', name: 'a' }])
  t.strictSame([meet(), meet(), meet()].map(({ retryAfter, fields }) => [retryAfter, fields]), [
    [undefined, { 'ratelimit-policy': '"a";q=2;w=1', ratelimit: '"a";r=1;t=1' }],
    [undefined, { 'ratelimit-policy': '"a";q=2;w=1', ratelimit: '"a";r=0;t=1' }],
    [1, { 'ratelimit-policy': '"a";q=2;w=1', ratelimit: '"a";r=0;t=1' }]
  ])
})

t.test('a limit that counts nobody says nothing', async (t) => {
  for (const limits of [[limiterOf({ limit: 1, window: 1, key: () => undefined })], [limiterOf({ limit: 1, window: 1, exempt: () => true }), limiterOf({ limit: 1, window: 1, allow: ['192.0.2.1'] })]]) {
    t.equal(new LimitSet(limits, limits, draftRateLimit).meet(request), undefined)
  }
})
