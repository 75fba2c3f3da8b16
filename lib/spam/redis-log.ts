import { Type } from '../options/type.ts'
import { checkOptions } from '../options/check.ts'
import { millisecondsOf, type Duration } from '../options/duration.ts'
import { isRedisClient, runnerOf, scriptOf, type RedisClient } from '../stores/redis-client.ts'
import type { SpamLog } from './spam-log.ts'
import { durationSchema } from './schema.ts'

/** What {@link redisSpamLog} is told: the client, and a prefix for its keys. */
export interface RedisSpamLogOptions {
  /** Your own client, connected: of ioredis, iovalkey or node-redis, or one of their clusters. It stays yours to close. */
  readonly client: RedisClient
  /** What every key begins with; default `conformant:spam:`. */
  readonly prefix?: string
  /** How long a CAPTCHA can be solved, and its answer is remembered; default `15m`. */
  readonly keep?: Duration
}

/**
 * Keeps spam in Redis 6.2 or later, or Valkey: a CAPTCHA that one process has asked for can be answered to another.
 * Keys are `<prefix>id`, the last id, `<prefix>entry:<id>` and `<prefix>answer:<digest>`.
 *
 * @throws TypeError that names the option that is not right
 * @example const log = redisSpamLog({ client: new Redis('redis://127.0.0.1:6379') })
 */
export function redisSpamLog (options: RedisSpamLogOptions): SpamLog {
  checkOptions(options, schema, ' of redisSpamLog')
  const { client, prefix = 'conformant:spam:', keep = '15m' } = options
  // What was given instead may hold a password: its type alone is shown.
  if (!isRedisClient(client)) throw new TypeError(`fastify-conformant: option "client" of redisSpamLog must be a client of ioredis, iovalkey or node-redis; got a value of type ${typeof client}`)
  const run = runnerOf(client)
  const lifetime = String(Math.ceil(millisecondsOf(keep)))
  const entryKey = (id: number): string => `${prefix}entry:${id}`
  const answerKey = (answer: string): string => `${prefix}answer:${answer}`
  return {
    async add (entry) {
      const id = Number(await run(nextId, `${prefix}id`, []))
      await run(keepValue, entryKey(id), [entry, lifetime])
      return id
    },
    async take (id, entry, answer) {
      // A Redis that is full takes keys away and adds none: what can fail comes first, and nothing is used up by it.
      if (Number(await run(isEntry, entryKey(id), [entry])) !== 1) return false
      const isNew = Number(await run(useOnce, answerKey(answer), [lifetime])) === 1
      try {
        // Who tries an old answer has to begin again.
        return Number(await run(takeEntry, entryKey(id), [entry])) === 1 && isNew
      } catch (fault) {
        if (isNew) await run(forget, answerKey(answer), []).catch(() => {})
        throw fault
      }
    },
    async giveBack (id, entry, answer) {
      await run(forget, answerKey(answer), [])
      await run(keepValue, entryKey(id), [entry, lifetime])
    }
  }
}

const schema = Type.Object({
  client: { ...Type.Unknown(), description: 'a client of ioredis, iovalkey or node-redis' },
  prefix: Type.Optional({ ...Type.String(), description: 'a string' }),
  keep: Type.Optional(durationSchema)
}, { additionalProperties: false })

// One key a script, so that any node of a cluster can run it.
const nextId = scriptOf("return redis.call('INCR', KEYS[1])")
const keepValue = scriptOf("redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2]) return 1")
const isEntry = scriptOf("return redis.call('GET', KEYS[1]) == ARGV[1] and 1 or 0")
const takeEntry = scriptOf("if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end return redis.call('DEL', KEYS[1])")
const useOnce = scriptOf("return redis.call('SET', KEYS[1], '1', 'PX', ARGV[1], 'NX') and 1 or 0")
const forget = scriptOf("return redis.call('DEL', KEYS[1])")
