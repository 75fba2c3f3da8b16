import type { FastifyReply, FastifyRequest } from 'fastify'
import { draftRateLimit, gitlabRateLimit, type RateLimitFields } from '../dialects/rate-limit-fields.ts'
import { gate, type Check } from '../gates/gate.ts'
import { nearest, type Option } from '../options/option.ts'
import { checkConcurrency, checkRateLimits } from './check-limits.ts'
import { concurrencySettings, layered, rateLimitSettings, type Concurrency, type ConcurrencySettings, type RateLimit, type RateLimitSettings } from './limit-options.ts'
import { concurrencySchema, fieldsSchema, rateLimitSchema } from './limit-schema.ts'
import { LimitSet } from './limit-set.ts'
import { meet } from './meet.ts'
import { countedAt } from './counted-at.ts'
import { enter } from './presence.ts'
import { registryOf } from './registry.ts'

/** Which header fields of rate limits are put on every answer. */
export const rateLimitHeaders: Option<boolean | 'gitlab' | 'draft', boolean | 'gitlab' | 'draft'> = nearest(fieldsSchema, true)

/** 429 where more requests come than limits allow; 503 where the store of one fails that says so. */
export const rateLimit = gate<false | RateLimit | readonly RateLimit[], readonly RateLimitSettings[]>({
  hook: 'onRequest',
  status: [429, 503],
  option: { schema: rateLimitSchema, default: [], check: checkRateLimits, read: (given, around) => layered(around, given, rateLimitSettings) },
  arm (limits, route) {
    if (limits.length === 0) return undefined
    const { limiters } = registryOf(route.instance)
    const place = countedAt(route)
    const all = limits.map(settings => limiters.open(settings, place))
    const fields = fieldsOf(route.settingOf(rateLimitHeaders), route.dialect.rateLimit)
    const hasCrowd = route.settingOf(concurrency.option).length > 0
    const checkOf = (isIn: (settings: RateLimitSettings) => boolean): Check | undefined => {
      const some = all.filter(({ settings }) => isIn(settings))
      if (some.length === 0) return undefined
      const set = new LimitSet(some, all, fields, some.length < all.length || hasCrowd)
      return (request, reply) => meet(set, request, reply)
    }
    // Scanners meet those that requests without a route count for.
    if (route.options === undefined) return checkOf(({ hook, countUnknown }) => hook === 'onRequest' && countUnknown)
    return {
      onRequest: checkOf(({ hook }) => hook === 'onRequest'),
      preParsing: checkOf(({ hook }) => hook === 'preParsing'),
      preHandler: checkOf(({ hook }) => hook === 'preHandler')
    }
  }
})

/** 429 where more requests are being answered at once than limits allow. */
export const concurrency = gate<false | Concurrency | readonly Concurrency[], readonly ConcurrencySettings[]>({
  hook: 'onRequest',
  status: [429],
  option: { schema: concurrencySchema, default: [], check: checkConcurrency, read: (given, around) => layered(around, given, concurrencySettings) },
  arm (limits, route) {
    if (limits.length === 0) return undefined
    const place = countedAt(route)
    const limiters = limits.map(settings => registryOf(route.instance).concurrency.open(settings, place))
    return route.options && ((request: FastifyRequest, reply: FastifyReply) => enter(limiters, request, reply))
  }
})

function fieldsOf (chosen: boolean | 'gitlab' | 'draft', ofDialect: RateLimitFields | undefined): RateLimitFields | undefined {
  if (chosen === 'gitlab') return gitlabRateLimit
  if (chosen === 'draft') return draftRateLimit
  return chosen ? ofDialect : undefined
}
