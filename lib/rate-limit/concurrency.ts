import type { FastifyRequest } from 'fastify'
import { ApiError } from '../errors/api-error.ts'
import type { ConcurrencySettings } from './limit-options.ts'
import { subjectOf, type Subject } from './subject.ts'

/** Nobody knows when one of the others will be done. */
const refusal = new ApiError('too_many_requests', { retryAfter: 1 })

/** How many requests of a key are being answered. Bounded by the requests that are there. */
export class ConcurrencyLimiter {
  readonly #limit: number
  readonly #subject: Subject
  readonly #present: Map<string, number>

  /** @param present - the counts, shared by the limits of one name */
  constructor (settings: ConcurrencySettings, present: Map<string, number>) {
    this.#limit = settings.limit
    this.#subject = subjectOf(settings)
    this.#present = present
  }

  /**
   * Lets a request in.
   *
   * @returns what lets it out again, undefined where it is not counted, or the refusal
   */
  enter (request: FastifyRequest): (() => void) | ApiError | undefined {
    const key = this.#subject(request)
    if (key === undefined) return undefined
    const present = this.#present.get(key) ?? 0
    if (present >= this.#limit) return refusal
    this.#present.set(key, present + 1)
    return () => {
      const left = this.#present.get(key) as number - 1
      if (left === 0) this.#present.delete(key)
      else this.#present.set(key, left)
    }
  }
}

/** All limits of concurrency of a server. */
export class ConcurrencyLimiters {
  readonly #limiters = new Map<ConcurrencySettings, ConcurrencyLimiter>()
  readonly #counts = new Map<string, { readonly limit: number, readonly present: Map<string, number> }>()

  /**
   * @param place - `*`, `/prefix/*` or `GET /categories`
   * @throws TypeError where another limit of the same name or place says something else
   */
  open (settings: ConcurrencySettings, place: string): ConcurrencyLimiter {
    let limiter = this.#limiters.get(settings)
    if (limiter === undefined) this.#limiters.set(settings, limiter = new ConcurrencyLimiter(settings, this.#presentAt(settings.name ?? place, settings.limit)))
    return limiter
  }

  #presentAt (id: string, limit: number): Map<string, number> {
    let count = this.#counts.get(id)
    if (count === undefined) this.#counts.set(id, count = { limit, present: new Map() })
    if (count.limit === limit) return count.present
    throw new TypeError(`fastify-conformant: two limits of concurrency "${id}" say different things; give each a name of its own`)
  }
}
