import type { FastifyRequest } from 'fastify'
import { ApiError } from '../errors/api-error.ts'
import { channels } from '../errors/channels.ts'
import { countPassed } from '../errors/counts.ts'
import { safeFacts } from '../errors/facts.ts'
import { say } from '../errors/log.ts'
import { counterId } from './counter-id.ts'
import type { ConcurrencySettings, LimitEvent } from './limit-options.ts'
import { refusedBy } from './own-refusal.ts'
import { subjectOf, type Subject } from './subject.ts'

/** How many requests of a key are being answered. Bounded by the requests that are there. */
export class ConcurrencyLimiter {
  readonly #id: string
  readonly #limit: number
  readonly #isDry: boolean
  readonly #subject: Subject
  readonly #present: Map<string, number>

  /** Nobody knows when one of the others will be done. */
  readonly #refusal: ApiError

  /** @param present - the counts, shared by the limits of one name */
  constructor (settings: ConcurrencySettings, present: Map<string, number>, id: string) {
    this.#id = id
    this.#refusal = refusedBy(settings, new ApiError('too_many_requests', { retryAfter: 1, facts: safeFacts({ policy: id }) }))
    this.#limit = settings.limit
    this.#isDry = settings.dryRun
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
    if (present >= this.#limit) {
      if (channels.limit.hasSubscribers) channels.limit.publish({ type: 'passed', limit: this.#id, used: present, remaining: 0, dryRun: this.#isDry, request } satisfies Omit<LimitEvent, 'key'>)
      if (!this.#isDry) return this.#refusal
      countPassed(request, this.#id)
      say(request.log, 'info', 'a limit of concurrency is passed, and refuses nobody yet')
    }
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
  readonly #counts = new Map<string, { readonly limit: number, readonly isNamed: boolean, readonly present: Map<string, number> }>()

  /** As `open` of the rate limits: one that says something else, and one of another scope, is counted by itself. */
  open (settings: ConcurrencySettings, place: string): ConcurrencyLimiter {
    let limiter = this.#limiters.get(settings)
    if (limiter === undefined) this.#limiters.set(settings, limiter = new ConcurrencyLimiter(settings, ...this.#presentAt(settings, place)))
    return limiter
  }

  #presentAt ({ name, limit }: ConcurrencySettings, place: string): [present: Map<string, number>, id: string] {
    const id = counterId({ name, place }, this.#counts, known => known.limit === limit && known.isNamed === (name !== undefined))
    let count = this.#counts.get(id)
    if (count === undefined) this.#counts.set(id, count = { limit, isNamed: name !== undefined, present: new Map() })
    return [count.present, id]
  }
}
