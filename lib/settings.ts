import type { FastifyRequest } from 'fastify'
import type { Dialect } from './dialects/dialect.ts'
import { problem } from './dialects/problem.ts'
import type { Mask } from './errors/mask.ts'
import type { Mapper } from './errors/normalize.ts'
import type { ExcessStatus } from './gates/limit-option.ts'
import type { Preconditions } from './gates/precondition-options.ts'
import type { ConcurrencySettings, RateLimitSettings } from './rate-limit/limit-options.ts'
import type { SpamSettings } from './spam/options.ts'

/** Everything resolved: what the wire works with. */
export interface Settings {
  readonly dialect: Dialect
  readonly accept: readonly string[] | undefined
  readonly contentType: readonly string[] | undefined
  /** Undefined: off. Empty: none is decoded. */
  readonly contentCoding: readonly string[] | undefined
  /** `route`: the route's bodyLimit. */
  readonly payload: number | 'route' | undefined
  readonly maxDepth: number | undefined
  readonly payloadStatus: ExcessStatus
  readonly items: number | undefined
  readonly itemsStatus: ExcessStatus
  readonly unknownProperties: boolean | 'remove'
  /** The most issues that are listed; undefined: Fastify's own validation. */
  readonly validation: number | undefined
  readonly rateLimit: readonly RateLimitSettings[]
  readonly concurrency: readonly ConcurrencySettings[]
  readonly rateLimitHeaders: boolean | 'gitlab' | 'draft'
  readonly spamCheck: SpamSettings | undefined
  readonly preconditions: Preconditions | undefined
  /** Undefined: a 403 is seen. */
  readonly maskForbidden: true | Mask<FastifyRequest> | undefined
  readonly realm: string | undefined
  readonly echo: number
  readonly documentation: string | undefined
  readonly standardFormat: string | undefined
  readonly unknownUrl: boolean
  readonly method: boolean
  readonly mappers: ReadonlyArray<Mapper<FastifyRequest>>
  readonly baseUrl: URL | undefined
  readonly drain: DrainLimits | undefined
  readonly maxConnections: number | undefined
}

/** What is read of the body of a refused request. */
export interface DrainLimits {
  readonly bytes: number
  readonly seconds: number
}

/** What holds where nothing is said. */
export const defaults: Settings = Object.freeze({
  dialect: problem(),
  accept: ['application/json'],
  contentType: ['application/json'],
  contentCoding: [],
  payload: 'route',
  maxDepth: 512,
  payloadStatus: 413,
  items: 100,
  itemsStatus: 413,
  unknownProperties: true,
  validation: 100,
  rateLimit: [],
  concurrency: [],
  rateLimitHeaders: true,
  spamCheck: undefined,
  preconditions: undefined,
  maskForbidden: undefined,
  realm: undefined,
  echo: 200,
  documentation: undefined,
  standardFormat: undefined,
  unknownUrl: true,
  method: true,
  mappers: [],
  baseUrl: undefined,
  drain: Object.freeze({ bytes: 64 * 1024 * 1024, seconds: 30 }),
  maxConnections: undefined
})
