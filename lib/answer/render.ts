import { catalog } from '../errors/catalog.ts'
import type { ApiError, KnownError } from '../errors/api-error.ts'
import { internal } from '../errors/constructors.ts'
import { sendableHeaders } from '../errors/headers.ts'
import { logFault, type Told } from '../errors/log.ts'
import { inLanguage } from '../errors/own.ts'
import { shorten } from '../errors/shorten.ts'
import { looked, noteUntaken } from '../errors/untaken.ts'
import { cacheControl } from '../errors/normalize.ts'
import { withRealm } from '../http/challenge.ts'
import { isThenable } from '../thenable.ts'
import { extendedText, writerOf } from '../dialects/body-text.ts'
import { statusOf, type Dialect, type RenderContext } from '../dialects/dialect.ts'
import { isObject } from '../is-object.ts'
import { plainHead } from './head.ts'

/** An error as bytes, ready for a reply or a socket. */
export interface Rendered {
  readonly status: number
  /** The reason phrase of HTTP/1.1, where the dialect has its own. */
  readonly reason?: string | undefined
  readonly headers: Readonly<Record<string, string | string[]>>
  /** The status line and these fields as they leave; undefined where that is worked out when they do. */
  readonly lines?: string | undefined
  readonly body: string
  /** The body with a character for each byte; undefined as before. */
  readonly bytes?: string | undefined
  /** How many findings are not in the body, at least. */
  readonly omitted?: number | undefined
  /** False where the dialect has failed, and this is not what was asked of it. */
  readonly isSound: boolean
}

// Nobody reads more findings than these bytes hold, and a request of a few must not be answered with many.
const longestFindings = 16_384

/** What a dialect may ask about the request; the status is written in here. */
export type RequestContext = Omit<RenderContext, 'status'> & { status: number, readonly realm?: string | undefined }

/**
 * The one road from an error to bytes.
 *
 * @param told - when the dialect itself fails; the answer is then its 500, or bare words if even that fails
 */
export function render (error: ApiError, dialect: Dialect, request: RequestContext, told: Told): Rendered {
  try {
    return rendered(error, dialect, request)
  } catch (fault) {
    logFault(told, fault, 'dialect')
  }
  try {
    return { ...rendered(internal(), dialect, request, 500), isSound: false }
  } catch {
    // No dialect is left to speak: words without a format are all that can be true of every API.
    return { status: 500, headers: { 'content-type': 'text/plain' }, body: catalog.internal.phrase, isSound: false }
  }
}

/**
 * The same road to what the dialect says of an error, where that becomes a part of an answer: the line of a batch.
 *
 * @returns the status that goes with it, and the value before it is written as JSON
 */
export function renderValue (error: ApiError, dialect: Dialect, request: RequestContext, told: Told): { status: number, value: object | string, omitted?: number | undefined } {
  for (const one of [error, internal()]) {
    try {
      const status = request.status = one === error ? statusOf(one, dialect) : 500
      const { value, omitted } = one.facts.omitted === undefined ? { value: said(one, dialect, request), omitted: undefined } : written(one, dialect, request)
      return { status, value, omitted }
    } catch (fault) {
      logFault(told, fault, 'dialect')
    }
  }
  return { status: 500, value: catalog.internal.phrase }
}

function rendered (error: ApiError, dialect: Dialect, request: RequestContext, fixed?: number): Rendered {
  const status = request.status = fixed ?? statusOf(error, dialect)
  const quick = extendedText(request.language === undefined ? error : inLanguage(error, request.language), dialect, request)
  const { text, omitted } = quick === undefined ? written(error, dialect, request) : { text: quick, omitted: error.facts.omitted }
  const kept = cacheControl(error)
  if (isPlain(error, status, dialect, request)) return { status, ...plainHead(dialect, status, kept), body: text, omitted, isSound: true }
  const headers: Record<string, string | string[]> = { 'content-type': dialect.mediaType }
  if (kept !== undefined) headers['cache-control'] = kept
  const { existing } = error.facts
  if (existing !== undefined) Object.assign(headers, existingFields(existing, request))
  for (const name in error.headers) headers[name] = error.headers[name] as string
  if (dialect.headers !== undefined) {
    const own = dialect.headers(error as KnownError, request)
    if (isThenable(own)) refuseLate(own, dialect)
    Object.assign(headers, sendableHeaders(own, true))
  }
  if (request.language !== undefined) {
    // RFC 9110 §8.5, §12.5.5
    headers['content-language'] ??= request.language
    headers['vary'] = headers['vary'] === undefined ? 'Accept-Language' : `${String(headers['vary'])}, Accept-Language`
  }
  // RFC 9110 §15.5.2: a 401 must carry a challenge, also where the dialect makes one of another kind.
  const challenge = headers['www-authenticate'] ?? (status === 401 ? 'Bearer' : undefined)
  if (challenge !== undefined) headers['www-authenticate'] = Array.isArray(challenge) ? challenge.map(one => withRealm(one, request.realm)) : withRealm(challenge, request.realm)
  return { status, reason: dialect.reasons?.[status], headers, lines: undefined, body: text, omitted, isSound: true }
}

/** True where its status and its type are all that its head says. */
function isPlain ({ facts, headers }: ApiError, status: number, dialect: Dialect, request: RequestContext): boolean {
  return status !== 401 && facts.existing === undefined && dialect.headers === undefined && request.language === undefined && Object.keys(headers).length === 0
}

/** What the dialect says, with as many findings as have room. */
function written (error: ApiError, dialect: Dialect, request: RequestContext): { value: object | string, text: string, omitted: number | undefined } {
  const value = said(error, dialect, request)
  const write = error.extra === undefined ? writerOf(dialect) : undefined
  const text = typeof value === 'string' ? value : (write ?? JSON.stringify)(value) as string | undefined
  // Its toJSON may say nothing.
  if (text === undefined) throw new TypeError(`the dialect ${dialect.name} rendered undefined, which is no body`)
  // A UTF-16 code unit has at most three bytes.
  const length = text.length * 3 > longestFindings ? Buffer.byteLength(text) : text.length
  const shorter = length > longestFindings ? shorten(error, longestFindings / length) : undefined
  return shorter === undefined ? { value, text, omitted: error.facts.omitted } : written(shorter, dialect, request)
}

/** What the dialect answers: an object to write as JSON, or a text that is not empty. */
function said (error: ApiError, dialect: Dialect, request: RequestContext): object | string {
  const one = request.language === undefined ? error : inLanguage(error, request.language)
  looked.at = false
  const value = dialect.render(one as KnownError, request)
  if (!looked.at && error.extra !== undefined) noteUntaken(error, Object.keys(error.extra), name => `the error ${error.kind} was given "${name}" in extra, which the dialect ${dialect.name} leaves out`)
  if (isThenable(value)) refuseLate(value, dialect)
  if (isObject(value) || (typeof value === 'string' && value !== '')) return value
  throw new TypeError(`the dialect ${dialect.name} rendered ${value === '' ? 'nothing' : String(value)}, which is no body`)
}

/** What is promised for later comes too late; that it fails then is nobody's matter any more. */
function refuseLate (value: PromiseLike<unknown>, dialect: Dialect): never {
  value.then(undefined, () => {})
  throw new TypeError(`the dialect ${dialect.name} answers with a promise`)
}

/** Where the resource is that is in the way, and in which state (RFC 9110 §15.5.10: what a client needs to resolve it). */
function existingFields (existing: NonNullable<ApiError['facts']['existing']>, request: RequestContext): Readonly<Record<string, string | string[]>> {
  return sendableHeaders({
    ...(existing.location === undefined || request.locate === undefined ? undefined : { location: request.locate(existing.location) }),
    ...(existing.etag === undefined ? undefined : { etag: existing.etag })
  })
}
