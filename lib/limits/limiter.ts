import type { FastifyRequest } from 'fastify'
import { ApiError } from '../errors/api-error.ts'
import { channels } from '../errors/channels.ts'
import { safeFacts } from '../errors/facts.ts'
import { refusedBy } from './own-refusal.ts'
import { addressKey, bounded, notLater, subjectOf, type Subject } from './subject.ts'
import type { LimitPolicy, LimitState } from '../dialects/rate-limit-fields.ts'
import type { LimitEvent, RateLimitSettings } from './limit-options.ts'
import type { SharedCounter, WithoutStore } from './shared-counter.ts'
import { capacityOf, type Counter, type Rule, type Tally } from './store.ts'

/** What was asked for a request, and what the counter said. */
export interface Taken {
  readonly limiter: Limiter
  readonly key: string
  readonly cost: number
  readonly tally: Tally
}

/** One limit: whom a request counts for, what it costs, and what its counter says of it. */
export class Limiter {
  readonly rule: Rule
  readonly settings: RateLimitSettings
  readonly policy: LimitPolicy
  readonly counter: Counter | SharedCounter
  readonly subject: Subject
  /** True where nobody is told of a request, and nothing is given back. */
  readonly isQuiet: boolean
  readonly #capacity: number
  readonly #nearFrom: number
  #refusal: ApiError | undefined

  constructor (rule: Rule, settings: RateLimitSettings, counter: Counter | SharedCounter, isOfRoute = false) {
    this.rule = rule
    this.settings = settings
    this.counter = counter
    this.policy = { name: settings.name ?? 'default', limit: rule.limit, burst: rule.burst, window: rule.window / 1000, ...(isOfRoute ? { isOfRoute } : undefined) }
    this.subject = subjectOf(settings)
    this.isQuiet = settings.countRefused && settings.onLimit === undefined && !settings.dryRun
    this.#capacity = capacityOf(rule)
    this.#nearFrom = settings.near * this.#capacity
  }

  /**
   * @throws what the application's function throws, and a TypeError where it gives no whole number from 0
   */
  costOf (request: FastifyRequest): number {
    const { cost } = this.settings
    if (typeof cost === 'number') return Math.min(cost, this.#capacity)
    const own = notLater(cost(request), 'cost')
    if (Number.isInteger(own) && own >= 0) return Math.min(own, this.#capacity)
    throw new TypeError(`the cost of a request must be a whole number from 0; the limit "${this.rule.id}" got ${String(own)}`)
  }

  /** What the counter says, or at once or later what the limit says without its store. */
  take (key: string, cost: number): Tally | WithoutStore | Promise<Tally | WithoutStore> {
    return this.counter.take(key, cost)
  }

  /** Milliseconds after which the same request would be admitted by this limit. */
  nextIn ({ cost, tally }: Taken): number {
    const { admitted, used, resetIn, retryIn } = tally
    if (!admitted) return retryIn
    // What is refused is given back.
    if (!this.settings.countRefused) return 0
    if (used + cost <= this.#capacity) return 0
    const { burst, window, limit } = this.rule
    return burst === undefined ? resetIn : Math.max(0, resetIn + (cost - burst) * window / limit)
  }

  remaining ({ used }: Tally): number {
    return Math.max(0, this.#capacity - used)
  }

  state ({ cost, tally }: Taken, retryAfter: number | undefined): LimitState {
    const used = tally.admitted ? tally.used : tally.used + cost
    return { policy: this.policy, used, remaining: retryAfter === undefined ? this.remaining(tally) : 0, reset: tally.resetIn / 1000, retryAfter }
  }

  /** The same error for the same time to wait: it is rendered once. */
  refusal (retryAfter: number, policies?: readonly string[]): ApiError {
    const known = this.#refusal
    if (known !== undefined && known.retryAfter === retryAfter && known.facts.policies?.join() === policies?.join()) return known
    this.#refusal = refusedBy(this.settings, new ApiError('too_many_requests', { retryAfter, facts: safeFacts({ policy: this.rule.id, ...(policies && { policies }) }) }))
    return this.#refusal
  }

  /**
   * Tells the application that a key has come near its limit, or is over it.
   *
   * @returns what it answers, and throws what it throws
   */
  report ({ key, cost, tally }: Taken, request: FastifyRequest): unknown {
    const { onLimit, dryRun } = this.settings
    if (onLimit === undefined && !channels.limit.hasSubscribers) return undefined
    const { admitted, used } = tally
    if (admitted && (used < this.#nearFrom || used - cost >= this.#nearFrom)) return undefined
    const event: Omit<LimitEvent, 'key'> = { type: admitted ? 'near' : 'passed', limit: this.rule.id, used, remaining: this.remaining(tally), dryRun, request }
    if (channels.limit.hasSubscribers) channels.limit.publish(event)
    return onLimit?.({ ...event, key })
  }

  /** The key that the counters know, of an address or of what the application's own function would say. */
  keyOf (given: string): string {
    return this.settings.key === 'address' ? addressKey(given, this.settings.ipv6Prefix) : bounded(given)
  }
}
