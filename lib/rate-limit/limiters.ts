import { Health, type HealthListener, type StoreHealth } from './health.ts'
import type { RateLimitSettings } from './limit-options.ts'
import { Limiter } from './limiter.ts'
import { memoryStore } from './memory-store.ts'
import { SharedCounter } from './shared-counter.ts'
import type { Counter, Rule, Store } from './store.ts'

/** All limits of a server, and the health of their stores. */
export class Limiters {
  readonly #limiters = new Map<RateLimitSettings, Limiter>()
  readonly #counters = new Map<string, { readonly rule: Rule, readonly store: Store | undefined, readonly counter: Counter | SharedCounter }>()
  readonly #healths = new Map<Store, Health>()
  readonly #listener: HealthListener

  constructor (listener: HealthListener) {
    this.#listener = listener
  }

  /**
   * The limiter of a limit. Where it was written is where it is counted: limits with a name share the counters of the
   * name, others those of their place.
   *
   * @param place - `*`, `/prefix/*` or `GET /categories`
   * @throws TypeError where another limit of the same name or place says something else
   */
  open (settings: RateLimitSettings, place: string): Limiter {
    let limiter = this.#limiters.get(settings)
    if (limiter !== undefined) return limiter
    const { name, limit, window, burst } = settings
    const rule: Rule = { id: name ?? place, limit, window, burst }
    limiter = new Limiter(rule, settings, this.#counterOf(rule, settings))
    this.#limiters.set(settings, limiter)
    return limiter
  }

  /** @throws RangeError for a name that no limit has */
  named (id: string): Limiter {
    for (const limiter of this.#limiters.values()) if (limiter.rule.id === id) return limiter
    throw new RangeError(`there is no limit "${id}"; the limits are ${[...this.#counters.keys()].map(id => `"${id}"`).join(', ')}`)
  }

  get health (): readonly StoreHealth[] {
    return [...this.#healths.values()].map(({ value }) => value)
  }

  #counterOf (rule: Rule, settings: RateLimitSettings): Counter | SharedCounter {
    const { id } = rule
    const known = this.#counters.get(id)
    if (known === undefined) {
      const counter = this.#newCounter(rule, settings)
      this.#counters.set(id, { rule, store: settings.store, counter })
      return counter
    }
    const { limit, window, burst } = known.rule
    if (limit === rule.limit && window === rule.window && burst === rule.burst && known.store === settings.store) return known.counter
    throw new TypeError(`fastify-conformant: two limits "${id}" say different things; give each a name of its own`)
  }

  #newCounter (rule: Rule, { store, storeFailure, storeTimeout, maxKeys }: RateLimitSettings): Counter | SharedCounter {
    const local = memoryStore({ maxKeys }).open(rule)
    if (store === undefined) return local
    let health = this.#healths.get(store)
    if (health === undefined) this.#healths.set(store, health = new Health(store, this.#listener))
    return new SharedCounter({
      counter: store.open(rule), health, timeout: storeTimeout, otherwise: storeFailure === 'local' ? local : storeFailure, maxKeys, now: () => performance.now()
    })
  }
}
