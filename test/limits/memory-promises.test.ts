// What holds for every rule and every arrival, of many that are drawn at random: always the same ones.
import t from 'tap'
import { memoryStore } from '../../lib/limits/memory-store.ts'
import { capacityOf, type Counter, type Rule, type Tally } from '../../lib/limits/store.ts'

/** Numbers from 0 to below 1, the same for the same seed (mulberry32). */
function randomOf (seed: number): () => number {
  return () => {
    seed = seed + 0x6D2B79F5 | 0
    let mixed = Math.imul(seed ^ seed >>> 15, seed | 1)
    mixed = mixed + Math.imul(mixed ^ mixed >>> 7, mixed | 61) ^ mixed
    return ((mixed ^ mixed >>> 14) >>> 0) / 2 ** 32
  }
}

/** A whole number; times are such numbers of microseconds. */
const below = (random: () => number, most: number): number => Math.floor(random() * most)

function ruleOf (random: () => number): Rule {
  const limit = 1 + below(random, [3, 20, 1000][below(random, 3)] as number)
  const window = ([1000, 60_000, 86_400_000, 500, 1][below(random, 5)] as number) * (1 + below(random, 3))
  return { id: 'test', limit, window, burst: random() < 0.4 ? undefined : 1 + below(random, limit * 2) }
}

/** Answers at once. */
interface MemoryCounter extends Required<Counter> {
  take (key: string, cost: number): Tally
  peek (key: string): Tally
}

function opened (rule: Rule, time = 0): { readonly counter: MemoryCounter, time: number } {
  const clock = { time }
  const counter = memoryStore({ now: () => clock.time }).open(rule) as MemoryCounter
  return Object.assign(clock, { counter })
}

t.test('a bucket admits its burst and what flows into it, to the unit, over a million takes', async (t) => {
  const rules: Array<[limit: number, window: number, burst: number, step: number]> = [
    [3, 1000, 1, 0.1], [3, 1000, 5, 33.333], [7, 1000, 7, 1], [1000, 60_000, 13, 0.7], [11, 997, 2, 13.037], [1, 86_400_000, 1, 8.64e6]
  ]
  for (const [limit, window, burst, step] of rules) {
    const one = opened({ id: 'test', limit, window, burst }, 123_456.789)
    let admitted = 0
    for (let index = 0; index < 1_000_000; index++) {
      one.time = 123_456.789 + index * step
      if (one.counter.take('a', 1).admitted) admitted++
    }
    const flow = 999_999 * step / window * limit
    t.equal(admitted, Math.floor(burst + flow + 1e-6), `${limit} in ${window} ms, burst ${burst}, every ${step} ms`)
  }
})

t.test('asked at the moment it names, it admits: exactly as many as flow', async (t) => {
  for (const [limit, window, burst] of [[3, 1000, 1], [7, 1000, 3], [10, 1000, 10], [999, 60_000, 5]] as const) {
    const one = opened({ id: 'test', limit, window, burst })
    let admitted = 0
    while (one.time < window * 1000) {
      const { admitted: isAdmitted, retryIn } = one.counter.take('a', 1)
      if (isAdmitted) admitted++
      else one.time += retryIn
    }
    t.ok(admitted <= burst + limit * 1000 && admitted >= (burst + limit * 1000) * 0.999, `${admitted} of ${burst + limit * 1000}`)
  }
})

t.test('who waits as long as it was told is never refused twice in a row', async (t) => {
  let refused = 0
  for (let seed = 1; seed <= 3000; seed++) {
    const random = randomOf(seed)
    const rule = ruleOf(random)
    // Servers run for minutes or for years.
    const one = opened(rule, below(random, 10 ** below(random, 12)))
    const most = capacityOf(rule)
    for (let index = 0; index < 100; index++) {
      const cost = random() < 0.5 ? 1 : 1 + below(random, most)
      const { admitted, retryIn, resetIn } = one.counter.take('a', cost)
      if (!admitted) {
        refused++
        one.time += retryIn
        const again = one.counter.take('a', cost)
        if (retryIn <= 0 || retryIn > resetIn || !again.admitted) {
          t.fail(`seed ${seed}: ${JSON.stringify(rule)}, cost ${cost}, told ${retryIn}, then ${JSON.stringify(again)}`)
          return
        }
      }
      one.time += random() < 0.3 ? 0 : below(random, rule.window / rule.limit * 1500) / 1000
    }
  }
  t.ok(refused > 10_000, `${refused} refusals`)
})

t.test('a tally is in order, and peek says what take of one unit would find', async (t) => {
  for (let seed = 1; seed <= 1000; seed++) {
    const random = randomOf(seed)
    const rule = ruleOf(random)
    const one = opened(rule, random() * 1e6)
    for (let index = 0; index < 50; index++) {
      const cost = below(random, 1 + Math.min(3, capacityOf(rule)))
      const peeked = one.counter.peek('a')
      const again = one.counter.peek('a')
      const tally = one.counter.take('a', cost)
      const isSound = Number.isInteger(tally.used) && tally.used >= 0 && tally.used <= capacityOf(rule) &&
        tally.resetIn >= 0 && tally.resetIn <= rule.window * Math.max(1, capacityOf(rule) / rule.limit) + 0.001 && (tally.retryIn === 0) === tally.admitted
      const isSame = JSON.stringify(again) === JSON.stringify(peeked)
      const isTrue = cost !== 1 || (peeked.admitted === tally.admitted && peeked.retryIn === tally.retryIn && peeked.used === tally.used - Number(tally.admitted))
      if (!isSound || !isSame || !isTrue) return t.fail(`seed ${seed}: ${JSON.stringify({ rule, cost, peeked, again, tally })}`)
      one.time += random() * rule.window / rule.limit
    }
  }
  t.pass('50,000 times')
})

t.test('what was taken and not given back never exceeds the limit', async (t) => {
  interface Taken { readonly at: number, readonly cost: number, readonly tally: Tally }
  let given = 0
  for (let seed = 1; seed <= 1000; seed++) {
    const random = randomOf(seed)
    const rule = ruleOf(random)
    const one = opened(rule)
    const kept: Taken[] = []
    const pending: Taken[] = []
    for (let index = 0; index < 100; index++) {
      const cost = 1 + below(random, capacityOf(rule))
      const tally = one.counter.take('a', cost)
      if (tally.admitted) (random() < 0.5 ? kept : pending).push({ at: one.time, cost, tally })
      while (pending.length > 0 && random() < 0.4) {
        const [back] = pending.splice(below(random, pending.length), 1) as [Taken]
        one.counter.give('a', back.cost, back.tally)
        given++
      }
      one.time += random() < 0.3 ? 0 : below(random, rule.window / rule.limit * 2000) / 1000
    }
    const worst = rule.burst === undefined ? mostInAWindow(kept) - rule.limit : mostOverTheFlow(kept, rule)
    if (worst > 1e-5) return t.fail(`seed ${seed}: ${JSON.stringify(rule)}: ${worst} too many`)
  }
  t.ok(given > 5000, `${given} given back`)
})

/** The most units of one window. */
function mostInAWindow (kept: ReadonlyArray<{ cost: number, tally: Tally }>): number {
  const windows = new Map<number | undefined, number>()
  for (const { cost, tally: { window } } of kept) windows.set(window, (windows.get(window) ?? 0) + cost)
  return Math.max(0, ...windows.values())
}

/** By how much any stretch of time has seen more than the burst and what flowed meanwhile. */
function mostOverTheFlow (kept: ReadonlyArray<{ at: number, cost: number }>, { limit, window, burst = 0 }: Rule): number {
  let missing = 0
  let last = 0
  let most = 0
  for (const { at, cost } of kept) {
    missing = Math.max(0, missing - (at - last) * limit / window) + cost
    last = at
    most = Math.max(most, missing - burst)
  }
  return most
}

t.test('two clients who wait as they were told share a bucket, and none of its units is lost', async (t) => {
  for (let seed = 1; seed <= 200; seed++) {
    const random = randomOf(seed)
    const limit = 1 + below(random, 20)
    const burst = 1 + below(random, 10)
    const one = opened({ id: 'test', limit, window: 1000, burst })
    const next = [0, random() * 10]
    let admitted = 0
    for (;;) {
      const who = next[0] as number <= (next[1] as number) ? 0 : 1
      one.time = next[who] as number
      if (one.time > 20_000) break
      const tally = one.counter.take('a', 1)
      if (tally.admitted) admitted++
      else next[who] = one.time + tally.retryIn
    }
    const all = burst + limit * 20
    if (admitted > all || admitted < all - 1) return t.fail(`seed ${seed}: ${admitted} of ${all}`)
  }
  t.pass('200 pairs')
})
