// Limits: what is right compiles, what is wrong does not.
import type { FastifyRequest } from 'fastify'
import Fastify from 'fastify'
import conformant, { defineDialect, draftRateLimit, gitlabRateLimit, problem, type Concurrency, type ConformantRouteOptions, type Duration, type LimitEvent, type LimitKey, type LimitState, type LimitStatus, type RateLimit, type RateLimitFields, type RateLimits, type StoreHealth } from 'fastify-conformant'
import { memoryStore, type Counter, type Rule, type Store, type Tally } from 'fastify-conformant/limits'
import type { Equal, Expect } from './equal.ts'

const app = Fastify()

// One, several, none; on the plugin and on routes.
app.register(conformant, { rateLimit: { limit: 100, window: '1m' }, concurrency: { limit: 4 }, rateLimitHeaders: 'draft' })
app.register(conformant, { rateLimit: [{ limit: 100, window: 60 }, { limit: 5, window: '1s', name: 'second' }], concurrency: [{ limit: 4 }, { limit: 10, key: 'instance', name: 'all' }], rateLimitHeaders: false })
app.get('/', { config: { conformant: { rateLimit: false, concurrency: false, rateLimitHeaders: true } } }, async () => '')
app.register(conformant, {
  rateLimit: {
    limit: 1,
    window: 1,
    burst: 5,
    key: ({ headers }) => headers.authorization,
    name: 'n',
    allow: ['10.0.0.0/8'],
    exempt: request => request.is404,
    ipv6Prefix: 56,
    cost: request => request.url.length,
    store: memoryStore({ maxKeys: 10 }),
    hook: 'preHandler',
    countUnknown: false,
    countRefused: false,
    storeFailure: 'refuse',
    storeTimeout: '50ms',
    maxKeys: 10,
    dryRun: true,
    near: 0.5,
    onLimit: event => {
      type Given = Expect<Equal<typeof event, LimitEvent>>
      const given: Given = true
      event.request.log.warn({ given, ...event })
    }
  },
  concurrency: { limit: 1, key: 'address', name: 'n', allow: ['::1'], exempt: () => false, ipv6Prefix: 64 }
})
// @ts-expect-error a limit has a window
app.register(conformant, { rateLimit: { limit: 1 } })
// @ts-expect-error and a number
app.register(conformant, { rateLimit: { window: 1 } })
// @ts-expect-error false turns limits off
app.register(conformant, { rateLimit: true })
// @ts-expect-error there is no such key
app.register(conformant, { rateLimit: { limit: 1, window: 1, key: 'ip' } })
// @ts-expect-error nobody waits for a key
app.register(conformant, { rateLimit: { limit: 1, window: 1, key: async () => 'a' } })
// @ts-expect-error nor for an exemption
app.register(conformant, { rateLimit: { limit: 1, window: 1, exempt: async () => true } })
// @ts-expect-error nor for a cost
app.register(conformant, { concurrency: { limit: 1 }, rateLimit: { limit: 1, window: 1, cost: async () => 1 } })
// @ts-expect-error there is no such hook
app.register(conformant, { rateLimit: { limit: 1, window: 1, hook: 'onSend' } })
// @ts-expect-error there is no such policy
app.register(conformant, { rateLimit: { limit: 1, window: 1, storeFailure: 'ignore' } })
// @ts-expect-error a client is no store
app.register(conformant, { rateLimit: { limit: 1, window: 1, store: { get () {} } } })
// @ts-expect-error concurrency has no window
app.register(conformant, { concurrency: { limit: 1, window: 1 } })
// @ts-expect-error there are no such fields
app.register(conformant, { rateLimitHeaders: 'akeneo' })

// A store of one's own, at once or later.
export const atOnce: Store = { name: 'mine', open: (rule: Rule) => ({ take: (_key, cost) => ({ admitted: cost <= rule.limit, used: cost, resetIn: rule.window, retryIn: 0 }) }) }
export const later: Store = { name: 'mine', open: () => ({ take: async () => ({ admitted: true, used: 1, resetIn: 0, retryIn: 0 }), give: async () => {}, peek: async () => ({ admitted: true, used: 0, resetIn: 0, retryIn: 0 }), reset: async () => {} }) }
// @ts-expect-error a tally says when it is over
export const tally: Tally = { admitted: true, used: 1 }

// Fields of a dialect of one's own.
const plain = defineDialect({ ...problem(), rateLimit: (policies) => ({ policy, remaining }) => ({ 'x-limits': String(policies.length), 'x-left': `${policy.name} ${remaining}` }) })
app.register(conformant, { dialect: plain })
app.register(conformant, { dialect: defineDialect({ ...problem(), rateLimit: gitlabRateLimit }) })

export const looked = [await app.rateLimits.peek('*', '192.0.2.1'), await app.rateLimits.reset('*', '192.0.2.1'), app.rateLimits.health()] as const

export type Limits = [
  Expect<Equal<typeof looked, readonly [LimitStatus, void, readonly StoreHealth[]]>>,
  Expect<Equal<typeof app.rateLimits, RateLimits>>,
  Expect<Equal<NonNullable<ConformantRouteOptions['rateLimit']>, false | RateLimit | readonly RateLimit[]>>,
  Expect<Equal<NonNullable<ConformantRouteOptions['concurrency']>, false | Concurrency | readonly Concurrency[]>>,
  Expect<Equal<LimitKey, 'address' | 'instance' | ((request: FastifyRequest) => string | undefined)>>,
  Expect<Equal<RateLimit['window'], Duration>>,
  Expect<Equal<typeof draftRateLimit, RateLimitFields>>,
  Expect<Equal<LimitState['retryAfter'], number | undefined>>,
  Expect<Equal<ReturnType<Counter['take']>, Tally | Promise<Tally>>>
]
