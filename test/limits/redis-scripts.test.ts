// What the scripts answer and keep, to the microsecond, under a clock that the test moves.
import { randomUUID } from 'node:crypto'
import { Redis } from 'ioredis'
import t, { type Test } from 'tap'
import { bucketScript, forgetScript, giveScript, probeScript, windowScript } from '../../lib/limits/redis-scripts.ts'
import { redisUrl, withoutRedis } from '../helpers/redis.ts'

/** In microseconds since 1970; needs every digit. */
const begin = 1_764_000_000_000_001
const second = 1_000_000
const minute = 60 * second

interface Kept {
  readonly client: Redis
  readonly key: string
  /** Runs a script so long behind the beginning. */
  run (script: string, at: number, ...args: number[]): Promise<unknown>
  value (): Promise<string | null>
}

/** A key of the test's own. */
function keyOf (t: Test): Kept {
  const client = new Redis(redisUrl)
  const key = `test:${randomUUID()}`
  t.teardown(async () => {
    await client.del(key)
    await client.quit()
  })
  const run = async (script: string, at: number, ...args: number[]): Promise<unknown> => {
    const now = begin + at
    const text = script.replace("redis.call('TIME')", `{ '${Math.floor(now / second)}', '${now % second}' }`)
    return await client.eval(text, 1, key, ...args.map(String))
  }
  return { client, key, run, value: async () => await client.get(key) }
}

type Step = [name: string, at: number, cost: number, peeks: 0 | 1, reply: number[], kept: string | null]

async function go (t: Test, script: string, rule: [limit: number, window: number, capacity: number], steps: Step[]): Promise<void> {
  const { run, value } = keyOf(t)
  for (const [name, at, cost, peeks, reply, kept] of steps) {
    t.strictSame(await run(script, at, ...rule, cost, peeks), reply, name)
    t.equal(await value(), kept, `${name}: what is kept`)
  }
}

t.test('a window', { skip: withoutRedis }, async (t) => {
  const ends = begin + minute
  const next = begin + 61 * second + minute
  await go(t, windowScript, [3, minute, 3], [
    ['nothing was taken', 0, 1, 1, [1, 0, 0, 0, ends], null],
    ['nothing is taken', 0, 0, 0, [1, 0, minute, 0, ends], null],
    ['two', 0, 2, 0, [1, 2, minute, 0, ends], `2 ${ends}`],
    ['all of them or none', 1, 2, 0, [0, 2, minute - 1, minute - 1, ends], `2 ${ends}`],
    ['a look', 30 * second, 1, 1, [1, 2, 30 * second, 0, ends], `2 ${ends}`],
    ['the last', 30 * second, 1, 0, [1, 3, 30 * second, 0, ends], `3 ${ends}`],
    ['a look where nothing is left', minute - 1, 1, 1, [0, 3, 1, 1, ends], `3 ${ends}`],
    ['nothing, which there always is', minute - 1, 0, 0, [1, 3, 1, 0, ends], `3 ${ends}`],
    ['the next window', 61 * second, 1, 0, [1, 1, minute, 0, next], `1 ${next}`],
    ['more than a window has', 61 * second, 4, 0, [0, 1, minute, minute, next], `1 ${next}`]
  ])
})

t.test('a window that is further away than it may be is moved, by a refusal too, and not by a look', { skip: withoutRedis }, async (t) => {
  await go(t, windowScript, [1, minute, 1], [
    ['one', 0, 1, 0, [1, 1, minute, 0, begin + minute], `1 ${begin + minute}`],
    ['a look, when the clock has gone back', -minute, 1, 1, [0, 1, minute, minute, begin], `1 ${begin + minute}`],
    ['a refusal', -minute, 1, 0, [0, 1, minute, minute, begin], `1 ${begin}`]
  ])
})

t.test('a bucket', { skip: withoutRedis }, async (t) => {
  // One unit flows back in 20 seconds.
  await go(t, bucketScript, [3, minute, 5], [
    ['nothing was taken', 0, 1, 1, [1, 0, 0, 0, 0], null],
    ['nothing is taken', 0, 0, 0, [1, 0, 0, 0, begin], null],
    ['all at once', 0, 5, 0, [1, 5, 100 * second, 0, begin + 100 * second], `5 ${begin}`],
    ['half of one is back', 10 * second, 1, 0, [0, 5, 90 * second, 10 * second, 0], `5 ${begin}`],
    ['almost one is back', 20 * second - 1000, 1, 0, [0, 5, 80 * second + 1000, 1000, 0], `5 ${begin}`],
    ['one is back', 20 * second, 1, 0, [1, 5, 100 * second, 0, begin + 40 * second], `5 ${begin + 20 * second}`],
    ['a look where there is none', 20 * second, 1, 1, [0, 5, 100 * second, 20 * second, 0], `5 ${begin + 20 * second}`],
    ['a look', 80 * second, 1, 1, [1, 2, 40 * second, 0, 0], `5 ${begin + 20 * second}`],
    ['it is full', 500 * second, 2, 0, [1, 2, 40 * second, 0, begin + 540 * second], `2 ${begin + 500 * second}`],
    ['more than it holds', 500 * second, 6, 0, [0, 2, 40 * second, 60 * second, 0], `2 ${begin + 500 * second}`]
  ])
})

t.test('a bucket of which more is missing than it holds is put right by a refusal', { skip: withoutRedis }, async (t) => {
  const { run, value } = keyOf(t)
  await run(bucketScript, 0, 3, minute, 50, 50, 0)
  t.strictSame(await run(bucketScript, 0, 3, minute, 5, 1, 1), [0, 5, 100 * second, 20 * second, 0])
  t.equal(await value(), `50 ${begin}`, 'a look')
  t.strictSame(await run(bucketScript, 0, 3, minute, 5, 1, 0), [0, 5, 100 * second, 20 * second, 0])
  t.equal(await value(), `5 ${begin}`)
})

t.test('what is kept is forgotten when it says nothing any more', { skip: withoutRedis }, async (t) => {
  for (const [script, life] of [[windowScript, 60_000], [bucketScript, 20_000]] as const) {
    const { client, key, run } = keyOf(t)
    await run(script, 0, 3, minute, 3, 1, 0)
    const left = await client.pttl(key)
    t.ok(left > life - 5000 && left <= life, `${left} ms of ${life}`)
    await run(giveScript, 0, 1, begin + minute, script === windowScript ? 0 : 20 * second)
    const after = await client.pttl(key)
    t.ok(after > life - 5000 && after <= left, 'also where something was given back')
  }
})

t.test('units are given back to the window they are of', { skip: withoutRedis }, async (t) => {
  const { client, key, run, value } = keyOf(t)
  const ends = begin + minute
  const give = async (cost: number, window: number): Promise<unknown> => [await run(giveScript, 0, cost, window, 0), await value()]
  t.strictSame(await give(1, ends), [0, null], 'where nothing is kept')
  await run(windowScript, 0, 3, minute, 3, 3, 0)
  t.strictSame(await give(1, ends - 1), [0, `3 ${ends}`], 'of another window')
  t.strictSame(await give(1, ends), [1, `2 ${ends}`])
  t.strictSame(await give(5, ends), [1, `0 ${ends}`], 'and no more than were taken')
  await client.set(key, 'somebody\'s own')
  t.strictSame(await give(1, ends), [0, 'somebody\'s own'])
})

t.test('to a bucket what has not flowed back since', { skip: withoutRedis }, async (t) => {
  const { run, value } = keyOf(t)
  const pace = 20 * second
  await run(bucketScript, 0, 3, minute, 5, 4, 0)
  const taken = begin + 2 * pace
  const give = async (at: number, cost: number): Promise<unknown> => [await run(giveScript, at, cost, taken, pace), await value()]
  t.strictSame(await give(2 * pace, 2), [0, `4 ${begin}`], 'all of it has')
  t.strictSame(await give(1.5 * pace, 2), [1, `3.5 ${begin}`], 'half a unit has not')
  t.strictSame(await give(0, 1), [1, `2.5 ${begin}`], 'no more than is given')
})

t.test('somebody\'s own value is an error of its key', { skip: withoutRedis }, async (t) => {
  const { client, key, run, value } = keyOf(t)
  for (const own of ['', '5', 'five 5', '5 five', '5 5 5']) {
    await client.set(key, own)
    for (const script of [windowScript, bucketScript]) {
      await t.rejects(run(script, 0, 3, minute, 3, 1, 0), { message: new RegExp(`WRONGTYPE ${key} holds something that is not of a limit`) }, JSON.stringify(own))
      t.equal(await value(), own)
    }
  }
  await client.del(key)
  await client.lpush(key, 'a')
  await t.rejects(run(windowScript, 0, 3, minute, 3, 1, 0), /WRONGTYPE/)
})

t.test('a probe writes for a second, and a key is forgotten once', { skip: withoutRedis }, async (t) => {
  const { client, key, run, value } = keyOf(t)
  t.equal(await run(probeScript, 0), 1)
  t.equal(await value(), '')
  const left = await client.pttl(key)
  t.ok(left > 0 && left <= 1000)
  await client.set(key, 'a')
  t.equal(await run(forgetScript, 0), 1)
  t.equal(await value(), null)
  t.equal(await run(forgetScript, 0), 0)
})
