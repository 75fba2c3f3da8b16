import { validateHeaderName, validateHeaderValue } from 'node:http'
import { isList, itemsOf, membersOf } from './plain-data.ts'
import { retryAfterSeconds } from './retry-after.ts'
import { isObject } from '../is-object.ts'

/** Header fields of an answer; names in any case, a list where a field is sent several times. */
export type HeaderFields = Readonly<Record<string, string | number | readonly string[]>>

/** Those that are sent: names in lower case. */
export type SentFields = Readonly<Record<string, string | string[]>>

// What describes the message or the connection belongs to the wire alone: an error that brings it would break framing.
const framing = new Set([
  'connection', 'content-encoding', 'content-length', 'content-range', 'content-type', 'date', 'http2-settings', 'keep-alive',
  'proxy-connection', 'te', 'trailer', 'transfer-encoding', 'upgrade'
])

// Fields with one value: the first of several is sent, for HTTP/2 of Node refuses the whole head otherwise.
const once = new Set([
  'access-control-allow-credentials', 'age', 'content-location', 'date', 'etag', 'expires', 'last-modified', 'location', 'retry-after',
  'x-content-type-options'
])

// What a gate prepares at start is not looked at again for each request.
const checked = new WeakSet<object>()

const none: SentFields = Object.freeze({})

/**
 * The header fields of an error that can really be sent: lower-case names, string values.
 * A field with a bad name or value is left out (it would turn the answer into a bare 500), and so is one that frames the message.
 *
 * @param given - anything; what is not an object of fields gives none
 * @param mayType - true where the one who gives them writes the body too, and may say its content type
 * @example sendableHeaders({ Allow: 'GET', 'X-Bad': 'a\nb' }) // { allow: 'GET' }
 */
export function sendableHeaders (given: unknown, mayType = false): SentFields {
  if (!isObject(given) || isList(given)) return none
  if (checked.has(given)) return given as SentFields
  const fields: Record<string, string | string[]> = {}
  for (const [name, value] of entriesOf(given)) {
    const field = name.toLowerCase()
    if (framing.has(field) && !(mayType && field === 'content-type') && !isUnsatisfied(field, value)) continue
    const text = fieldOf(field, value)
    if (field === 'content-type' && !isMediaType(text)) continue
    if (text !== undefined) fields[field] = text
  }
  checked.add(fields)
  return Object.freeze(fields)
}

/** RFC 9110 §15.5.17: a 416 says how long what was asked for is, and nothing of a part that is sent. */
export function isUnsatisfied (field: string, value: unknown): boolean {
  return field === 'content-range' && typeof value === 'string' && /^[\w-]+ \*\/\d+$/.test(value)
}

const letsKeep = /(?:^|,)\s*(?:public|immutable|stale-[\w-]+|(?:s-maxage|max-age)\s*=\s*"?0*[1-9])/i
const keepsAway = /(?:^|,)\s*no-(?:store|cache)\s*(?:,|$)/i

/** RFC 9111 §5.2.2: a Cache-Control with which no cache may use an answer again by itself, as right for an error as for what it was said of. */
export function forbidsKeeping (field: string, value: unknown): boolean {
  return field === 'cache-control' && (keepsAway.test(String(value)) || !letsKeep.test(String(value)))
}

function entriesOf (given: object): Iterable<[name: string, value: unknown]> {
  try {
    return isPlain(given) || !(given instanceof Headers) ? Object.entries(given) : given.entries()
  } catch {
    // An accessor that throws, a proxy.
    return Object.entries(membersOf(given))
  }
}

/** Asked first: Node loads all of fetch when somebody says `Headers`, which takes longer than all of this package. */
function isPlain (given: object): boolean {
  return Object.getPrototypeOf(given) === Object.prototype
}

function fieldOf (name: string, value: unknown): string | string[] | undefined {
  if (!isList(value)) {
    const text = sendable(name, value)
    return text === undefined || name !== 'retry-after' ? text : retryAfterField(text)
  }
  const texts = itemsOf(value).map(one => sendable(name, one))
  if (texts.length === 0 || texts.includes(undefined)) return undefined
  return once.has(name) ? texts[0] : Object.freeze(texts) as string[]
}

/** RFC 9110 §8.3.1: one type, and not an empty field. */
function isMediaType (value: unknown): boolean {
  return /^[\w!#$%&'*+.^`|~-]+\/[\w!#$%&'*+.^`|~-]+(?:[ \t]*;|$)/.test(String(value))
}

function retryAfterField (value: string): string | undefined {
  const seconds = retryAfterSeconds(value, Date.now())
  return seconds === undefined ? undefined : String(seconds)
}

function sendable (name: string, value: unknown): string | undefined {
  if (typeof value !== 'string' && typeof value !== 'number') return undefined
  const text = String(value)
  try {
    validateHeaderName(name)
    validateHeaderValue(name, text)
    return text
  } catch {
    return undefined
  }
}
