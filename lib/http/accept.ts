import { mediaTypeEssence, parseMediaType } from './media-type.ts'

/** One member of an `Accept` field, RFC 9110 §12.5.1. */
export interface MediaRange {
  /** In lower case, or `*`. */
  readonly type: string
  /** In lower case, or `*`. */
  readonly subtype: string
  /** Without `q`. Names in lower case, values as they were sent, without their quotes. */
  readonly parameters: ReadonlyMap<string, string>
  /** The weight, 0 to 1. 0 means "not acceptable". */
  readonly quality: number
  /** 0 any type, 1 any subtype of a type, 2 a full type, and 1 more for each parameter of a full type. */
  readonly specificity: number
}

const QUOTE = 0x22
const COMMA = 0x2C
const BACKSLASH = 0x5C

// qvalue, RFC 9110 §12.4.2. Java's HttpURLConnection sends `.2` by itself (JDK-8163921), and peers read it.
const QUALITY = /^(?:0(?:\.\d{0,3})?|\.\d{1,3}|1(?:\.0{0,3})?)$/
const ANY_ALONE = /^[\t ]*\*(?=[\t ]*(?:;|$))/
// Empty members only, RFC 9110 §5.6.1.2
const NO_MEMBER = /^[\t ,]*$/

const NO_PARAMETERS: ReadonlyMap<string, string> = new Map()

function memberEnd (value: string, start: number): number {
  let quoted = false
  for (let index = start; index < value.length; index++) {
    const code = value.charCodeAt(index)
    if (code === QUOTE) quoted = !quoted
    else if (quoted && code === BACKSLASH) index++
    else if (code === COMMA && !quoted) return index
  }
  return value.length
}

function withoutQuality (parameters: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  if (parameters.size === 1) return NO_PARAMETERS
  const others = new Map(parameters)
  others.delete('q')
  return others
}

function parseRange (member: string): MediaRange | undefined {
  // `*` is a token character, so a range has the grammar of a media type. `*` alone is what the same client means by `*/*`.
  const range = parseMediaType(member.replace(ANY_ALONE, '*/*'))
  if (range === undefined) return undefined
  const { type, subtype } = range
  if (type === '*' && subtype !== '*') return undefined

  const weight = range.parameters.get('q')
  if (weight !== undefined && !QUALITY.test(weight)) return undefined
  const parameters = weight === undefined ? range.parameters : withoutQuality(range.parameters)
  return {
    type,
    subtype,
    parameters,
    quality: weight === undefined ? 1 : Number(weight),
    specificity: type === '*' ? 0 : subtype === '*' ? 1 : 2 + parameters.size
  }
}

/**
 * Reads an `Accept` field.
 *
 * A malformed member, or one whose weight is no qvalue, is dropped alone; empty members are ignored.
 * `q` may stand anywhere among the parameters and in either case.
 *
 * @param value the field value; several fields joined by commas
 * @returns the ranges in the order sent. Never throws.
 * @see RFC 9110 §12.5.1 (Accept), §12.4.2 (weights), §5.6.1.2 (empty members)
 * @example
 * parseAccept('text/*;q=0.5, application/json').map((range) => range.quality) // [0.5, 1]
 */
export function parseAccept (value: string): MediaRange[] {
  const ranges: MediaRange[] = []
  for (let start = 0; start < value.length;) {
    const end = memberEnd(value, start)
    const range = parseRange(value.slice(start, end))
    if (range !== undefined) ranges.push(range)
    start = end + 1
  }
  return ranges
}

function hasParameters (offered: ReadonlyMap<string, string>, wanted: ReadonlyMap<string, string>): boolean {
  for (const [name, value] of wanted) {
    const own = offered.get(name)
    if (own === value) continue
    // Charset names alone are case-insensitive, RFC 9110 §8.3.2. An offer that names none is UTF-8, as all JSON is
    // (RFC 8259 §8.1), and clients that ask for just that are many.
    if (name !== 'charset' || (own ?? 'utf-8').toLowerCase() !== value.toLowerCase()) return false
  }
  return true
}

// Whether `range` says more about an offer than `other`, both matching it.
function prevails (range: MediaRange, other: MediaRange): boolean {
  if (range.specificity !== other.specificity) return range.specificity > other.specificity
  if (range.parameters.size !== other.parameters.size) return range.parameters.size > other.parameters.size
  return range.quality > other.quality
}

/**
 * How welcome a media type is to a client.
 *
 * The most specific range that matches decides; of two equally specific ones the higher weight. A
 * range with parameters matches only an offer that has them.
 *
 * @param offered a media type, with or without parameters
 * @param ranges of {@link parseAccept}
 * @returns 0 (refused, matched by nothing, or `offered` is no media type) to 1. Never throws.
 * @see RFC 9110 §12.5.1, §12.4.2
 * @example
 * qualityOf('text/html', parseAccept('text/html;q=0.2, text/*')) // 0.2
 */
export function qualityOf (offered: string, ranges: readonly MediaRange[]): number {
  const offer = parseMediaType(offered)
  if (offer === undefined) return 0
  let best: MediaRange | undefined
  for (const range of ranges) {
    if (range.type !== offer.type && range.type !== '*') continue
    if (range.subtype !== offer.subtype && range.subtype !== '*') continue
    if (!hasParameters(offer.parameters, range.parameters)) continue
    if (best === undefined || prevails(range, best)) best = range
  }
  return best === undefined ? 0 : best.quality
}

// Without parameters every weight is 1, so the first offer that any member takes is the answer.
function negotiateUnweighted (value: string, offered: readonly string[]): string | undefined {
  const members = value.split(',').map(mediaTypeEssence)
  if (members.includes('*/*') || members.includes('*')) return offered[0]
  for (const offer of offered) {
    const essence = mediaTypeEssence(offer)
    if (members.includes(essence)) return offer
    if (members.includes(`${essence.slice(0, essence.indexOf('/'))}/*`)) return offer
  }
  return undefined
}

/**
 * Chooses the representation to send.
 *
 * @param value the `Accept` field value; `undefined` where the client sent none
 * @param offered media types the server can send, best first
 * @returns the offer of the highest quality, the first of equals; the first offer where the client
 *   expressed no wish (no field, or no member in it); `undefined` where nothing is acceptable, also
 *   where all members are malformed. Never throws.
 * @see RFC 9110 §12.5.1
 * @example
 * negotiate('text/csv;q=0.5, application/*', ['text/csv', 'application/json']) // 'application/json'
 * negotiate('application/json;q=0, *\/*', ['application/json']) // undefined: a 406
 */
export function negotiate (value: string | undefined, offered: readonly string[]): string | undefined {
  if (value === undefined || value === '*/*' || value === offered[0]) return offered[0]
  if (NO_MEMBER.test(value)) return offered[0]
  if (!value.includes(';') && !value.includes('"')) return negotiateUnweighted(value, offered)

  const ranges = parseAccept(value)
  let chosen: string | undefined
  let highest = 0
  for (const offer of offered) {
    const quality = qualityOf(offer, ranges)
    if (quality > highest) {
      chosen = offer
      highest = quality
    }
  }
  return chosen
}
