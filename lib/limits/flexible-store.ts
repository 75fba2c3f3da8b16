import { storeKey } from './store-key.ts'
import type { Counter, Rule, Store, Tally } from './store.ts'
import { isObject } from '../is-object.ts'

/** What rate-limiter-flexible answers, and what it rejects with where it refuses. */
export interface FlexibleResult {
  readonly consumedPoints: number
  /** -1: never. */
  readonly msBeforeNext: number
}

/** What is used of a limiter of rate-limiter-flexible; an object of your own may have it too. */
export interface FlexibleLimiter {
  readonly points?: number
  /** Seconds. */
  readonly duration?: number
  readonly blockDuration?: number
  consume (key: string, points: number): Promise<FlexibleResult>
  penalty (key: string, points: number): Promise<FlexibleResult>
  reward (key: string, points: number): Promise<FlexibleResult>
  get (key: string): Promise<FlexibleResult | null>
  delete (key: string): Promise<unknown>
}

/**
 * Counts in a limiter of rate-limiter-flexible: in PostgreSQL, MySQL, MongoDB, Memcached, a cluster's primary process…
 *
 * What such a limiter cannot do: a limit with a `burst`, a window that is not of whole seconds (Redis would take
 * 1.5 seconds for 1, and half a second for no end at all), and costs of fractions. It counts what it refuses as well.
 * That is given back at once, unless the limiter has a `blockDuration`; until it is back, others may be refused whose
 * units would still have fitted, and never is somebody admitted beyond the limit. Where giving back fails, the units stay
 * taken until the window ends. Windows end by the clock of the process or of the database: see the limiter's own manual.
 *
 * Make the limiter's table beforehand and say `tableCreated: true`. A limiter that makes it by itself fails until it has,
 * and ends the process where it cannot. In the manual it is `create table rate_limits (key varchar(255) primary key,
 * points integer not null default 0, expire bigint)`.
 *
 * @param make - called once for each limit; `points` is the limit, `duration` its window in seconds, and `keyPrefix`
 *   must differ from limit to limit, and leave room for 65 characters more. Keys of more than 64 characters, or of others than letters, digits and `_.:/-`,
 *   are there as `~` and their SHA-256.
 * @throws TypeError where `make` is no function; when the server starts, a TypeError for a limit or a limiter that does not fit
 * @example
 * const store = flexibleStore((rule) => new RateLimiterPostgres({
 *   storeClient: pool, tableName: 'rate_limits', tableCreated: true,
 *   keyPrefix: rule.id, points: rule.limit, duration: rule.window / 1000
 * }))
 */
export function flexibleStore (make: (rule: Rule) => FlexibleLimiter): Store {
  if (typeof make !== 'function') throw new TypeError('fastify-conformant: flexibleStore takes a function that makes a limiter')
  return {
    name: 'flexible',
    open (rule) {
      const { id, limit, window, burst } = rule
      const refuse = (why: string): never => { throw new TypeError(`fastify-conformant: flexibleStore cannot count the limit "${id}": it ${why}`) }
      if (burst !== undefined) refuse('has a burst, which rate-limiter-flexible cannot count; use memoryStore or redisStore')
      if (window % 1000 !== 0) refuse(`has a window of ${window} ms; rate-limiter-flexible counts whole seconds`)
      const limiter = make(rule)
      for (const method of methods) if (typeof limiter?.[method] !== 'function') refuse(`was given a limiter without ${method}()`)
      const { points = limit, duration = window / 1000 } = limiter
      if (points !== limit) refuse(`was given a limiter of ${points} points; make it with points: rule.limit`)
      if (duration * 1000 !== window) refuse(`was given a limiter of ${duration} seconds; make it with duration: rule.window / 1000`)
      return new FlexibleCounter(limiter, rule)
    }
  }
}

const methods = ['consume', 'penalty', 'reward', 'get', 'delete'] as const

class FlexibleCounter implements Counter {
  readonly #limiter: FlexibleLimiter
  readonly #rule: Rule

  constructor (limiter: FlexibleLimiter, rule: Rule) {
    this.#limiter = limiter
    this.#rule = rule
  }

  async take (key: string, cost: number): Promise<Tally> {
    const known = storeKey(key)
    try {
      const { consumedPoints, msBeforeNext } = checked(await this.#limiter.consume(known, cost))
      const resetIn = this.#span(msBeforeNext)
      return { admitted: true, used: Math.max(0, consumedPoints), resetIn, retryIn: 0, window: performance.now() + resetIn }
    } catch (refusal) {
      if (!isResult(refusal)) throw refusal
      return await this.#refused(known, cost, refusal)
    }
  }

  async give (key: string, cost: number, { window = 0 }: Tally): Promise<void> {
    await this.#reward(storeKey(key), cost, window)
  }

  async peek (key: string): Promise<Tally> {
    const result = await this.#limiter.get(storeKey(key))
    if (result === null || checked(result).msBeforeNext <= 0) return { admitted: true, used: 0, resetIn: 0, retryIn: 0 }
    const { limit } = this.#rule
    const { consumedPoints, msBeforeNext } = result
    if (consumedPoints < limit) return { admitted: true, used: Math.max(0, consumedPoints), resetIn: msBeforeNext, retryIn: 0 }
    const resetIn = this.#span(msBeforeNext) + tick
    return { admitted: false, used: limit, resetIn, retryIn: resetIn }
  }

  async reset (key: string): Promise<void> {
    await this.#limiter.delete(storeKey(key))
  }

  async #refused (key: string, cost: number, { consumedPoints, msBeforeNext }: FlexibleResult): Promise<Tally> {
    const { limit } = this.#rule
    const { blockDuration = 0 } = this.#limiter
    const resetIn = this.#span(msBeforeNext) + tick
    const refused = { admitted: false, used: limit, resetIn, retryIn: resetIn }
    // A limiter that blocks keys in memory has counted nothing, and giving back would end a block in its store.
    if (consumedPoints <= limit || blockDuration > 0) return refused
    await this.#reward(key, cost, performance.now() + resetIn).catch(ignore)
    return { ...refused, used: Math.max(0, Math.min(consumedPoints - cost, limit)) }
  }

  /** Gives units back, unless their window is over. What has come too late, and would be too much in the next one, is taken again. */
  async #reward (key: string, cost: number, window: number): Promise<void> {
    const left = window - performance.now()
    if (left <= 0) return
    const { msBeforeNext } = checked(await this.#limiter.reward(key, cost))
    if (msBeforeNext > left + slack) await this.#limiter.penalty(key, cost)
  }

  #span (msBeforeNext: number): number {
    return msBeforeNext < 0 ? this.#rule.window : msBeforeNext
  }
}

/** Milliseconds: in the last one Redis says that 0 are left, and still knows the key. */
const tick = 1
/** Milliseconds by which the store's clock and ours may differ within a window. */
const slack = 100

function ignore (): void {}

function isResult (value: unknown): value is FlexibleResult {
  if (!isObject(value) || value instanceof Error) return false
  const { consumedPoints, msBeforeNext } = value as Partial<FlexibleResult>
  return Number.isFinite(consumedPoints) && Number.isFinite(msBeforeNext)
}

function checked (result: FlexibleResult): FlexibleResult {
  if (isResult(result)) return result
  throw new TypeError('the limiter did not answer as those of rate-limiter-flexible do')
}
