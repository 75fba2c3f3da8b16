import { concurrency, rateLimit } from '../limits/index.ts'
import { preconditions } from '../conditional/index.ts'
import { accept } from '../gates/accept.ts'
import { contentCoding } from '../gates/content-coding.ts'
import { contentType } from '../gates/content-type.ts'
import { deprecated } from '../gates/deprecated.ts'
import type { Gate } from '../gates/gate.ts'
import { items } from '../gates/items.ts'
import { json } from '../gates/json.ts'
import { method } from '../gates/method.ts'
import { payload } from '../gates/payload.ts'
import { unknownProperties } from '../gates/unknown-properties.ts'
import { unknownUrl } from '../gates/unknown-url.ts'
import { validation } from '../gates/validation.ts'
import { spamCheck } from '../spam/index.ts'

/**
 * The table of gates, and the order. A request meets them as they stand here, and the first that refuses speaks: what can be told
 * from the head comes before authentication or before the body is read, what needs the body comes after. The names are those of
 * the options; what is said of each is for whoever sets it.
 */
export const gates = {
  /** 429 where more requests come than these limits allow. Default: none. Limits with another name stay in force; `false`: none holds. */
  rateLimit,
  /** 404 for URLs that no route takes. Default: true; `false` leaves them to Fastify. A not-found handler of your own is asked in any case. */
  unknownUrl,
  /** 405 with Allow where only other methods are routed. Default: true. */
  method,
  /**
   * Says with every answer since when the resource is deprecated, and when it will be gone (RFC 9745, RFC 8594); 410 from then on where that
   * is said. Default: nothing is.
   */
  deprecated,
  /** 429 where more requests are being answered at once. Default: no limit. As `rateLimit`. */
  concurrency,
  /**
   * 406 where Accept allows none of these media types. Default: the route's own (`produces`, or `content` in the schema of its
   * responses); where it names none, JSON that is about to be sent and was not asked for.
   */
  accept,
  /**
   * 415 where the body's media type is none of these, or missing. Default: JSON, and what the route's scope has a parser for, but
   * for Fastify's own text/plain.
   */
  contentType,
  /** 415 where the body's coding is none of these. Default: none is taken; left to @fastify/compress where it is there. */
  contentCoding,
  /** 413, or 403 where it is said, where the body is larger than this many bytes. Default: the `bodyLimit` of the route, the parser or the server. */
  payload,
  /**
   * 412, 304 and 428: conditional requests, by the state of the resource. Default: conditions are not looked at.
   * On a scope: where all its routes are of one resource.
   */
  preconditions,
  /** Strict JSON: UTF-8, at most so deep. Default depth: 512. `false`: as Fastify reads it. */
  json,
  /** 413, or 403 where it is said, where the body is an array of more than this many items. Default: 100, or the schema's `maxItems` where that is more. */
  items,
  /**
   * Properties that the body's schema does not name are findings. Default: true. `'remove'`: they are taken out of the body.
   * What the application has set as Ajv's `removeAdditional` in the constructor holds in any case.
   */
  unknownProperties,
  /**
   * All findings of the route's schemas are looked for, and at most so many listed. Default: true, 100. `false`: Fastify's own
   * validation, which coerces, strips and reports the first fault with a 400. Nothing turns validation off.
   */
  validation,
  /** Spam is refused, or let pass when a CAPTCHA is solved. Default: nothing is classified. On a scope it is asked for every method that changes something. */
  spamCheck
}

/** The gates of documented rules, which can be told to report; the others are there where somebody asks for them by name. */
export const reporting = Object.freeze([
  'unknownUrl', 'method', 'accept', 'contentType', 'contentCoding', 'payload', 'json', 'items', 'unknownProperties', 'validation'
] as const)

/** The name of a gate that can be told to report. */
export type ReportingGate = typeof reporting[number]

/** The name of a gate: the option that switches it. */
export type GateName = keyof typeof gates

/** Where each gate stands, in their order, and what it answers. */
export const gateOrder = Object.freeze(Object.entries<Pick<Gate<never, never>, 'hook' | 'status'>>(gates)
  .map(([gate, { hook, status }]) => Object.freeze({ gate: gate as GateName, hook, status })))
