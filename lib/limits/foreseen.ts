import type { FastifyInstance, FastifyRequest } from 'fastify'
import { draftRateLimit, type RateLimitFields } from '../dialects/rate-limit-fields.ts'
import { ApiError } from '../errors/api-error.ts'
import { limitersOf } from './armed.ts'
import type { ConcurrencySettings, RateLimitSettings } from './limit-options.ts'
import { unavailable } from './limit-set.ts'
import { madeBy } from './own-refusal.ts'

/** An error of a limit, and the header fields that leave with it. */
export interface ForeseenRefusal { readonly error: ApiError, readonly fields: Readonly<Record<string, string>> }

/**
 * What the rate limits of a place answer to who is over one of them, without counting anything: as to a client that has used all of it at
 * once.
 *
 * @param request - whom functions of the application are asked about
 */
export function foreseenRefusals (limits: readonly RateLimitSettings[], fields: RateLimitFields | undefined, instance: FastifyInstance, request: FastifyRequest): ForeseenRefusal[] {
  const holding = limits.filter(({ dryRun }) => !dryRun)
  const limiters = holding.map(settings => limitersOf(instance).open(settings, '*'))
  const make = fields?.(limiters.map(({ policy }) => policy))
  const refusals = limiters.map((limiter): ForeseenRefusal => {
    const { limit, window, burst } = limiter.rule
    const seconds = Math.max(1, Math.ceil((burst === undefined ? window : window / limit) / 1000))
    const error = limiter.refusal(seconds, fields === draftRateLimit ? [limiter.policy.name] : undefined)
    const state = { policy: limiter.policy, used: (burst ?? limit) + 1, remaining: 0, reset: window / 1000, retryAfter: seconds }
    return { error: ownOf(limiter.settings, error, request), fields: make?.(state) ?? {} }
  })
  const isRefusing = holding.some(({ store, storeFailure }) => store !== undefined && storeFailure === 'refuse')
  return isRefusing ? [...refusals, { error: unavailable, fields: {} }] : refusals
}

/** The same of limits of requests at once. */
export function foreseenCrowds (limits: readonly ConcurrencySettings[], request: FastifyRequest): ForeseenRefusal[] {
  return limits.filter(({ dryRun }) => !dryRun).map(settings => ({ error: ownOf(settings, new ApiError('too_many_requests', { retryAfter: 1 }), request), fields: {} }))
}

/** What the application answers in its place; where it fails at a request that nobody has sent, what it has no word in. */
function ownOf (settings: RateLimitSettings | ConcurrencySettings, standard: ApiError, request: FastifyRequest): ApiError {
  try {
    return madeBy(settings, standard, standard.retryAfter as number, request) ?? standard
  } catch {
    return standard
  }
}
