import { Type } from '../options/type.ts'
import { checkOptions } from '../options/check.ts'
import { isRedisClient, runnerOf, scriptOf, type RedisClient, type RunScript, type Script } from '../stores/redis-client.ts'
import { bucketScript, forgetScript, giveScript, probeScript, windowScript } from './redis-scripts.ts'
import { storeKey } from './store-key.ts'
import { capacityOf, type Counter, type Rule, type Store, type Tally } from './store.ts'

/** What {@link redisStore} is told: the client, and a prefix for its keys. */
export interface RedisStoreOptions {
  /** Your own client, connected: of ioredis, iovalkey or node-redis, or one of their clusters. It stays yours to close. */
  readonly client: RedisClient
  /** What every key begins with; default `conformant:`. */
  readonly prefix?: string
}

/**
 * Counts in Redis 6.2 or later, or Valkey: one limit for all processes that share it. A decision is one round trip to one
 * key. Time is Redis's own, in milliseconds. A key is `<prefix><limit>:window:<key>`, or `:bucket:` where the limit has a
 * burst; a key that is long or has unusual characters is there as `~` and its SHA-256.
 *
 * @throws TypeError that names the option that is not right
 * @example <caption>ioredis</caption>
 * const store = redisStore({ client: new Redis('redis://127.0.0.1:6379') })
 * @example <caption>iovalkey</caption>
 * const store = redisStore({ client: new Valkey('redis://127.0.0.1:6379'), prefix: 'shop:' })
 * @example <caption>node-redis</caption>
 * const client = await createClient({ url: 'redis://127.0.0.1:6379' }).on('error', console.error).connect()
 * const store = redisStore({ client })
 */
export function redisStore (options: RedisStoreOptions): Store {
  checkOptions(options, schema, ' of redisStore')
  const { client, prefix = 'conformant:' } = options
  // What was given instead may hold a password: its type alone is shown.
  if (!isRedisClient(client)) throw new TypeError(`fastify-conformant: option "client" of redisStore must be a client of ioredis, iovalkey or node-redis; got a value of type ${typeof client}`)
  const run = runnerOf(client)
  return { name: 'redis', open: (rule) => new RedisCounter(run, prefix, rule) }
}

const schema = Type.Object({
  client: { ...Type.Unknown(), description: 'a client of ioredis, iovalkey or node-redis' },
  prefix: Type.Optional({ ...Type.String(), description: 'a string' })
}, { additionalProperties: false })

const give = scriptOf(giveScript)
const forget = scriptOf(forgetScript)
const probe = scriptOf(probeScript)
const scripts = { window: scriptOf(windowScript), bucket: scriptOf(bucketScript) }

class RedisCounter implements Counter {
  readonly #run: RunScript
  readonly #prefix: string
  readonly #script: Script
  /** Microseconds for a unit that flows back; 0 where none does. */
  readonly #pace: string
  readonly #rule: readonly [limit: string, window: string, capacity: string]

  constructor (run: RunScript, prefix: string, rule: Rule) {
    const kind = rule.burst === undefined ? 'window' : 'bucket'
    this.#run = run
    this.#prefix = `${prefix}${encodeURIComponent(rule.id)}:${kind}:`
    this.#script = scripts[kind]
    this.#pace = String(kind === 'bucket' ? rule.window * 1000 / rule.limit : 0)
    this.#rule = [String(rule.limit), String(Math.round(rule.window * 1000)), String(capacityOf(rule))]
  }

  async take (key: string, cost: number): Promise<Tally> {
    try {
      return tallyOf(await this.#run(this.#script, this.#keyOf(key), [...this.#rule, String(cost), '0']))
    } catch (error) {
      // Somebody's own value is in this key, and says nothing of the others.
      throw error instanceof Error && error.message.includes('WRONGTYPE') ? Object.assign(error, { ofKey: true }) : error
    }
  }

  async give (key: string, cost: number, { window = 0 }: Tally): Promise<void> {
    await this.#run(give, this.#keyOf(key), [String(cost), String(window), this.#pace])
  }

  async peek (key: string): Promise<Tally> {
    return tallyOf(await this.#run(this.#script, this.#keyOf(key), [...this.#rule, '1', '1']))
  }

  async reset (key: string): Promise<void> {
    await this.#run(forget, this.#keyOf(key), [])
  }

  async probe (): Promise<void> {
    // No key of a limit has such a character; see storeKey.
    await this.#run(probe, `${this.#prefix}!`, [])
  }

  #keyOf (key: string): string {
    return this.#prefix + storeKey(key)
  }
}

/** Clients may be set to answer numbers as strings, buffers or bigints. */
function tallyOf (reply: unknown): Tally {
  if (!Array.isArray(reply) || reply.length !== 5) throw new TypeError('Redis answered something else than the script does')
  const [admitted, used, resetIn, retryIn, window] = reply.map(Number) as [number, number, number, number, number]
  return { admitted: admitted === 1, used, resetIn: resetIn / 1000, retryIn: retryIn / 1000, window }
}
