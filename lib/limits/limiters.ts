import { counterId } from './counter-id.ts'
import { Health, type HealthListener, type StoreHealth } from './health.ts'
import type { RateLimitSettings } from './limit-options.ts'
import { Limiter } from './limiter.ts'
import { memoryStore } from './memory-store.ts'
import { SharedCounter } from './shared-counter.ts'
import type { Counter, Rule, Store } from './store.ts'

interface Counted { readonly settings: RateLimitSettings, readonly counter: Counter | SharedCounter }

/** All limits of a server, and the health of their stores. */
export class Limiters {
  readonly #limiters = new Map<RateLimitSettings, Limiter>()
  readonly #counted = new Map<string, Counted>()
  readonly #healths = new Map<Store, Map<number, Health>>()
  readonly #listener: HealthListener

  constructor (listener: HealthListener) {
    this.#listener = listener
  }

  /**
   * The limiter of a limit. Where it was written is where it is counted: limits with a name share the counters of the
   * name, others those of their place. One that says something else, and one of another scope, is counted by itself.
   *
   * @param place - `*` and `/prefix/*` for scopes, or `GET /categories`
   * @param isOfRoute - true where it may be that no other place has it; the first to open it knows
   * @throws TypeError where a store opens no counter
   */
  open (settings: RateLimitSettings, place: string, isOfRoute = false): Limiter {
    let limiter = this.#limiters.get(settings)
    if (limiter !== undefined) return limiter
    const { name, limit, window, burst } = settings
    const id = counterId({ name, place }, this.#counted, known => (known.settings.name === undefined) === (name === undefined) && isSame(known.settings, settings))
    const rule: Rule = { id, limit, window, burst }
    const known = this.#counted.get(id)
    const counter = known?.counter ?? this.#newCounter(rule, settings)
    if (known === undefined) this.#counted.set(id, { settings, counter })
    limiter = new Limiter(rule, settings, counter, isOfRoute)
    this.#limiters.set(settings, limiter)
    return limiter
  }

  /** @throws RangeError for a name that no limit has */
  named (id: string): Limiter {
    for (const limiter of this.#limiters.values()) if (limiter.rule.id === id) return limiter
    throw new RangeError(`there is no limit "${id}"; ${this.#counted.size === 0 ? 'there are none' : `the limits are ${[...this.#counted.keys()].map(id => `"${id}"`).join(', ')}`}`)
  }

  get health (): readonly StoreHealth[] {
    return [...this.#healths.values()].flatMap(healths => [...healths.values()]).map(({ value }) => value)
  }

  #newCounter (rule: Rule, { store, storeFailure, storeTimeout, maxKeys }: RateLimitSettings): Counter | SharedCounter {
    const local = memoryStore({ maxKeys }).open(rule)
    if (store === undefined) return local
    const counter = store.open(rule)
    if (typeof counter?.take !== 'function') throw new TypeError(`fastify-conformant: the store "${store.name}" opened no counter for the limit "${rule.id}": there is no take()`)
    return new SharedCounter({
      counter, health: this.#healthOf(store, storeTimeout), timeout: storeTimeout, otherwise: storeFailure === 'local' ? local : storeFailure, maxKeys, now: () => performance.now()
    })
  }

  /** What is an outage to a limit that waits for a short time is none to one that waits longer. */
  #healthOf (store: Store, timeout: number): Health {
    let healths = this.#healths.get(store)
    if (healths === undefined) this.#healths.set(store, healths = new Map())
    let health = healths.get(timeout)
    if (health === undefined) healths.set(timeout, health = new Health(store, this.#listener))
    return health
  }
}

/** What has to be the same for one counter. */
const counted = ['limit', 'window', 'burst', 'store', 'storeFailure', 'storeTimeout', 'maxKeys'] as const

function isSame (one: RateLimitSettings, other: RateLimitSettings): boolean {
  return counted.every(option => one[option] === other[option])
}
