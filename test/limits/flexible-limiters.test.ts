// Limiters of rate-limiter-flexible as they are: in memory, in Redis and in PostgreSQL.
import { randomUUID } from 'node:crypto'
import { setTimeout } from 'node:timers/promises'
import { Redis } from 'ioredis'
import pg from 'pg'
import { BurstyRateLimiter, RateLimiterMemory, RateLimiterPostgres, RateLimiterRedis, RateLimiterUnion } from 'rate-limiter-flexible'
import t, { type Test } from 'tap'
import { flexibleStore, type FlexibleLimiter } from '../../lib/limits/flexible-store.ts'
import type { Counter, Rule, Tally } from '../../lib/limits/store.ts'
import { redisUrl, withoutRedis } from '../helpers/redis.ts'

const connectionString = process.env.DATABASE_URL ?? 'postgres://postgres@127.0.0.1:5432/test'

interface AsyncCounter extends Required<Counter> {
  take (key: string, cost: number): Promise<Tally>
  peek (key: string): Promise<Tally>
  give (key: string, cost: number, taken: Tally): Promise<void>
}

type Open = (limit: number, seconds?: number) => AsyncCounter

/** Each rule has keys of its own, in this run too. */
function opener (make: (rule: Rule) => FlexibleLimiter): Open {
  const store = flexibleStore(make)
  return (limit, seconds = 60) => store.open({ id: `test-${randomUUID()}`, limit, window: seconds * 1000, burst: undefined }) as AsyncCounter
}

const ofRule = ({ id, limit, window }: Rule): { keyPrefix: string, points: number, duration: number } => ({ keyPrefix: id, points: limit, duration: window / 1000 })

t.test('what is no limiter of one window is refused when the server starts', async (t) => {
  const rule: Rule = { id: 'test', limit: 2, window: 1000, burst: undefined }
  const one = new RateLimiterMemory(ofRule(rule))
  for (const [limiter, lacks] of [[new BurstyRateLimiter(one, one), 'penalty'], [new RateLimiterUnion(one), 'penalty']] as const) {
    t.throws(() => flexibleStore(() => limiter as unknown as FlexibleLimiter).open(rule), new TypeError(`fastify-conformant: flexibleStore cannot count the limit "test": it was given a limiter without ${lacks}()`))
  }
})

t.test('RateLimiterMemory', async (t) => {
  await counts(t, opener(rule => new RateLimiterMemory(ofRule(rule))))
})

t.test('RateLimiterRedis', { skip: withoutRedis }, async (t) => {
  const client = new Redis(redisUrl)
  const prefixes: string[] = []
  t.teardown(async () => {
    for (const prefix of prefixes) {
      const keys = await client.keys(`${prefix}:*`)
      if (keys.length > 0) await client.del(keys)
    }
    await client.quit()
  })
  const open = opener(rule => {
    prefixes.push(rule.id)
    return new RateLimiterRedis({ ...ofRule(rule), storeClient: client })
  })
  await counts(t, open)
  await t.test('somebody else\'s value is a failure', async (t) => {
    const counter = open(10)
    await client.lpush(`${prefixes.at(-1)}:key`, 'a value')
    await t.rejects(counter.take('key', 1), { name: 'ReplyError' })
    await t.rejects(counter.peek('key'))
    await counter.reset('key')
    t.equal((await counter.take('key', 1)).used, 1)
  })
})

t.test('RateLimiterPostgres', async (t) => {
  const pool = new pg.Pool({ connectionString, connectionTimeoutMillis: 5000 })
  t.teardown(() => pool.end())
  try {
    await pool.query('select')
  } catch (error) {
    if (process.env.CI === 'true') throw error
    t.plan(0, `no PostgreSQL at ${connectionString.replace(/\/\/.*@/, '//')}: set DATABASE_URL`)
    return
  }
  const tableName = `rate_limits_${randomUUID().replaceAll('-', '')}`
  await new Promise<void>((resolve, reject) => {
    const made = (error?: Error): void => error === undefined ? resolve() : reject(error)
    // eslint-disable-next-line no-new -- it makes the table
    new RateLimiterPostgres({ storeClient: pool, tableName, points: 1, duration: 1, clearExpiredByTimeout: false }, made)
  })
  t.teardown(() => pool.query(`drop table if exists ${tableName}`))
  const open = opener(rule => new RateLimiterPostgres({ ...ofRule(rule), storeClient: pool, tableName, tableCreated: true, clearExpiredByTimeout: false }))
  await counts(t, open)
  await t.test('a table that is gone is a failure', async (t) => {
    const counter = open(10)
    await pool.query(`drop table ${tableName}`)
    const gone = { name: 'error', code: '42P01' }
    await t.rejects(counter.take('key', 1), gone)
    await t.rejects(counter.peek('key'), gone)
    await t.rejects(counter.reset('key') as Promise<void>, gone)
  })
})

t.test('a database that is away is a failure', async (t) => {
  const pool = new pg.Pool({ connectionString: 'postgres://127.0.0.1:1/test' })
  t.teardown(() => pool.end())
  const counter = opener(rule => new RateLimiterPostgres({
    ...ofRule(rule), storeClient: pool, tableName: 'rate_limits', tableCreated: true, clearExpiredByTimeout: false
  }))(10)
  const away = { code: 'ECONNREFUSED' }
  await t.rejects(counter.take('key', 1), away)
  await t.rejects(counter.give('key', 1, { admitted: true, used: 1, resetIn: 1000, retryIn: 0, window: performance.now() + 1000 }), away)
  await t.rejects(counter.peek('key'), away)
  await t.rejects(counter.reset('key') as Promise<void>, away)
})

/** What all of them must do. */
async function counts (t: Test, open: Open): Promise<void> {
  await t.test('of many at once exactly the limit is admitted', async (t) => {
    const counter = open(50)
    const tallies = await Promise.all(Array.from({ length: 200 }, () => counter.take('key', 1)))
    const admitted = tallies.filter(tally => tally.admitted)
    t.equal(admitted.length, 50)
    t.strictSame(admitted.map(({ used }) => used).sort((a, b) => a - b), Array.from({ length: 50 }, (_, index) => index + 1))
    for (const { admitted, used, resetIn, retryIn } of tallies) {
      if (used > 50 || resetIn <= 0 || resetIn > 60_001 || retryIn !== (admitted ? 0 : resetIn)) t.fail(`${admitted} ${used} ${resetIn} ${retryIn}`)
    }
    t.strictSame((await counter.peek('key')).used, 50)
    t.equal((await counter.take('another', 1)).used, 1)
  })

  await t.test('of many costs at once no more than the limit is admitted', async (t) => {
    const counter = open(100)
    const costs = Array.from({ length: 200 }, (_, index) => 1 + index % 7)
    const tallies = await Promise.all(costs.map(cost => counter.take('key', cost)))
    const sum = costs.reduce((all, cost, index) => all + (tallies[index]?.admitted === true ? cost : 0), 0)
    t.ok(sum <= 100, `${sum}`)
    t.equal((await counter.peek('key')).used, sum, 'and what was refused has taken nothing')
  })

  await t.test('what is refused takes nothing', async (t) => {
    const counter = open(10)
    t.equal((await counter.take('key', 8)).admitted, true)
    for (let times = 0; times < 3; times++) {
      const { admitted, used } = await counter.take('key', 5)
      t.strictSame({ admitted, used }, { admitted: false, used: 8 })
    }
    const { admitted, used } = await counter.take('key', 2)
    t.strictSame({ admitted, used }, { admitted: true, used: 10 })
  })

  await t.test('who waits as long as it was told is admitted', async (t) => {
    const counter = open(2, 1)
    t.equal((await counter.take('key', 2)).admitted, true)
    for (let times = 0; times < 2; times++) {
      let tally = await counter.take('key', 1)
      // A window may be over before somebody is refused in it.
      while (tally.admitted) tally = await counter.take('key', 1)
      const { retryIn } = tally
      t.ok(retryIn > 0 && retryIn <= 1001, `${retryIn}`)
      // Redis's and PostgreSQL's own time, which passes for nobody else. Timers may be a millisecond early.
      await setTimeout(retryIn + 1)
      const { admitted, used } = await counter.peek('key')
      t.strictSame({ admitted, used }, { admitted: true, used: 0 })
    }
  })

  await t.test('units are given back to their window only', async (t) => {
    const counter = open(10)
    await counter.take('key', 6)
    const second = await counter.take('key', 4)
    await counter.give('key', 4, second)
    t.equal((await counter.peek('key')).used, 6)
    const short = open(10, 1)
    const first = await short.take('key', 6)
    await setTimeout(first.resetIn + 5)
    t.equal((await short.take('key', 3)).used, 3)
    // From here on in a window that is not over before the end.
    await counter.reset('key')
    await counter.take('key', 3)
    await counter.give('key', 6, first)
    t.equal((await counter.peek('key')).used, 3, 'it is over')
    // As if the end of the window had overtaken the units on their way to the store.
    await counter.give('key', 2, { ...first, window: performance.now() + 1 })
    t.equal((await counter.peek('key')).used, 3, 'it ended meanwhile')
    await counter.give('fresh', 2, { ...first, window: performance.now() + 1 })
    t.equal((await counter.peek('fresh')).used, 0, 'nobody has come since')
  })

  await t.test('a key that is reset starts anew', async (t) => {
    const counter = open(1)
    t.strictSame(await counter.peek('key'), { admitted: true, used: 0, resetIn: 0, retryIn: 0 })
    await counter.take('key', 1)
    t.equal((await counter.take('key', 1)).admitted, false)
    await counter.reset('key')
    t.equal((await counter.take('key', 1)).admitted, true)
  })

  await t.test('hostile keys are keys as all others', async (t) => {
    const counter = open(1)
    for (const key of ['', '\0', '\ud800', '__proto__', "'; drop table x --", '* ? [a]', 'x'.repeat(100_000)]) {
      t.equal((await counter.take(key, 1)).admitted, true)
      t.equal((await counter.take(key, 1)).admitted, false)
    }
  })
}
