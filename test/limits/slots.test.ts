import t from 'tap'
import { Slots } from '../../lib/limits/slots.ts'

/** Adds a key that has used so much and may go at a time. */
function put (slots: Slots, key: string, { now = 0, used = 1, until = Infinity } = {}): number {
  const place = slots.add(key, now)
  slots.used[place] = used
  slots.until[place] = until
  return place
}

const known = (slots: Slots, keys: readonly string[]): string[] => keys.filter(key => slots.find(key) !== undefined)
const named = (count: number): string[] => Array.from({ length: count }, (_, index) => `key ${index}`)

t.test('each key has a place of its own, and its numbers stay when the table grows', async (t) => {
  const slots = new Slots(1000)
  const keys = named(1000)
  for (const [index, key] of keys.entries()) {
    const place = put(slots, key, { used: index, until: Infinity })
    slots.at[place] = index * 2
  }
  t.equal(slots.size, 1000)
  t.equal(slots.used.length, 1000, 'no longer than the most keys')
  t.strictSame(keys.map(key => slots.find(key)), keys.map((_, index) => index))
  t.strictSame([...slots.used], keys.map((_, index) => index))
  t.strictSame([...slots.at], keys.map((_, index) => index * 2))
})

t.test('a key that is deleted is gone, and its place is taken by the next', async (t) => {
  const slots = new Slots(10)
  const [first, second] = [put(slots, 'a'), put(slots, 'b')]
  slots.delete('a')
  slots.delete('a')
  slots.delete('never known')
  t.strictSame([slots.find('a'), slots.find('b'), slots.size], [undefined, second, 1])
  t.equal(put(slots, 'c'), first)
  t.equal(slots.size, 2)
})

t.test('clear() forgets every key', async (t) => {
  const slots = new Slots(100)
  const keys = named(100)
  for (const key of keys) put(slots, key)
  slots.clear()
  t.strictSame([slots.size, known(slots, keys)], [0, []])
  const places = keys.map(key => put(slots, key))
  t.equal(new Set(places).size, 100)
})

t.test('each new key clears two whose time is over, and none whose time is not', async (t) => {
  const slots = new Slots(100)
  const old = named(10)
  for (const [index, key] of old.entries()) put(slots, key, { until: index < 5 ? 100 : 200 })
  const cleared: number[] = []
  for (let index = 0; index < 9; index++) {
    const before = known(slots, old).length
    put(slots, `new ${index}`, { now: 100 })
    cleared.push(before - known(slots, old).length)
  }
  t.strictSame(known(slots, old), old.slice(5))
  t.strictSame(Math.max(...cleared), 2)
})

t.test('a place is cleared when its time is over, not before', async (t) => {
  for (const [now, size] of [[99.999, 2], [100, 1], [100.001, 1]] as const) {
    const slots = new Slots(10)
    put(slots, 'old', { until: 100 })
    put(slots, 'new', { now })
    t.equal(slots.size, size, `at ${now}`)
  }
})

t.test('a full table lets go of the least used of the next few', async (t) => {
  const slots = new Slots(8)
  const keys = named(8)
  for (const [index, key] of keys.entries()) put(slots, key, { used: index === 5 ? 1 : 3 })
  const place = slots.find('key 5')
  t.equal(put(slots, 'new'), place)
  t.strictSame(known(slots, [...keys, 'new']), [...keys.filter(key => key !== 'key 5'), 'new'])
  t.equal(slots.size, 8)
})

t.test('a full table lets go of a key whose time is over before any that lives', async (t) => {
  const slots = new Slots(8)
  const keys = named(8)
  for (const [index, key] of keys.entries()) put(slots, key, { used: index === 6 ? 100 : 1, until: index === 6 ? 50 : Infinity })
  put(slots, 'new', { now: 50 })
  t.strictSame(known(slots, keys), keys.filter(key => key !== 'key 6'))
})

t.test('keys at their limit outlive a flood of keys that came once', async (t) => {
  const slots = new Slots(1000)
  const heavy = named(500)
  for (const key of heavy) {
    put(slots, key, { used: 10 })
    put(slots, `${key} once`)
  }
  for (let index = 0; index < 100_000; index++) put(slots, `flood ${index}`)
  t.strictSame(known(slots, heavy), heavy)
  t.equal(slots.size, 1000)
})

t.test('a table of one key holds the last', async (t) => {
  const slots = new Slots(1)
  for (const key of ['a', 'b', 'c']) t.equal(put(slots, key), 0)
  t.strictSame([slots.size, known(slots, ['a', 'b', 'c'])], [1, ['c']])
})

t.test('a key is any text', async (t) => {
  const slots = new Slots(10)
  const keys = ['', '__proto__', 'constructor', '\0', '\ud800', '\ud801 and a long text', '"\\\n\u2028 and more than thirteen', '😀'.repeat(20)]
  const places = keys.map(key => put(slots, key))
  t.strictSame(keys.map(key => slots.find(key)), places)
  for (const key of keys) slots.delete(key)
  t.equal(slots.size, 0)
})

t.test('a full table of equals lets go of each in turn, whatever its size', async (t) => {
  for (const capacity of [1, 2, 7, 8, 10, 16, 97, 100, 1000, 1024]) {
    const slots = new Slots(capacity)
    const add = (key: string, used: number): void => {
      const place = slots.add(key, 0)
      slots.used[place] = used
      slots.until[place] = 1000
    }
    for (let index = 0; index < capacity; index++) add(`old ${index}`, 1)
    const lost: string[] = []
    for (let index = 0; index < capacity; index++) {
      add(`new ${index}`, 1)
      lost.push(...Array.from({ length: capacity }, (_, old) => `old ${old}`).filter(key => !lost.includes(key) && slots.find(key) === undefined))
    }
    t.equal(lost.length, capacity, `${capacity}: as many as have come`)
    t.equal(slots.size, capacity)
    t.ok(Array.from({ length: capacity }, (_, index) => slots.find(`new ${index}`)).every(place => place !== undefined), `${capacity}: none of the new ones`)
  }
})

t.test('a key at its limit stays through ten times as many new ones', async (t) => {
  for (const capacity of [10, 100, 1000]) {
    const slots = new Slots(capacity)
    for (let index = 0; index < 11 * capacity; index++) {
      const place = slots.add(`${index}`, 0)
      slots.used[place] = index === 3 ? 5 : 1
      slots.until[place] = 1000
    }
    t.ok(slots.find('3') !== undefined, String(capacity))
  }
})
