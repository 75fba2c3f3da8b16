import type { FastifyRequest } from 'fastify'
import { draftRateLimit, type LimitState, type RateLimitFields } from '../dialects/rate-limit-fields.ts'
import { ApiError } from '../errors/api-error.ts'
import { channels } from '../errors/channels.ts'
import type { Limiter, Taken } from './limiter.ts'
import type { WithoutStore } from './shared-counter.ts'
import type { Tally } from './store.ts'

/** What the limits of a route say of a request. */
export interface Verdict {
  readonly refusal: ApiError | undefined
  /** Header fields of the limit that speaks, and what is left of it. */
  readonly fields: Readonly<Record<string, string>> | undefined
  readonly remaining: number
  /** What was taken from limits that report, or may have to give back; also where the request is refused. */
  readonly taken: readonly Taken[]
  /** True where limits of later hooks have to know of it. */
  readonly isRemembered: boolean
}

type Answer = Tally | WithoutStore

/** Where a limit refuses without its store: it looks again in a second. */
export const unavailable = new ApiError('service_unavailable', { retryAfter: 1 })

const nothing: readonly Taken[] = Object.freeze([])

/** Limits that a request meets at the same time. Each of them counts it, also where another one refuses it. */
export class LimitSet {
  readonly #limiters: readonly Limiter[]
  readonly #first: Limiter
  readonly #isRemembered: boolean
  readonly #isDraft: boolean
  readonly #fields: ((state: LimitState) => Readonly<Record<string, string>>) | undefined

  /**
   * @param limiters - at least one
   * @param all - every limit of the route, in the order in which they are shown
   */
  constructor (limiters: readonly Limiter[], all: readonly Limiter[], fields: RateLimitFields | undefined, isRemembered = false) {
    this.#isRemembered = isRemembered
    this.#isDraft = fields === draftRateLimit
    this.#limiters = limiters
    this.#first = limiters[0] as Limiter
    this.#fields = fields?.(all.filter(({ settings }) => !settings.dryRun).map(({ policy }) => policy))
  }

  /**
   * Takes from all limits, asking shared stores at the same time.
   *
   * @returns undefined where there is nothing to say or to do
   * @throws what the application's own functions throw
   */
  meet (request: FastifyRequest): Verdict | undefined | Promise<Verdict | undefined> {
    if (this.#limiters.length > 1) return this.#meetAll(request)
    const limiter = this.#first
    const key = limiter.subject(request)
    if (key === undefined) return undefined
    const cost = limiter.costOf(request)
    const answer = limiter.take(key, cost)
    if (answer instanceof Promise) return this.#concludeLate(limiter, key, cost, answer)
    // The way of nearly every request.
    if (this.#fields === undefined && limiter.isQuiet && !this.#isRemembered && typeof answer === 'object' && answer.admitted && !channels.limit.hasSubscribers) return undefined
    return this.#concludeOne({ limiter, key, cost }, answer)
  }

  async #concludeLate (limiter: Limiter, key: string, cost: number, late: Promise<Answer>): Promise<Verdict | undefined> {
    return this.#concludeOne({ limiter, key, cost }, await late)
  }

  #concludeOne ({ limiter, key, cost }: Omit<Taken, 'tally'>, answer: Answer): Verdict | undefined {
    return this.#conclude(typeof answer === 'object' ? [{ limiter, key, cost, tally: answer }] : nothing, answer === 'refuse' && !limiter.settings.dryRun)
  }

  #meetAll (request: FastifyRequest): Verdict | undefined | Promise<Verdict> {
    const asked: Array<Omit<Taken, 'tally'>> = []
    // Nothing is taken before all of the application's functions have answered.
    for (const limiter of this.#limiters) {
      const key = limiter.subject(request)
      if (key !== undefined) asked.push({ limiter, key, cost: limiter.costOf(request) })
    }
    if (asked.length === 0) return undefined
    const answers: Array<Answer | Promise<Answer>> = []
    let isLate = false
    for (const { limiter, key, cost } of asked) {
      const answer = limiter.take(key, cost)
      isLate ||= answer instanceof Promise
      answers.push(answer)
    }
    return isLate ? Promise.all(answers).then(settled => this.#concludeAll(asked, settled)) : this.#concludeAll(asked, answers as Answer[])
  }

  #concludeAll (asked: ReadonlyArray<Omit<Taken, 'tally'>>, answers: readonly Answer[]): Verdict {
    const taken: Taken[] = []
    let isUnavailable = false
    for (let index = 0; index < asked.length; index++) {
      const answer = answers[index] as Answer
      const { limiter, key, cost } = asked[index] as Omit<Taken, 'tally'>
      if (typeof answer === 'object') taken.push({ limiter, key, cost, tally: answer })
      else if (answer === 'refuse' && !limiter.settings.dryRun) isUnavailable = true
    }
    return this.#conclude(taken, isUnavailable)
  }

  #conclude (taken: readonly Taken[], isUnavailable: boolean): Verdict {
    const speaking = this.#speaking(taken)
    const refusal = isUnavailable ? unavailable : this.#refusal(speaking, taken)
    const loud = !this.#isRemembered && !channels.limit.hasSubscribers && taken.every(({ limiter }) => limiter.isQuiet) ? nothing : taken
    if (speaking === undefined) return { refusal, fields: undefined, remaining: Infinity, taken: loud, isRemembered: this.#isRemembered }
    const retryAfter = isUnavailable ? undefined : refusal?.retryAfter
    return {
      refusal,
      fields: this.#fields?.(speaking.limiter.state(speaking, retryAfter)),
      remaining: retryAfter === undefined ? speaking.limiter.remaining(speaking.tally) : -1,
      taken: loud,
      isRemembered: this.#isRemembered
    }
  }

  /** The one that makes the client wait longest, else the one that has least left. */
  #speaking (taken: readonly Taken[]): Taken | undefined {
    let tightest: Taken | undefined
    for (const one of taken) {
      if (one.limiter.settings.dryRun) continue
      if (tightest === undefined || isTighter(one, tightest)) tightest = one
    }
    return tightest
  }

  /** RFC 9110 §10.2.3: whole seconds, never too early for any of the limits. */
  #refusal (speaking: Taken | undefined, taken: readonly Taken[]): ApiError | undefined {
    if (speaking === undefined || speaking.tally.admitted) return undefined
    let wait = 0
    const passed: string[] = []
    for (const one of taken) {
      if (one.limiter.settings.dryRun) continue
      wait = Math.max(wait, one.limiter.nextIn(one))
      if (!one.tally.admitted) passed.push(one.limiter.policy.name)
    }
    // What they are called is told by the fields of the draft alone.
    return speaking.limiter.refusal(Math.max(1, Math.ceil(wait / 1000)), this.#isDraft ? passed : undefined)
  }
}

function isTighter (one: Taken, other: Taken): boolean {
  if (one.tally.admitted !== other.tally.admitted) return !one.tally.admitted
  if (!one.tally.admitted) return one.tally.retryIn > other.tally.retryIn
  return one.limiter.remaining(one.tally) < other.limiter.remaining(other.tally)
}
