import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { RateLimitFields } from '../dialects/rate-limit-fields.ts'
import { draftRateLimit, gitlabRateLimit } from '../dialects/rate-limit-fields.ts'
import type { ApiError } from '../errors/api-error.ts'
import type { Settings } from '../settings.ts'
import { ConcurrencyLimiters, type ConcurrencyLimiter } from '../rate-limit/concurrency.ts'
import type { RateLimit } from '../rate-limit/limit-options.ts'
import { LimitSet, type Verdict } from '../rate-limit/limit-set.ts'
import type { Taken } from '../rate-limit/limiter.ts'
import { Limiters } from '../rate-limit/limiters.ts'
import { errorOf } from './error-of.ts'
import { logFault, say } from './log.ts'

/** The limits of a route, by the hook that they stand in. */
export interface Limits extends Readonly<Record<NonNullable<RateLimit['hook']>, LimitSet | undefined>> {
  /** Those that requests without a route meet. */
  readonly unrouted: LimitSet | undefined
  readonly concurrency: readonly ConcurrencyLimiter[]
}

interface Registry { readonly limiters: Limiters, readonly concurrency: ConcurrencyLimiters }

const registries = new WeakMap<object, Registry>()

/** What all scopes of a server count with. */
export function registryOf ({ server, log }: FastifyInstance): Registry {
  let registry = registries.get(server)
  if (registry === undefined) {
    const limiters = new Limiters(({ name, error }, event) => {
      if (event === 'down') say(log, 'error', `the store "${name}" of the rate limits fails: ${error}; they do what their storeFailure says until it is back`)
      else if (event === 'key') say(log, 'error', `the store "${name}" of the rate limits cannot count a key: ${error}; its limit does what its storeFailure says`)
      else say(log, 'info', `the store "${name}" of the rate limits is back`)
    })
    registries.set(server, registry = { limiters, concurrency: new ConcurrencyLimiters() })
  }
  return registry
}

/**
 * The limits that hold at a place.
 *
 * @param place - `*`, `/prefix/*` or `GET /categories`: where limits without a name that are written here are counted
 * @returns undefined where there are none
 * @throws TypeError where a store opens no counter
 */
export function limitsAt (instance: FastifyInstance, { rateLimit, concurrency, rateLimitHeaders, dialect }: Settings, place: string): Limits | undefined {
  if (rateLimit.length === 0 && concurrency.length === 0) return undefined
  const registry = registryOf(instance)
  const all = rateLimit.map(settings => registry.limiters.open(settings, place))
  const fields = fieldsOf(rateLimitHeaders, dialect.rateLimit)
  const set = (isIn: (settings: Settings['rateLimit'][number]) => boolean): LimitSet | undefined => {
    const some = all.filter(({ settings }) => isIn(settings))
    return some.length === 0 ? undefined : new LimitSet(some, all, fields, some.length < all.length || concurrency.length > 0)
  }
  return {
    onRequest: set(({ hook }) => hook === 'onRequest'),
    preParsing: set(({ hook }) => hook === 'preParsing'),
    preHandler: set(({ hook }) => hook === 'preHandler'),
    unrouted: set(({ hook, countUnknown }) => hook === 'onRequest' && countUnknown),
    concurrency: concurrency.map(settings => registry.concurrency.open(settings, place))
  }
}

function fieldsOf (chosen: Settings['rateLimitHeaders'], ofDialect: RateLimitFields | undefined): RateLimitFields | undefined {
  if (chosen === 'gitlab') return gitlabRateLimit
  if (chosen === 'draft') return draftRateLimit
  return chosen ? ofDialect : undefined
}

const metKey = Symbol('fastify-conformant.met')

/** What the limits have done for a request: what is left, and what they may have to give back. */
interface Met { remaining: number, readonly taken: Taken[], readonly counted: Array<{ readonly one: Taken, readonly at: number }> }

interface Keyed { [metKey]: Met | null }

/** Makes room on requests. */
export function decorateForLimits (instance: FastifyInstance): void {
  instance.decorateRequest(metKey, null)
}

/**
 * Counts a request, puts on the reply what the limits say, and goes on: at once, or later where a shared store is asked.
 *
 * @param failed - told what the application's own functions throw
 * @param settle - told the refusal, if any
 */
export function whenMet (set: LimitSet, request: FastifyRequest, reply: FastifyReply, failed: (error: Error) => void, settle: (refusal?: ApiError) => void): void {
  let verdict: ReturnType<LimitSet['meet']>
  try {
    verdict = set.meet(request)
  } catch (fault) {
    return failed(errorOf(fault))
  }
  if (verdict instanceof Promise) verdict.then(late => late && conclude(late, request, reply)).then(settle, (fault: unknown) => failed(errorOf(fault)))
  else settle(verdict && conclude(verdict, request, reply))
}

function conclude ({ refusal, fields, remaining, taken, isRemembered }: Verdict, request: FastifyRequest, reply: FastifyReply): ApiError | undefined {
  if (fields !== undefined) speak(fields, remaining, request, reply)
  for (const one of taken) {
    const { settings, rule } = one.limiter
    if (!settings.countRefused && one.tally.admitted) metOf(request).taken.push(one)
    if (isRemembered) metOf(request).counted.push({ one, at: performance.now() })
    if (settings.dryRun && !one.tally.admitted) say(request.log, 'info', `the limit "${rule.id}" is passed, and refuses nobody yet`)
    report(one, request)
  }
  return refusal?.kind === 'too_many_requests' ? notBefore(refusal, request) : refusal
}

/** Tells the application, whose own faults are no matter of the request's. */
function report (one: Taken, request: FastifyRequest): void {
  const failed = (fault: unknown): void => logFault(request.log, fault, `onLimit of "${one.limiter.rule.id}" failed`)
  try {
    const told = one.limiter.report(one, request)
    if (told instanceof Promise) told.catch(failed)
  } catch (fault) {
    failed(fault)
  }
}

/** Lets a client wait for what limits have counted before it was refused, too. */
export function notBefore (refusal: ApiError, request: FastifyRequest): ApiError {
  let longest = refusal
  for (const { one, at } of (request as unknown as Keyed)[metKey]?.counted ?? []) {
    const { limiter } = one
    const seconds = Math.ceil((limiter.nextIn(one) - (performance.now() - at)) / 1000)
    if (!limiter.settings.dryRun && seconds > (longest.retryAfter as number)) longest = limiter.refusal(seconds)
  }
  return longest
}

/** Of the limits in several hooks too the tightest speaks. */
function speak (fields: Readonly<Record<string, string>>, remaining: number, request: FastifyRequest, reply: FastifyReply): void {
  const met = metOf(request)
  if (remaining >= met.remaining) return
  met.remaining = remaining
  reply.headers(fields)
}

function metOf (request: FastifyRequest): Met {
  const keyed = request as unknown as Keyed
  keyed[metKey] ??= { remaining: Infinity, taken: [], counted: [] }
  return keyed[metKey]
}

/** Gives back what a refused request has taken from limits that do not count such. */
export function giveBack (request: FastifyRequest): void {
  for (const { limiter, key, cost, tally } of (request as unknown as Keyed)[metKey]?.taken.splice(0) ?? []) {
    limiter.counter.give?.(key, cost, tally)
  }
}
