// A million keys, of which each comes once or twice: what they cost in memory, in timers and in looks, and whom they wash out.
import t from 'tap'
import { memoryStore } from '../../../lib/limits/memory-store.ts'
import { Slots } from '../../../lib/limits/slots.ts'
import type { Counter, Tally } from '../../../lib/limits/store.ts'
import { heldBytes } from '../../helpers/heap.ts'

t.setTimeout(1_200_000)

const million = 1_000_000
const remembered = 100_000

/** Answers at once. */
interface MemoryCounter extends Counter {
  take (key: string, cost: number): Tally
  peek (key: string): Tally
}

const open = (burst: number | undefined): MemoryCounter =>
  memoryStore().open({ id: 'test', limit: 10, window: 3_600_000, burst }) as MemoryCounter

const mebibytes = (bytes: number): number => Math.round(bytes / 1024 / 1024 * 10) / 10
const timers = (): number => process.getActiveResourcesInfo().filter(name => /Timeout|Immediate/.test(name)).length

/** An address of IPv6, in another order than that of its numbers. */
const address = (index: number): string => `2001:db8:${(index * 7919 % 65_536).toString(16)}:${(index >> 4).toString(16)}::/64`

const kinds: ReadonlyArray<[name: string, make: (index: number) => string, limit: number]> = [
  ['addresses', address, 24],
  ['addresses that are parts of long fields', index => Buffer.from(`${address(index)}, ${'x'.repeat(2000)}`).toString('latin1').split(',', 1)[0] as string, 24],
  ['texts of 64 characters', index => `${index}`.padStart(64, 'k'), 32],
  ['texts of 64 characters beyond Latin', index => `${index}`.padStart(64, '鍵'), 40],
  ['names of what objects have', index => `__proto__.constructor.${index}`, 24]
]

for (const [burst, counted] of [[undefined, 'windows'], [20, 'buckets']] as const) {
  for (const [name, make, limit] of kinds) {
    t.test(`${counted} for a million ${name}: under ${limit} MiB, and no timer`, async (t) => {
      const before = { bytes: heldBytes(), timers: timers() }
      const counter = open(burst)
      for (let index = 0; index < million; index++) {
        if (!counter.take(make(index), 1).admitted) return t.fail(`key ${index} is refused`)
      }
      const more = heldBytes() - before.bytes
      t.equal(timers(), before.timers)
      t.comment(`${mebibytes(more)} MiB more`)
      t.ok(more < limit * 1024 * 1024, `${mebibytes(more)} MiB`)
      t.equal(counter.take(make(million - 1), 1).used, 2, 'the last is still known')
    })
  }

  t.test(`${counted}: keys at their limit outlive a million others`, async (t) => {
    const counter = open(burst)
    const most = burst ?? 10
    const heavy = Array.from({ length: remembered / 2 }, (_, index) => `heavy ${index}`)
    for (const [index, key] of heavy.entries()) {
      counter.take(key, most)
      // They lie among others, as they come.
      counter.take(`light ${index}`, 1)
    }
    for (let index = 0; index < million; index++) counter.take(`flood ${index}`, 1)
    const left = heavy.filter(key => !counter.take(key, 1).admitted).length
    t.equal(left, heavy.length, 'all of those that fill half of the table')
  })

  t.test(`${counted}: of keys at their limit that fill the table four of five outlive a million others`, async (t) => {
    const counter = open(burst)
    const most = burst ?? 10
    for (let index = 0; index < remembered; index++) counter.take(`heavy ${index}`, most)
    for (let index = 0; index < million; index++) counter.take(`flood ${index}`, 1)
    let left = 0
    for (let index = 0; index < remembered; index++) if (counter.peek(`heavy ${index}`).used === most) left++
    t.comment(`${left} of ${remembered}`)
    t.ok(left >= remembered * 0.8, `${left} of ${remembered}`)
  })
}

t.test('a new key looks at as few places, when the table has long been full', async (t) => {
  const slots = new Slots(remembered)
  const add = (index: number): void => {
    const place = slots.add(address(index), 0)
    slots.used[place] = index % 100
    slots.until[place] = 1
  }
  for (let index = 0; index < remembered; index++) add(index)
  let looks = 0
  const counting = <Table extends object>(table: Table): Table => new Proxy(table, {
    get (target, name) {
      looks++
      return Reflect.get(target, name) as unknown
    }
  })
  slots.used = counting(slots.used)
  slots.until = counting(slots.until)
  const seen = new Set<number>()
  for (let index = remembered; index < 3 * remembered; index++) {
    looks = 0
    add(index)
    seen.add(looks)
  }
  t.equal(slots.size, remembered)
  // Two places to clear; of eight that are compared, when each ends and what is used of it and of the least.
  t.ok(Math.max(...seen) <= 2 + 8 * 4, `at most ${Math.max(...seen)} looks`)
})
