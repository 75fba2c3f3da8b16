import type { FastifyRequest } from 'fastify'
import { checkOptions, refusal } from './check-options.ts'
import type { Dialect } from './dialects/dialect.ts'
import type { Mask } from './errors/mask.ts'
import type { Mapper } from './errors/normalize.ts'
import { excessStatusOf, limitOf, type LimitOption } from './gates/limit-option.ts'
import type { Preconditions } from './gates/precondition-options.ts'
import { absoluteUrl, forPlugin, forRoute } from './options-schema.ts'
import { checkLimits } from './rate-limit/check-limits.ts'
import { concurrencySettings, layered, rateLimitSettings, type Concurrency, type RateLimit } from './rate-limit/limit-options.ts'
import { defaults, type DrainLimits, type Settings } from './settings.ts'
import { spamSettings, type SpamCheck } from './spam/options.ts'
import { checkSpam } from './spam/schema.ts'

/** What can be set on the plugin, on a scope and on a route; the nearest wins, `false` turns a gate off, `true` on again. */
export interface ConformantRouteOptions {
  /** How errors look. Default: `problem()`, RFC 9457. */
  dialect?: Dialect
  /** 406 where Accept allows none of these media types. Default: `application/json`. */
  accept?: boolean | string | readonly string[]
  /** 415 where the body's media type is none of these, or missing. Default: `application/json`. */
  contentType?: boolean | string | readonly string[]
  /** 415 where the body's coding is none of these. Default: none is taken; left to @fastify/compress where it is there. */
  contentCoding?: boolean | string | readonly string[]
  /** 413, or 403 where it is said, where the body is larger than this many bytes. Default: the route's `bodyLimit`. */
  payload?: LimitOption
  /** Strict JSON: UTF-8, at most so deep. Default depth: 512. `false`: as Fastify reads it. */
  json?: boolean | { maxDepth?: number }
  /** 413, or 403 where it is said, where the body is an array of more than this many items. Default: 100. */
  items?: LimitOption
  /**
   * Properties that the body's schema does not name are findings. Default: true. `'remove'`: they are taken out of the body.
   * What the application has set as Ajv's `removeAdditional` in the constructor holds in any case.
   */
  unknownProperties?: boolean | 'remove'
  /**
   * All findings of the route's schemas are looked for, and at most so many listed. Default: true, 100. `false`: Fastify's own
   * validation, which coerces, strips and reports the first fault with a 400. Nothing turns validation off.
   */
  validation?: boolean | { limit?: number }
  /** 429 where more requests come than these limits allow. Default: none. Limits with another name stay in force; `false`: none holds. */
  rateLimit?: false | RateLimit | readonly RateLimit[]
  /** 429 where more requests are being answered at once. Default: no limit. As `rateLimit`. */
  concurrency?: false | Concurrency | readonly Concurrency[]
  /** Header fields of rate limits on every answer: the dialect's (default), GitLab's, those of the IETF's draft, or none. */
  rateLimitHeaders?: boolean | 'gitlab' | 'draft'
  /** Spam is refused, or let pass when a CAPTCHA is solved. Default: nothing is classified. On a scope it is asked for every method that changes something. */
  spamCheck?: false | SpamCheck
  /**
   * 412, 304 and 428: conditional requests, by the state of the resource. Default: conditions are not looked at.
   * On a scope: where all its routes are of one resource.
   */
  preconditions?: false | Preconditions
  /**
   * A 403 leaves as the 404 of a resource that does not exist, whatever caused it. `true`: as `notFound()` with the resource
   * and id of the `forbidden()`; a function answers the 404, or false where the 403 may be seen. Default: false.
   */
  maskForbidden?: boolean | Mask<FastifyRequest>
  /** The realm of challenges that name none. Default: `api`, and only where the scheme cannot do without one. */
  realm?: string
  /** How many characters of a header value or URL are repeated in a message. Default: 200. */
  echo?: number
  /** The route's documentation: an absolute URL, or an anchor on the dialect's `documentation`. */
  documentation?: string
  /** Where the resource's standard format is described: an absolute URL, or an anchor on the dialect's `standardFormat`. */
  standardFormat?: string
}

/** What can be set on the plugin and on a scope. */
export interface ConformantOptions extends ConformantRouteOptions {
  /** 404 for URLs that no route takes. Default: true; `false` leaves them to Fastify or your own not-found handler. */
  unknownUrl?: boolean
  /** 405 with Allow where only other methods are routed. Default: true. */
  method?: boolean
  /** Asked in order for what your code throws, before the ones built in. Those of a scope come before the plugin's. */
  mappers?: ReadonlyArray<Mapper<FastifyRequest>>
  /**
   * What is read of a body after its request was refused, so that a client that writes before it reads sees the refusal:
   * at most so many bytes and seconds, then the connection is cut. Default: 64 MiB and 30 seconds. `false`: nothing is read.
   * For the whole server, so only for the first registration.
   */
  drain?: boolean | { bytes?: number, seconds?: number }
  /** Connections beyond this number are answered with 503. Default: no limit. For the whole server, as `drain`. */
  maxConnections?: number
  /** Absolute URL that Location headers are built on. Default: protocol and host of the request, through trusted proxies. */
  baseUrl?: string
}

/**
 * Checks options and lays them over what holds around them.
 *
 * @param where - `plugin` for the plugin and scopes, else the route as `POST /categories`
 * @throws TypeError that names the option, its path, and what would be right
 */
export function resolveOptions (around: Settings, given: unknown, where: string): Settings {
  const isPlugin = where === 'plugin'
  checkOptions(given, isPlugin ? forPlugin : forRoute, isPlugin ? '' : ` of route ${where}`)
  const options = given as ConformantOptions
  checkLimits(options, isPlugin ? '' : ` of route ${where}`)
  checkSpam(options, isPlugin ? '' : ` of route ${where}`)
  const dialect = options.dialect ?? around.dialect
  return {
    dialect,
    accept: switched(options.accept, around.accept, defaults.accept, listOf),
    contentType: switched(options.contentType, around.contentType, defaults.contentType, listOf),
    contentCoding: switched(options.contentCoding, around.contentCoding, defaults.contentCoding, listOf),
    payload: switched(options.payload, around.payload, defaults.payload, given => limitOf(given) ?? around.payload ?? defaults.payload),
    payloadStatus: excessStatusOf(options.payload, around.payloadStatus),
    maxDepth: switched(options.json, around.maxDepth, defaults.maxDepth, ({ maxDepth }) => maxDepth ?? around.maxDepth ?? defaults.maxDepth),
    items: switched(options.items, around.items, defaults.items, given => limitOf(given) ?? around.items ?? defaults.items),
    itemsStatus: excessStatusOf(options.items, around.itemsStatus),
    unknownProperties: options.unknownProperties ?? around.unknownProperties,
    validation: switched(options.validation, around.validation, defaults.validation, ({ limit }) => limit ?? around.validation ?? defaults.validation),
    rateLimit: layered(around.rateLimit, options.rateLimit, rateLimitSettings),
    concurrency: layered(around.concurrency, options.concurrency, concurrencySettings),
    rateLimitHeaders: options.rateLimitHeaders ?? around.rateLimitHeaders,
    spamCheck: switched(options.spamCheck, around.spamCheck, undefined, spamSettings),
    preconditions: options.preconditions === false ? undefined : options.preconditions ?? around.preconditions,
    maskForbidden: switched<Mask<FastifyRequest>, true | Mask<FastifyRequest>>(options.maskForbidden, around.maskForbidden, true, mask => mask),
    realm: options.realm ?? around.realm,
    echo: options.echo ?? around.echo,
    documentation: linkOf(options.documentation, options.dialect?.documentation ?? around.documentation, 'documentation', where),
    standardFormat: linkOf(options.standardFormat, options.dialect?.standardFormat ?? around.standardFormat, 'standardFormat', where),
    unknownUrl: options.unknownUrl ?? around.unknownUrl,
    method: options.method ?? around.method,
    mappers: [...options.mappers ?? [], ...around.mappers],
    baseUrl: options.baseUrl === undefined ? around.baseUrl : new URL(linkOf(options.baseUrl, undefined, 'baseUrl', where) as string),
    drain: switched(options.drain, around.drain, defaults.drain, given => ({ ...defaults.drain as DrainLimits, ...given })),
    maxConnections: options.maxConnections ?? around.maxConnections
  }
}

function switched<Given, Held> (given: Given | boolean | undefined, around: Held | undefined, standard: Held | undefined, read: (given: Given) => Held | undefined): Held | undefined {
  if (given === undefined) return around
  if (given === false) return undefined
  return given === true ? around ?? standard : read(given as Given)
}

function listOf (given: string | readonly string[]): readonly string[] {
  return Object.freeze(typeof given === 'string' ? [given] : [...given])
}

/** An anchor is resolved against the link that holds around it: the dialect's, or a scope's. */
function linkOf (given: string | undefined, base: string | undefined, option: string, where: string): string | undefined {
  if (given === undefined) return base
  const href = absolute(given, base)
  if (href !== undefined) return href
  const right = option === 'baseUrl' ? absoluteUrl : `an absolute URL, or an anchor where the dialect has an absolute URL "${option}"`
  throw refusal(option, where === 'plugin' ? '' : ` of route ${where}`, right, given)
}

/** Of the web: a link with another scheme would be an address of something else. */
function absolute (given: string, base: string | undefined): string | undefined {
  try {
    const { protocol, href } = new URL(given, base)
    return protocol === 'https:' || protocol === 'http:' ? href : undefined
  } catch {
    return undefined
  }
}
