import type { StoreHealth } from './health.ts'
import type { Limiter } from './limiter.ts'
import type { Limiters } from './limiters.ts'
import type { Tally } from './store.ts'

/** What is left of a limit for one key. */
export interface LimitStatus {
  readonly used: number
  readonly remaining: number
  /** Seconds until nothing is used any more. */
  readonly reset: number
}

/** A look at the rate limits of a server from inside. */
export interface RateLimits {
  /**
   * What a key has used, without using anything.
   *
   * @param limit - the limit's name, or where it was written: `*` for the plugin, `/prefix/*` for a scope, `GET /categories` for a route
   * @param key - an address, or what the limit's own `key` says; `*` for `instance`
   * @returns a promise, rejected where the store fails or cannot tell
   * @throws RangeError for a limit that does not exist
   */
  peek (limit: string, key: string): Promise<LimitStatus>
  /** Forgets what a key has used; rejected as `peek`. */
  reset (limit: string, key: string): Promise<void>
  /** The shared stores and how they are; empty where all limits count in this process. */
  health (): readonly StoreHealth[]
}

/** @param limiters - asked when somebody looks: where there are no limits nothing that they run on is loaded */
export function rateLimitsOf (limiters: () => Limiters): RateLimits {
  return {
    async peek (limit, key) {
      const limiter = limiters().named(limit)
      const tally = await limiter.counter.peek?.(limiter.keyOf(key))
      if (tally === undefined) throw new Error(`the store of the limit "${limit}" cannot be looked into`)
      return statusOf(limiter, tally)
    },
    async reset (limit, key) {
      const limiter = limiters().named(limit)
      await limiter.counter.reset?.(limiter.keyOf(key))
    },
    health: () => limiters().health
  }
}

function statusOf (limiter: Limiter, tally: Tally): LimitStatus {
  return { used: tally.used, remaining: limiter.remaining(tally), reset: tally.resetIn / 1000 }
}
