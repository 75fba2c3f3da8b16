import { Type, type TSchema } from '../options/type.ts'
import { durationPattern } from '../options/duration.ts'
import { aFunction, described, wholeNumber, yesOrNo } from '../options/words.ts'

const oneOf = (...values: string[]): TSchema =>
  Type.Union(values.map(value => Type.Literal(value)), { description: values.map(value => `"${value}"`).join(', ').replace(/, ([^,]*)$/, ' or $1') })
const upToABillion = (what: string): TSchema => wholeNumber(what, 1e9)
const duration = (description: string): TSchema => Type.Union([Type.Number(), Type.String({ pattern: durationPattern })], { description })

/** What is right for durations. How long they may be is looked at behind this: a text has no minimum. */
export const durations = {
  window: 'a duration such as "100ms", "1s", "15m", "1h" or "1d", or a number of seconds; from 1ms to 366 days',
  storeTimeout: 'a duration such as "100ms" or "1s", or a number of seconds; from 1ms to 60s'
} as const

const whoIsCounted = {
  key: Type.Union([Type.Literal('address'), Type.Literal('instance'), aFunction('')], { description: '"address", "instance", or a function (request) => string | undefined' }),
  // It stands in header fields and in the keys of stores.
  name: described(Type.String({ pattern: '^(?!default$)[\\w.:/@ -]{1,100}$' }), 'a name of up to 100 letters, digits, spaces and . : / @ _ -, and not "default"'),
  allow: described(Type.Array(described(Type.String(), 'an address such as 192.0.2.1, or a network such as 10.0.0.0/8')), 'a list of addresses and networks'),
  exempt: aFunction('a function (request) => boolean'),
  refusal: aFunction('a function (context) => ApiError'),
  ipv6Prefix: described(Type.Integer({ minimum: 1, maximum: 128 }), 'a whole number of bits from 1 to 128')
}

const rateLimit = Type.Composite([
  Type.Object({ limit: upToABillion('requests'), window: duration(durations.window) }),
  Type.Partial(Type.Object({
    ...whoIsCounted,
    burst: upToABillion('requests'),
    cost: Type.Union([Type.Integer({ minimum: 0, maximum: 1e9 }), aFunction('')], { description: 'a whole number from 0, or a function (request) => number' }),
    store: described(Type.Object({ name: described(Type.String({ minLength: 1 }), 'a name'), open: aFunction('a function (rule) => counter') }, { additionalProperties: true }),
      'a store: memoryStore(), redisStore({ … }), flexibleStore(…) or { name, open }'),
    hook: oneOf('onRequest', 'preParsing', 'preHandler'),
    countUnknown: yesOrNo,
    countRefused: yesOrNo,
    storeFailure: oneOf('local', 'allow', 'refuse'),
    storeTimeout: duration(durations.storeTimeout),
    maxKeys: upToABillion('keys'),
    dryRun: yesOrNo,
    near: described(Type.Number({ exclusiveMinimum: 0, maximum: 1 }), 'a share of the limit above 0, at most 1'),
    onLimit: aFunction('a function (event) => void')
  }))
], { additionalProperties: false, description: 'a limit such as { limit: 100, window: "1s" }' })

const concurrency = Type.Composite([
  Type.Object({ limit: upToABillion('requests') }), Type.Partial(Type.Object({ ...whoIsCounted, dryRun: yesOrNo }))
], { additionalProperties: false, description: 'a limit such as { limit: 4 }' })

const oneOrMore = (schema: TSchema): TSchema =>
  Type.Union([Type.Literal(false), schema, Type.Array(schema, { minItems: 1 })], { description: `false, ${schema.description as string}, or a list of them` })

/** What may be said of limits on the plugin, on scopes and on routes. */
export const rateLimitSchema = oneOrMore(rateLimit)
export const concurrencySchema = oneOrMore(concurrency)
export const fieldsSchema: TSchema = Type.Union([Type.Boolean(), ...['gitlab', 'draft', 'draft-11'].map(name => Type.Literal(name))], { description: 'true, false, "gitlab", "draft" or "draft-11"' })
