import type { FastifyInstance, FastifyRequest } from 'fastify'
import { draftRateLimit, type RateLimitFields } from '../dialects/rate-limit-fields.ts'
import { ApiError } from '../errors/api-error.ts'
import { remade } from '../errors/own.ts'
import { limitersOf } from './armed.ts'
import type { ConcurrencySettings, RateLimitSettings } from './limit-options.ts'
import { unavailable } from './limit-set.ts'

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
    const facts = { policy: limiter.rule.id, ...(fields === draftRateLimit ? { policies: [limiter.policy.name] } : {}) }
    const error = new ApiError('too_many_requests', { retryAfter: seconds, facts })
    const state = { policy: limiter.policy, used: (burst ?? limit) + 1, remaining: 0, reset: window / 1000, retryAfter: seconds }
    return { error: ownOf(limiter.settings, error, request, window / 1000), fields: make?.(state) ?? {} }
  })
  const isRefusing = holding.some(({ store, storeFailure }) => store !== undefined && storeFailure === 'refuse')
  return isRefusing ? [...refusals, { error: unavailable, fields: {} }] : refusals
}

/** The same of limits of requests at once. */
export function foreseenCrowds (limits: readonly ConcurrencySettings[], request: FastifyRequest): ForeseenRefusal[] {
  return limits.filter(({ dryRun }) => !dryRun).map(settings => ({ error: ownOf(settings, new ApiError('too_many_requests', { retryAfter: 1 }), request), fields: {} }))
}

/** What the application answers in its place; where it fails at a request that nobody has sent, what it has no word in. */
function ownOf ({ refusal, name, limit }: RateLimitSettings | ConcurrencySettings, standard: ApiError, request: FastifyRequest, window?: number): ApiError {
  const retryAfter = standard.retryAfter as number
  try {
    const own: unknown = refusal?.({ request, name, limit, window, retryAfter })
    if (!ApiError.is(own)) return standard
    return remade(own, Number(own.headers['retry-after']) >= retryAfter ? {} : { retryAfter })
  } catch {
    return standard
  }
}
