import { setTimeout } from 'node:timers/promises'
import type t from 'tap'
import { redisStore } from '../../../lib/limits/redis-store.ts'
import type { Counter, Rule, Tally } from '../../../lib/limits/store.ts'
import type { Connected } from './redis-clients.ts'

type Test = Pick<typeof t, 'equal' | 'match' | 'ok' | 'rejects' | 'strictSame' | 'test'>

const minute: Rule = { id: 'GET /minute', limit: 100, window: 60_000, burst: undefined }
const bucket: Rule = { id: 'GET /bucket', limit: 50, window: 500, burst: 20 }

/** What every way to Redis must do. */
export async function storeTable (t: Test, { client, command, prefix }: Connected & { prefix: string }): Promise<void> {
  const open = (rule: Rule): Required<Counter> => redisStore({ client, prefix }).open(rule) as Required<Counter>
  const where = (rule: Rule, key: string): string => `${prefix}${encodeURIComponent(rule.id)}:${rule.burst === undefined ? 'window' : 'bucket'}:${key}`

  await t.test('exactly the limit of parallel takes', async (t) => {
    const counter = open(minute)
    for (const [key, cost, admitted] of [['one', 1, 100], ['three', 3, 33], ['none', 0, 300]] as const) {
      const tallies = await Promise.all(Array.from({ length: 300 }, () => counter.take(key, cost)))
      const used = tallies.filter(({ admitted }) => admitted).map(({ used }) => used)
      t.strictSame(used, Array.from({ length: admitted }, (_, place) => (place + 1) * cost), `cost ${cost}`)
      const [{ window }] = tallies as [Tally]
      if (cost > 0) t.ok(tallies.every(tally => tally.window === window), 'of one window')
      t.ok(tallies.every(({ resetIn }) => resetIn > 0 && resetIn <= 60_000))
      t.ok(tallies.every(({ admitted, resetIn, retryIn }) => retryIn === (admitted ? 0 : resetIn)))
    }
    t.equal(await command('EXISTS', where(minute, 'none')), 0, 'what costs nothing is not written')
    const life = Number(await command('PTTL', where(minute, 'one')))
    t.ok(life > 0 && life <= 60_000, 'Redis forgets the key')
  })

  await t.test('peek, give, reset', async (t) => {
    const counter = open(minute)
    t.match(await counter.peek('b'), { admitted: true, used: 0, resetIn: 0, retryIn: 0 })
    t.equal(await command('EXISTS', where(minute, 'b')), 0, 'peek does not write')
    const taken = await counter.take('b', 100)
    t.match(await counter.peek('b'), { admitted: false, used: 100 })
    await counter.give('b', 1, taken)
    t.ok(Number(await command('PTTL', where(minute, 'b'))) > 0, 'Redis forgets it as before')
    t.match(await counter.peek('b'), { admitted: true, used: 99, retryIn: 0 })
    await counter.give('b', 1, { ...taken, window: 5 })
    t.match(await counter.peek('b'), { used: 99 }, 'not to another window')
    await counter.give('b', 1000, taken)
    t.match(await counter.take('b', 1), { admitted: true, used: 1 }, 'not below nothing')
    await counter.reset('b')
    t.equal(await command('EXISTS', where(minute, 'b')), 0)
    await counter.give('b', 1, taken)
    await counter.reset('b')
    t.equal(await command('EXISTS', where(minute, 'b')), 0, 'what is gone stays gone')
  })

  await t.test('peek, give, reset of a bucket', async (t) => {
    const slow: Rule = { ...bucket, id: 'slow', window: 5_000_000 }
    const counter = open(slow)
    t.match(await counter.peek('b'), { admitted: true, used: 0, resetIn: 0, retryIn: 0 })
    t.equal(await command('EXISTS', where(slow, 'b')), 0)
    const taken = await counter.take('b', 20)
    t.match(taken, { admitted: true, used: 20, resetIn: 2_000_000, retryIn: 0 })
    const refused = await counter.take('b', 2)
    t.match(refused, { admitted: false, used: 20 })
    t.ok(refused.retryIn > 190_000 && refused.retryIn <= 200_000, 'when two are back')
    t.match(await counter.peek('b'), { admitted: false, used: 20 })
    await counter.give('b', 3, taken)
    t.match(await counter.take('b', 3), { admitted: true, used: 20 })
    await counter.reset('b')
    await counter.give('b', 1, taken)
    t.equal(await command('EXISTS', where(slow, 'b')), 0)
  })

  await t.test('no billionth longer than the window', async (t) => {
    t.equal((await open({ ...bucket, id: 'seventh', window: 1000, limit: 7, burst: 7 }).take('b', 7)).resetIn, 1000)
  })

  await t.test('who waits as long as it says is admitted', async (t) => {
    for (const rule of [{ ...minute, id: 'short', limit: 5, window: 100 }, { ...bucket, limit: 5, burst: 3 }]) {
      const counter = open(rule)
      for (let times = 0; times < 3; times++) {
        let tally = await counter.take('a', 1)
        while (tally.admitted) tally = await counter.take('a', 1)
        // Redis's own time, which passes for nobody else. Timers may be a millisecond early.
        await setTimeout(Math.ceil(tally.retryIn) + 1)
        t.match(await counter.take('a', 1), { admitted: true }, rule.id)
      }
    }
  })

  await t.test('a bucket over several windows: exactly what has flowed', async (t) => {
    const rule = { ...bucket, id: 'flow', limit: 10, window: 100, burst: 30_000 }
    const counter = open(rule)
    const kept = async (): Promise<[missing: number, moment: number]> =>
      String(await command('GET', where(rule, 'a'))).split(' ').map(Number) as [number, number]
    // Minutes until it is full: it never is again, and no unit that flows is lost.
    let admitted = 30_000
    t.match(await counter.take('a', 30_000), { admitted: true })
    const [, begun] = await kept()
    await Promise.all(Array.from({ length: 10 }, async () => {
      while ((await kept())[1] < begun + 500_000) if ((await counter.take('a', 1)).admitted) admitted++
    }))
    const [missing, moment] = await kept()
    const flowed = (moment - begun) / 10_000
    t.ok(flowed >= 50, 'over several windows')
    t.ok(Math.abs(missing + flowed - admitted) < 1e-6, `${admitted} are taken, ${missing} are missing, ${flowed} have flowed`)
  })

  await t.test('a limit that changes', async (t) => {
    const change = { ...minute, id: 'change' }
    await open(change).take('a', 100)
    t.match(await open({ ...change, limit: 101 }).take('a', 1), { admitted: true, used: 101 })
    const shorter = await open({ ...change, window: 1000 }).take('a', 1)
    t.match(shorter, { admitted: false })
    t.ok(shorter.resetIn <= 1000, 'no further away than a window')
    t.match(await open({ ...change, burst: 5 }).take('a', 1), { admitted: true, used: 1 }, 'anew as a bucket')
    const wide = { ...change, burst: 50, window: 6_000_000 }
    await open(wide).take('b', 50)
    const narrow = await open({ ...wide, burst: 2 }).take('b', 1)
    t.match(narrow, { admitted: false, used: 2 })
    t.ok(narrow.retryIn <= 60_000, 'no longer than for one unit')
  })

  await t.test("somebody's own values are left alone", async (t) => {
    for (const rule of [minute, bucket]) {
      const counter = open(rule)
      const list = where(rule, 'list')
      await command('RPUSH', list, 'x')
      await t.rejects(async () => await counter.take('list', 1), { message: /WRONGTYPE/ })
      await t.rejects(async () => await counter.peek('list'), { message: /WRONGTYPE/ })
      for (const text of ['text', '1', '1 2 3', 'a 5', '1 -5', '']) {
        await command('SET', where(rule, 'text'), text)
        await t.rejects(async () => await counter.take('text', 1), { message: /^WRONGTYPE .* holds something that is not of a limit/ }, text)
        await counter.give('text', 1, { admitted: true, used: 1, resetIn: 1, retryIn: 0 })
        t.equal(String(await command('GET', where(rule, 'text'))), text)
      }
      await command('DEL', list)
      await command('DEL', where(rule, 'text'))
    }
  })
}
