import t from 'tap'
import { redisStore } from '../../../lib/limits/redis-store.ts'
import type { Counter, Rule } from '../../../lib/limits/store.ts'
import { withoutRedis } from '../../helpers/redis.ts'
import { withClock } from './redis-clock.ts'
import { clients, connected } from './redis-clients.ts'

const [, ioredis] = clients[0]!
/** Not the machine's time, and microseconds that need every digit. */
const begin = 1_764_000_000_000_001

/** What Redis keeps is forgotten by its own clock: windows are longer than the tests. */
async function clocked (t: Parameters<typeof connected>[0]): Promise<{ clock: { now: number }, open: (rule: Rule) => Required<Counter>, kept: () => Promise<unknown> }> {
  const { prefix, command } = await connected(t, ioredis)
  const clock = { now: begin }
  const store = redisStore({ client: withClock({ command }, clock), prefix })
  const kept = async (): Promise<unknown> => [await command('GET', `${prefix}*:window:a`), await command('GET', `${prefix}*:bucket:a`)]
  return { clock, open: rule => store.open(rule) as Required<Counter>, kept }
}

t.test('a window', { skip: withoutRedis }, async (t) => {
  const { clock, open } = await clocked(t)
  const counter = open({ id: '*', limit: 2, window: 60_000, burst: undefined })
  const cases: Array<[name: string, at: number, admitted: boolean, used: number, resetIn: number]> = [
    ['begins with the first request', 0, true, 1, 60_000],
    ['goes on', 30_000_001, true, 2, 29_999.999],
    ['is full', 59_999_999, false, 2, 0.001],
    ['ends', 60_000_000, true, 1, 60_000],
    ['the next one', 60_000_001, true, 2, 59_999.999],
    ['begins when somebody comes', 200_000_000, true, 1, 60_000]
  ]
  for (const [name, at, admitted, used, resetIn] of cases) {
    clock.now = begin + at
    t.match(await counter.take('a', 1), { admitted, used, resetIn, retryIn: admitted ? 0 : resetIn }, name)
  }
})

t.test('a clock that goes back shuts nothing for longer than a window', { skip: withoutRedis }, async (t) => {
  const hour = 3_600_000_000
  for (const burst of [undefined, 10]) {
    const { clock, open, kept } = await clocked(t)
    const counter = open({ id: '*', limit: 10, window: 60_000, burst })
    await counter.take('a', 10)
    clock.now -= hour
    const before = await kept()
    t.match(await counter.peek('a'), { admitted: false, used: 10 })
    t.strictSame(await kept(), before, 'peek does not write')
    const refused = await counter.take('a', 10)
    t.match(refused, { admitted: false, used: 10, resetIn: 60_000, retryIn: 60_000 })
    clock.now += 30_000_000
    t.match(await counter.take('a', 10), { admitted: false, resetIn: 30_000 }, 'the refusal has put it right')
    clock.now += 29_999_000
    t.match(await counter.take('a', 10), { admitted: false })
    clock.now += 1000
    t.match(await counter.take('a', 10), { admitted: true, used: 10 })
  }
})

t.test('a clock that leaps ahead ends the window and no more', { skip: withoutRedis }, async (t) => {
  for (const burst of [undefined, 10]) {
    const { clock, open } = await clocked(t)
    const counter = open({ id: '*', limit: 10, window: 60_000, burst })
    await counter.take('a', 10)
    clock.now += 3_600_000_000
    t.match(await counter.take('a', 10), { admitted: true, used: 10, resetIn: 60_000 })
    t.match(await counter.take('a', 1), { admitted: false })
  }
})

t.test('a bucket that shrinks is put right by a refusal', { skip: withoutRedis }, async (t) => {
  const { clock, open } = await clocked(t)
  await open({ id: '*', limit: 1, window: 60_000, burst: 100 }).take('a', 100)
  const small = open({ id: '*', limit: 1, window: 60_000, burst: 2 })
  t.match(await small.take('a', 1), { admitted: false, used: 2, retryIn: 60_000, resetIn: 120_000 })
  clock.now += 60_000_000
  t.match(await small.take('a', 1), { admitted: true, used: 2 })
})

t.test('what has flowed back into a bucket is not given a second time', { skip: withoutRedis }, async (t) => {
  const { clock, open } = await clocked(t)
  const counter = open({ id: '*', limit: 10, window: 60_000, burst: 5 })
  const taken = await counter.take('a', 1)
  clock.now += 6_000_000
  t.match(await counter.take('a', 5), { admitted: true, used: 5 })
  await counter.give('a', 1, taken)
  t.match(await counter.take('a', 1), { admitted: false, used: 5 })
})

t.test('fractions: exactly burst and flow over thousands of takes', { skip: withoutRedis }, async (t) => {
  // Three a second are one each 333,333.3 µs.
  for (const [limit, window, burst] of [[3, 60_000, 5], [7, 61_000, 2], [999, 60_000, 13]] as const) {
    const { clock, open } = await clocked(t)
    const counter = open({ id: '*', limit, window, burst })
    const pace = window * 1000 / limit
    let admitted = Number((await counter.take('a', 1)).admitted)
    let seed = limit
    let mostWrong = 0
    for (let times = 0; times < 3000; times++) {
      // The same each time, without a pattern; never so long that the bucket is full.
      seed = seed * 48_271 % 2_147_483_647
      clock.now += Math.floor(seed / 2_147_483_647 * pace * 0.9)
      const tally = await counter.take('a', 1)
      if (tally.admitted) admitted++
      else {
        const due = burst + Math.floor((clock.now - begin) / pace + 1e-6)
        mostWrong = Math.max(mostWrong, Math.abs(admitted - due))
      }
    }
    t.equal(mostWrong, 0, `${limit} in ${window} ms`)
    t.ok(admitted > 1000)
  }
})

t.test('who obeys is never refused twice in a row', { skip: withoutRedis }, async (t) => {
  for (const [limit, window, burst] of [[3, 60_000, 5], [7, 60_100, 7], [11, 60_000, undefined], [1, 60_000, 1]] as const) {
    const { clock, open } = await clocked(t)
    const counter = open({ id: '*', limit, window, burst })
    let refused = 0
    for (let times = 0; times < 300; times++) {
      const cost = 1 + times % Math.min(limit, burst ?? limit)
      const tally = await counter.take('a', cost)
      if (tally.admitted) continue
      refused++
      clock.now += Math.round(tally.retryIn * 1000)
      const again = await counter.take('a', cost)
      if (!again.admitted) t.fail(`refused twice: ${limit} in ${window} ms, burst ${burst}, cost ${cost}`)
    }
    t.ok(refused > 50)
  }
})
