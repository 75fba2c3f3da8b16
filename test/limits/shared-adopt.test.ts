// A store that fails admits no second limit: this process counts on from what it has heard last.
import t from 'tap'
import { memoryStore } from '../../lib/limits/memory-store.ts'
import { SharedCounter } from '../../lib/limits/shared-counter.ts'
import { Health } from '../../lib/limits/health.ts'
import type { Counter, Rule, Tally } from '../../lib/limits/store.ts'
import { short } from './shared-counter.ts'

const window: Rule = { id: '*', limit: 10, window: 60_000, burst: undefined }
const bucket: Rule = { id: '*', limit: 60, window: 60_000, burst: 10 }

interface Scene { readonly process: () => SharedCounter, readonly clock: { now: number }, readonly store: Required<Counter>, isAway: boolean }

/** Any number of processes that share a store. */
function scene (rule: Rule): Scene {
  const clock = { now: 1000 }
  const now = (): number => clock.now
  const store = memoryStore({ now: () => clock.now + 5_000_000 }).open(rule) as Required<Counter>
  const made = { clock, store, isAway: false }
  const counter: Counter = {
    take (key, cost) {
      if (made.isAway) throw new Error('away')
      return store.take(key, cost)
    },
    give: (key, cost, taken) => store.give(key, cost, taken)
  }
  const process = (): SharedCounter => new SharedCounter({
    counter, health: new Health({ name: 'fake' }, () => {}), timeout: 5, otherwise: memoryStore({ now }).open(rule), maxKeys: 100, now
  })
  return Object.assign(made, { process })
}

const admitted = (shared: SharedCounter, key: string, times: number): number =>
  Array.from({ length: times }, () => (shared.take(key, 1) as Tally).admitted).filter(Boolean).length

for (const [name, rule] of [['a window', window], ['a bucket', bucket]] as const) {
  t.test(`${name}: counted on from the last count of the store`, async (t) => {
    const all = scene(rule)
    const [one, other, third] = [all.process(), all.process(), all.process()]
    t.equal(admitted(one, 'a', 6), 6)
    t.equal(admitted(other, 'a', 2), 2)
    all.isAway = true
    t.equal(admitted(one, 'a', 100), 4, 'it knows of 6')
    t.equal(admitted(other, 'a', 100), 2, 'it knows of 8')
    t.equal(admitted(third, 'a', 100), 10, 'it has never heard of the key')
    t.equal(admitted(one, 'b', 100), 10)
  })

  t.test(`${name}: who was refused by the store stays refused`, async (t) => {
    const all = scene(rule)
    const one = all.process()
    t.equal(admitted(one, 'a', 11), 10)
    all.isAway = true
    t.equal(admitted(one, 'a', 1), 0)
    all.clock.now += 999
    t.equal(admitted(one, 'a', 1), 0, 'also when the refusal itself is not known any more')
    all.clock.now += 60_001
    t.equal(admitted(one, 'a', 100), 10, 'until the window is over')
  })

  t.test(`${name}: what was given back is not counted here either`, async (t) => {
    const all = scene(rule)
    const one = all.process()
    const taken = one.take('a', 4) as Tally
    one.give('a', 4, taken)
    t.match(all.store.peek('a'), { used: 0 })
    const late = one.take('a', 3) as Tally
    all.isAway = true
    t.strictSame(short(one.take('a', 1) as Tally), [true, 4])
    one.give('a', 3, late)
    t.strictSame(short(one.take('a', 1) as Tally), [true, 2], 'given back while the store is away')
  })
}

t.test('a refusal that lasts longer than it is known', async (t) => {
  const all = scene(window)
  const one = all.process()
  t.equal(admitted(one, 'a', 11), 10)
  all.clock.now += 1001
  all.isAway = true
  t.equal(admitted(one, 'a', 5), 0)
})

t.test('a store of one\'s own in the place of the memory does not have to', async (t) => {
  const otherwise: Counter = { take: () => ({ admitted: true, used: 1, resetIn: 1, retryIn: 0 }) }
  const shared = new SharedCounter({ counter: otherwise, health: new Health({ name: 'fake' }, () => {}), timeout: 5, otherwise, maxKeys: 1, now: () => 0 })
  t.strictSame(short(shared.take('a', 1) as Tally), [true, 1])
})
