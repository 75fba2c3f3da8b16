import { draftRateLimit, gitlabRateLimit, type RateLimitFields } from '../dialects/rate-limit-fields.ts'
import { gate } from '../gates/gate.ts'
import { nearest, type Option } from '../options/option.ts'
import { armConcurrency, armRateLimits } from './armed.ts'
import { checkConcurrency, checkRateLimits } from './check-limits.ts'
import { concurrencySettings, layered, rateLimitSettings, type Concurrency, type ConcurrencySettings, type RateLimit, type RateLimitSettings } from './limit-options.ts'
import { concurrencySchema, fieldsSchema, rateLimitSchema } from './limit-schema.ts'

/** Which header fields of rate limits are put on every answer. */
export const rateLimitHeaders: Option<boolean | FieldsName, boolean | FieldsName> = nearest(fieldsSchema, true)

/** `draft` is the newest generation of the IETF's draft that this package knows; a generation by its number stays what it is. */
type FieldsName = 'gitlab' | 'draft' | 'draft-11'

const fieldsByName: Readonly<Record<FieldsName, RateLimitFields>> = { gitlab: gitlabRateLimit, draft: draftRateLimit, 'draft-11': draftRateLimit }

/** 429 where more requests come than limits allow; 503 where the store of one fails that says so. */
export const rateLimit = gate<false | RateLimit | readonly RateLimit[], readonly RateLimitSettings[]>({
  hook: 'onRequest',
  status: [429, 503],
  option: { schema: rateLimitSchema, default: [], check: checkRateLimits, read: (given, around) => layered(around, given, rateLimitSettings) },
  arm (limits, route) {
    if (limits.length === 0) return undefined
    return armRateLimits(limits, route, fieldsOf(route.settingOf(rateLimitHeaders), route.dialect.rateLimit), route.settingOf(concurrency.option).length > 0)
  }
})

/** 429 where more requests are being answered at once than limits allow. */
export const concurrency = gate<false | Concurrency | readonly Concurrency[], readonly ConcurrencySettings[]>({
  hook: 'onRequest',
  status: [429],
  option: { schema: concurrencySchema, default: [], check: checkConcurrency, read: (given, around) => layered(around, given, concurrencySettings) },
  arm: (limits, route) => limits.length === 0 ? undefined : armConcurrency(limits, route)
})

/** The header fields that are put on answers; undefined: none. */
export function fieldsOf (chosen: boolean | FieldsName, ofDialect: RateLimitFields | undefined): RateLimitFields | undefined {
  if (typeof chosen === 'string') return fieldsByName[chosen]
  return chosen ? ofDialect : undefined
}
