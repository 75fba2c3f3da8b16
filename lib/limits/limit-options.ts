import type { FastifyRequest } from 'fastify'
import { millisecondsOf, type Duration } from '../options/duration.ts'
import type { StoreFailure } from './shared-counter.ts'
import type { OwnRefusal } from './own-refusal.ts'
import type { Store } from './store.ts'

/**
 * Whom a limit counts: an address (IPv6 by prefix, a port that a proxy has added left out), the whole server, or what a
 * function says; nothing of it: not counted. The function answers at once; what it needs is looked up in an earlier hook.
 */
export type LimitKey = 'address' | 'instance' | ((request: FastifyRequest) => string | undefined)

/** Told when a key comes near its limit (once a window) and of every request beyond it. */
export interface LimitEvent {
  readonly type: 'near' | 'passed'
  /** The limit's name, or where it stands. */
  readonly limit: string
  readonly key: string
  readonly used: number
  readonly remaining: number
  /** True where the request goes on although the limit is passed. */
  readonly dryRun: boolean
  readonly request: FastifyRequest
}

/** What is counted, and who is not. */
interface WhoIsCounted {
  /** Default: `address`. */
  key?: LimitKey
  /** Limits of the same name are one: the nearest holds. Without a name a limit takes the place of the one without a name around it. */
  name?: string
  /** Addresses and networks that are not counted: `192.0.2.1`, `10.0.0.0/8`, `2001:db8::/32`. */
  allow?: readonly string[]
  /** True for a request that is not counted. Answers at once, as all functions of a limit: a promise is a 500. */
  exempt?: (request: FastifyRequest) => boolean
  /** The error that is answered to who is over the limit, such as `({ retryAfter }) => errors.quota({ … })`. Default: 429. Its Retry-After is never earlier. */
  refusal?: OwnRefusal
  /** Bits of an IPv6 address that are one client; default 64. */
  ipv6Prefix?: number
}

/** So many requests a window; over it: 429. */
export interface RateLimit extends WhoIsCounted {
  /** Requests a window. */
  limit: number
  /** `1s`, `15m`, or a number of seconds; from 1 ms to 366 days. It begins with a key's first request. */
  window: Duration
  /** How many may come at once: then `limit` a window flow back, evenly, instead of all at the end of the window. */
  burst?: number
  /** What a request counts for: a whole number from 0; default 1. More than the limit counts as the limit. */
  cost?: number | ((request: FastifyRequest) => number)
  /** Where it is counted. Default: in this process. */
  store?: Store
  /** When: before everything (default), after `onRequest` hooks such as authentication, or as the last before the handler. */
  hook?: 'onRequest' | 'preParsing' | 'preHandler'
  /** Requests for unknown URLs and methods count, and are refused; default true. */
  countUnknown?: boolean
  /** Requests that are refused with an error of 400 to 499 count; default true. A body of your own with such a status is no error. */
  countRefused?: boolean
  /** While the store fails: `local` (default) counts in this process, `allow` lets pass, `refuse` answers 503. */
  storeFailure?: StoreFailure
  /** How long a request waits for the store; default `100ms`, at most `60s`. */
  storeTimeout?: Duration
  /** The most keys that this process remembers; default 100,000. */
  maxKeys?: number
  /** Counts and reports, refuses nobody. */
  dryRun?: boolean
  /** The share of the limit at which it is near; default 0.8. */
  near?: number
  /** What it throws or rejects with is logged; nobody waits for it. */
  onLimit?: (event: LimitEvent) => void
}

/** So many requests at once; over it: 429. Counted in this process. */
export interface Concurrency extends WhoIsCounted {
  /** Requests that are being answered at the same time. */
  limit: number
  /** Counts and says so, refuses nobody. */
  dryRun?: boolean
}

/** A rate limit with its defaults. The same object wherever the limit holds: its counters hang on it. */
export interface RateLimitSettings extends Readonly<Omit<Required<RateLimit>, 'name' | 'burst' | 'store' | 'allow' | 'exempt' | 'refusal' | 'onLimit' | 'window' | 'storeTimeout'>> {
  readonly name: string | undefined
  readonly burst: number | undefined
  readonly store: Store | undefined
  readonly allow: readonly string[]
  readonly exempt: RateLimit['exempt']
  readonly refusal: OwnRefusal | undefined
  readonly onLimit: RateLimit['onLimit']
  /** Milliseconds. */
  readonly window: number
  /** Milliseconds. */
  readonly storeTimeout: number
}

export interface ConcurrencySettings extends Readonly<Omit<Required<Concurrency>, 'name' | 'allow' | 'exempt' | 'refusal'>> {
  readonly name: string | undefined
  readonly allow: readonly string[]
  readonly exempt: Concurrency['exempt']
  readonly refusal: OwnRefusal | undefined
}

export function rateLimitSettings (given: RateLimit): RateLimitSettings {
  return {
    ...whoIsCounted(given),
    window: millisecondsOf(given.window),
    burst: given.burst,
    cost: given.cost ?? 1,
    store: given.store,
    hook: given.hook ?? 'onRequest',
    countUnknown: given.countUnknown ?? true,
    countRefused: given.countRefused ?? true,
    storeFailure: given.storeFailure ?? 'local',
    storeTimeout: millisecondsOf(given.storeTimeout ?? '100ms'),
    maxKeys: given.maxKeys ?? 100_000,
    dryRun: given.dryRun ?? false,
    near: given.near ?? 0.8,
    onLimit: given.onLimit
  }
}

export function concurrencySettings (given: Concurrency): ConcurrencySettings {
  return { ...whoIsCounted(given), dryRun: given.dryRun ?? false }
}

function whoIsCounted (given: Concurrency): Omit<ConcurrencySettings, 'dryRun'> {
  return {
    limit: given.limit,
    key: given.key ?? 'address',
    name: given.name,
    allow: given.allow ?? [],
    exempt: given.exempt,
    refusal: given.refusal,
    ipv6Prefix: given.ipv6Prefix ?? 64
  }
}

/**
 * Lays limits over those around them: of each name the nearest holds, and those of other names stay.
 *
 * @param given - false: none holds here, whatever is around
 */
export function layered<Settings extends { readonly name: string | undefined }, Given> (
  around: readonly Settings[], given: false | Given | readonly Given[] | undefined, settingsOf: (given: Given) => Settings
): readonly Settings[] {
  if (given === undefined) return around
  if (given === false) return []
  const own = [given as Given | readonly Given[]].flat().map(one => settingsOf(one as Given))
  return [...around.filter(({ name }) => own.every(other => other.name !== name)), ...own]
}
