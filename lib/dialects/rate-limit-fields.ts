import { formatHttpDate } from '../http/date.ts'

/** A limit as its header fields show it. */
export interface LimitPolicy {
  readonly name: string
  /** Units a window; a request takes one, or what its `cost` says. */
  readonly limit: number
  /** The units that may come at once; undefined: a window that begins with the first request and admits `limit` units. */
  readonly burst: number | undefined
  /** Seconds. */
  readonly window: number
  /** True where it is of a single route: what is left of it says nothing of other requests. */
  readonly isOfRoute?: boolean | undefined
}

/** What a limit says of one request. */
export interface LimitState {
  readonly policy: LimitPolicy
  /** Units taken, with those of this request. */
  readonly used: number
  readonly remaining: number
  /** Seconds until nothing is taken any more. */
  readonly reset: number
  /** Whole seconds until the next try; undefined where the request was admitted. */
  readonly retryAfter: number | undefined
}

/**
 * Header fields of a limit, for every answer. The first step is taken once for a route, with all of its limits; the second
 * for each request, with the limit that speaks: the tightest.
 */
export type RateLimitFields = (policies: readonly LimitPolicy[]) => (state: LimitState) => Readonly<Record<string, string>>

/**
 * The table of GitLab's documentation: the limit as requests a minute, Unix time, and an HTTP date where it refuses. A limit on a single
 * route has none, as in the product: clients slow down for the whole API by them.
 *
 * @example defineDialect({ name: 'own', mediaType: 'application/json', rateLimit: gitlabRateLimit, … })
 */
export const gitlabRateLimit: RateLimitFields = (policies) => {
  const limits = new Map(policies.map(policy => [policy, String(Math.ceil(policy.limit * 60 / policy.window))]))
  return ({ policy, used, remaining, reset, retryAfter }) => {
    if (policy.isOfRoute === true) return {}
    const at = Math.ceil(Date.now() / 1000 + reset)
    const fields: Record<string, string> = {
      'ratelimit-name': policy.name,
      'ratelimit-limit': limits.get(policy) as string,
      'ratelimit-observed': String(used),
      'ratelimit-remaining': String(remaining),
      'ratelimit-reset': String(at)
    }
    if (retryAfter !== undefined) fields['ratelimit-resettime'] = formatHttpDate(at * 1000)
    return fields
  }
}

/**
 * The structured fields of draft-ietf-httpapi-ratelimit-headers: `RateLimit-Policy: "name";q=100;w=60` and
 * `RateLimit: "name";r=99;t=60`. The time never lies behind Retry-After's.
 *
 * @example defineDialect({ name: 'own', mediaType: 'application/json', rateLimit: draftRateLimit, … })
 */
export const draftRateLimit: RateLimitFields = (policies) => {
  const policy = policies.map(policyItem).join(', ')
  return ({ policy: { name }, remaining, reset, retryAfter }) => ({
    'ratelimit-policy': policy,
    ratelimit: `"${name}";r=${remaining};t=${Math.min(Math.ceil(reset), retryAfter ?? Infinity)}`
  })
}

/** A bucket's quota is what it holds, and its window the time in which that flows back. `w` is whole seconds, or absent. */
function policyItem ({ name, limit, window, burst }: LimitPolicy): string {
  const seconds = burst === undefined ? window : window * burst / limit
  return `"${name}";q=${burst ?? limit}${Number.isInteger(seconds) ? `;w=${seconds}` : ''}`
}
