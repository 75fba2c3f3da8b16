import t from 'tap'
import { memoryStore } from '../../lib/limits/memory-store.ts'
import type { Counter, Rule, Tally } from '../../lib/limits/store.ts'

const start = 123_456.789

/** Answers at once. */
interface MemoryCounter extends Required<Counter> {
  take (key: string, cost: number): Tally
  peek (key: string): Tally
}

function opened (rule: Partial<Rule>, maxKeys?: number): { counter: MemoryCounter, at: (milliseconds: number) => void } {
  let time = start
  const store = memoryStore({ now: () => time, ...maxKeys === undefined ? {} : { maxKeys } })
  const counter = store.open({ id: 'test', limit: 3, window: 1000, burst: undefined, ...rule }) as MemoryCounter
  return { counter, at (milliseconds) { time = start + milliseconds } }
}

const yes = (used: number, resetIn: number): Tally => ({ admitted: true, used, resetIn, retryIn: 0 })
const no = (used: number, resetIn: number, retryIn: number): Tally => ({ admitted: false, used, resetIn, retryIn })
const shown = ({ window, ...tally }: Tally): Tally => tally

t.test('the options', async (t) => {
  t.equal(memoryStore().name, 'memory')
  for (const maxKeys of [0, -1, 1.5, NaN, Infinity]) {
    t.throws(() => memoryStore({ maxKeys }), new RangeError(`maxKeys must be a whole number from 1, got ${maxKeys}`))
  }
  const counter = memoryStore().open({ id: 'test', limit: 1, window: 60_000, burst: undefined })
  t.strictSame(shown(await counter.take('a', 1)), yes(1, 60_000), 'it has a clock of its own')
  t.equal((await counter.take('a', 1)).admitted, false)
})

type Step = [at: number, act: 'take' | 'peek' | 'reset', key: string, cost: number, tally?: Tally]

const tables: Array<[name: string, rule: Partial<Rule>, steps: Step[]]> = [
  ['a window begins with the first request and admits the limit', {}, [
    [0, 'take', 'a', 1, yes(1, 1000)],
    [100, 'take', 'a', 1, yes(2, 900)],
    [200, 'take', 'a', 1, yes(3, 800)],
    [200, 'take', 'a', 1, no(3, 800, 800)],
    [999.999, 'take', 'a', 1, no(3, 0.001, 0.001)],
    [1000, 'take', 'a', 1, yes(1, 1000)]
  ]],
  ['a window that is over ends late, and the next begins with its first request', {}, [
    [0, 'take', 'a', 3, yes(3, 1000)],
    [1700, 'take', 'a', 1, yes(1, 1000)],
    [2699, 'take', 'a', 3, no(1, 1, 1)],
    [2700, 'take', 'a', 3, yes(3, 1000)]
  ]],
  ['keys do not know each other', {}, [
    [0, 'take', 'a', 3, yes(3, 1000)],
    [1, 'take', 'b', 1, yes(1, 1000)],
    [2, 'take', 'a', 1, no(3, 998, 998)],
    [2, 'take', 'b', 2, yes(3, 999)]
  ]],
  ['costs in a window are taken whole or not at all', { limit: 10 }, [
    [0, 'take', 'a', 8, yes(8, 1000)],
    [0, 'take', 'a', 5, no(8, 1000, 1000)],
    [0, 'take', 'a', 0, yes(8, 1000)],
    [0, 'take', 'a', 2, yes(10, 1000)],
    [0, 'take', 'a', 0, yes(10, 1000)],
    [0, 'take', 'a', 1, no(10, 1000, 1000)]
  ]],
  ['a peek into a window', {}, [
    [0, 'peek', 'a', 0, yes(0, 0)],
    [0, 'take', 'a', 2, yes(2, 1000)],
    [400, 'peek', 'a', 0, yes(2, 600)],
    [400, 'take', 'a', 1, yes(3, 600)],
    [500, 'peek', 'a', 0, no(3, 500, 500)],
    [1000, 'peek', 'a', 0, yes(0, 0)]
  ]],
  ['a key of a window that is reset starts anew', {}, [
    [0, 'reset', 'a', 0],
    [0, 'take', 'a', 3, yes(3, 1000)],
    [500, 'reset', 'a', 0],
    [500, 'take', 'a', 3, yes(3, 1000)]
  ]],
  ['a window of a fraction of a millisecond', { window: 0.5 }, [
    [0, 'take', 'a', 3, yes(3, 0.5)],
    [0.499, 'take', 'a', 1, no(3, 0.001, 0.001)],
    [0.5, 'take', 'a', 1, yes(1, 0.5)]
  ]],
  ['a bucket gives its burst at once, then one unit at a time', { limit: 10, burst: 2 }, [
    [0, 'take', 'a', 1, yes(1, 100)],
    [0, 'take', 'a', 1, yes(2, 200)],
    [0, 'take', 'a', 1, no(2, 200, 100)],
    [99.999, 'take', 'a', 1, no(2, 100.001, 0.001)],
    [100, 'take', 'a', 1, yes(2, 200)],
    [250, 'take', 'a', 1, yes(2, 150)],
    [1000, 'take', 'a', 2, yes(2, 200)]
  ]],
  ['a bucket of thirds', { limit: 3, burst: 1 }, [
    [0, 'take', 'a', 1, yes(1, 333.334)],
    [333, 'take', 'a', 1, no(1, 0.334, 0.334)],
    [333.334, 'take', 'a', 1, yes(1, 333.334)],
    [1000, 'take', 'a', 1, yes(1, 333.334)]
  ]],
  ['a bucket that is larger than its limit', { limit: 7, burst: 14 }, [
    [0, 'take', 'a', 7, yes(7, 1000)],
    [0, 'take', 'a', 7, yes(14, 2000)],
    [0, 'take', 'a', 7, no(14, 2000, 1000)],
    [1000, 'take', 'a', 7, yes(14, 2000)]
  ]],
  ['costs in a bucket are taken whole or not at all', { limit: 10, burst: 5 }, [
    [0, 'take', 'a', 4, yes(4, 400)],
    [0, 'take', 'a', 3, no(4, 400, 200)],
    [0, 'take', 'a', 0, yes(4, 400)],
    [0, 'take', 'a', 1, yes(5, 500)],
    [250, 'take', 'a', 3, no(3, 250, 50)],
    [300, 'take', 'a', 3, yes(5, 500)],
    [300, 'take', 'b', 0, yes(0, 0)]
  ]],
  ['a peek into a bucket', { limit: 10, burst: 2 }, [
    [0, 'peek', 'a', 0, yes(0, 0)],
    [0, 'take', 'a', 1, yes(1, 100)],
    [50, 'peek', 'a', 0, yes(1, 50)],
    [50, 'take', 'a', 1, yes(2, 150)],
    [50, 'peek', 'a', 0, no(2, 150, 50)],
    [100, 'peek', 'a', 0, yes(1, 100)],
    [1000, 'peek', 'a', 0, yes(0, 0)]
  ]],
  ['a key of a bucket that is reset starts anew', { limit: 10, burst: 2 }, [
    [0, 'take', 'a', 2, yes(2, 200)],
    [0, 'reset', 'a', 0],
    [0, 'take', 'a', 2, yes(2, 200)]
  ]]
]

for (const [name, rule, steps] of tables) {
  t.test(name, async (t) => {
    const { counter, at } = opened(rule)
    for (const [time, act, key, cost, tally] of steps) {
      at(time)
      const given = counter[act](key, cost) as Tally | undefined
      t.strictSame(given && shown(given), tally, `${act} ${key} ${cost} at ${time}`)
    }
  })
}

t.test('units are given back to their window', async (t) => {
  const { counter, at } = opened({})
  const first = counter.take('a', 2)
  counter.give('a', 2, first)
  t.strictSame(counter.peek('a'), yes(0, 1000))
  counter.give('a', 2, first)
  t.strictSame(counter.peek('a'), yes(0, 1000), 'and never more than were taken')
  counter.take('a', 3)
  at(1000)
  t.strictSame(shown(counter.take('a', 2)), yes(2, 1000))
  counter.give('a', 2, first)
  t.strictSame(counter.peek('a'), yes(2, 1000), 'not to the next one')
  counter.give('b', 2, first)
  t.strictSame(counter.peek('b'), yes(0, 0), 'nor to a key that is not known')
  counter.give('a', 2, no(2, 1, 1))
  t.strictSame(counter.peek('a'), yes(2, 1000), 'nor those of a refusal')
})

t.test('units are given back to a bucket', async (t) => {
  const rule = { limit: 10, burst: 5 }
  const cases: Array<[after: number, used: number, resetIn: number]> = [[0, 2, 200], [50, 2, 200], [150, 2, 200], [299, 2, 200], [300, 2, 200], [900, 2, 200]]
  for (const [after, used, resetIn] of cases) {
    const { counter, at } = opened(rule)
    const first = counter.take('a', 3)
    at(after)
    const before = Math.max(0, 3 - after / 100)
    counter.take('a', 2)
    counter.give('a', 3, first)
    t.strictSame(counter.peek('a'), yes(used, resetIn), `after ${after} ms, when ${before} of them are missing`)
  }
  const { counter } = opened(rule)
  counter.give('a', 3, yes(3, 300))
  t.strictSame(counter.peek('a'), yes(0, 0), 'a key that is not known')
  const taken = counter.take('a', 3)
  counter.give('a', 3, taken)
  counter.give('a', 3, taken)
  t.strictSame(counter.peek('a'), yes(0, 0), 'never more than the burst')
  t.equal(counter.take('a', 6).admitted, false)
  counter.take('a', 3)
  counter.give('a', 3, yes(3, 300))
  t.strictSame(counter.peek('a'), yes(3, 300), 'nothing where nobody knows when they were taken')
})

t.test('beyond maxKeys the least used key starts anew', async (t) => {
  for (const burst of [undefined, 3]) {
    const { counter } = opened(burst === undefined ? {} : { burst }, 8)
    counter.take('heavy', 3)
    for (let index = 0; index < 1000; index++) counter.take(`light ${index}`, 1)
    t.equal(counter.take('heavy', 1).admitted, false)
    t.equal(counter.peek('light 0').used, 0)
    t.equal(counter.peek('light 999').used, 1)
  }
})
