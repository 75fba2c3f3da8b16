/** A media type taken apart, RFC 9110 §8.3.1. */
export interface MediaType {
  /** Before the slash, in lower case: `application`. */
  readonly type: string
  /** After the slash, in lower case: `vnd.api+json`. */
  readonly subtype: string
  /** `type/subtype` in lower case. */
  readonly essence: string
  /** After the last `+` of the subtype, without the `+` (RFC 6838 §4.2.8). */
  readonly suffix: string | undefined
  /** Names in lower case, values as they were sent, without their quotes. */
  readonly parameters: ReadonlyMap<string, string>
}

const TAB = 0x09
const SPACE = 0x20
const QUOTE = 0x22
const SEMICOLON = 0x3B
const BACKSLASH = 0x5C

const NO_PARAMETERS: ReadonlyMap<string, string> = new Map()

// tchar, RFC 9110 §5.6.2. A table, because this is asked for every character of every header.
const TOKEN_CHARACTERS = new Uint8Array(0x80)
for (const character of "!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ") {
  TOKEN_CHARACTERS[character.charCodeAt(0)] = 1
}

function tokenEnd (value: string, start: number): number {
  let index = start
  while (TOKEN_CHARACTERS[value.charCodeAt(index)] === 1) index++
  return index
}

function isWhiteSpace (code: number): boolean {
  return code === SPACE || code === TAB
}

function skipWhiteSpace (value: string, start: number): number {
  let index = start
  while (isWhiteSpace(value.charCodeAt(index))) index++
  return index
}

// Gives `start` where the string at `start` is no quoted-string, RFC 9110 §5.6.4.
function quotedStringEnd (value: string, start: number): number {
  for (let index = start + 1; index < value.length; index++) {
    let code = value.charCodeAt(index)
    if (code === QUOTE) return index + 1
    if (code === BACKSLASH) code = value.charCodeAt(++index)
    const allowed = code === TAB || (code >= SPACE && code <= 0xFF && code !== 0x7F)
    if (!allowed) return start
  }
  return start
}

function withoutBackslashes (quoted: string): string {
  return quoted.includes('\\') ? quoted.replace(/\\(.)/g, '$1') : quoted
}

// parameters = *( OWS ";" OWS [ parameter ] ), RFC 9110 §5.6.6
function parseParameters (value: string, start: number): ReadonlyMap<string, string> | undefined {
  let parameters: Map<string, string> | undefined
  let index = skipWhiteSpace(value, start)
  while (index < value.length) {
    if (value.charCodeAt(index) !== SEMICOLON) return undefined
    index = skipWhiteSpace(value, index + 1)
    const nameEnd = tokenEnd(value, index)
    if (nameEnd === index) continue
    if (value[nameEnd] !== '=') return undefined

    const valueStart = nameEnd + 1
    const quoted = value.charCodeAt(valueStart) === QUOTE
    const valueEnd = quoted ? quotedStringEnd(value, valueStart) : tokenEnd(value, valueStart)
    if (valueEnd === valueStart) return undefined

    const name = value.slice(index, nameEnd).toLowerCase()
    parameters ??= new Map()
    // The RFC says nothing of a name that comes twice; the first wins, as in WHATWG MIME Sniffing §4.4.
    if (!parameters.has(name)) {
      parameters.set(name, quoted
        ? withoutBackslashes(value.slice(valueStart + 1, valueEnd - 1))
        : value.slice(valueStart, valueEnd))
    }
    index = skipWhiteSpace(value, valueEnd)
  }
  return parameters ?? NO_PARAMETERS
}

/**
 * Reads a media type as it stands in `Content-Type`.
 *
 * Type, subtype and parameter names come out in lower case. A parameter value is the same whether it
 * was sent as a token or as a quoted string. White space around `;` and empty parameters are tolerated.
 *
 * @param value the whole field value
 * @returns the parts, or `undefined` where the value is no media type. Never throws.
 * @see RFC 9110 §8.3.1 (media type), §5.6.6 (parameters)
 * @example
 * parseMediaType('Text/HTML; Charset="utf-8"')?.essence // 'text/html'
 * parseMediaType('Text/HTML; Charset="utf-8"')?.parameters.get('charset') // 'utf-8'
 * parseMediaType('html') // undefined
 */
export function parseMediaType (value: string): MediaType | undefined {
  const start = skipWhiteSpace(value, 0)
  const slash = tokenEnd(value, start)
  if (slash === start || value[slash] !== '/') return undefined
  const end = tokenEnd(value, slash + 1)
  if (end === slash + 1) return undefined
  const parameters = parseParameters(value, end)
  if (parameters === undefined) return undefined

  const essence = value.slice(start, end).toLowerCase()
  const subtype = essence.slice(slash - start + 1)
  const plus = subtype.lastIndexOf('+')
  return {
    type: essence.slice(0, slash - start),
    subtype,
    essence,
    suffix: plus === -1 || plus === subtype.length - 1 ? undefined : subtype.slice(plus + 1),
    parameters
  }
}

/**
 * The part of a field value before its first `;`, without white space around it, in lower case.
 *
 * For repeating in a message and for a quick comparison: it does not check that the value is a media
 * type, and never fails. Only ASCII letters and ASCII white space are touched: Node hands over UTF-8
 * bytes as latin1 characters, and `toLowerCase()` or `trim()` on those would break the sequences.
 *
 * @param value the whole field value
 * @returns the essence, possibly empty. Never throws.
 * @see RFC 9110 §8.3.1
 * @example
 * mediaTypeEssence('Application/JSON ; charset=utf-8') // 'application/json'
 */
export function mediaTypeEssence (value: string): string {
  const semicolon = value.indexOf(';')
  let end = semicolon === -1 ? value.length : semicolon
  const start = skipWhiteSpace(value, 0)
  while (end > start && isWhiteSpace(value.charCodeAt(end - 1))) end--
  const essence = value.slice(start, end)
  return /[\x80-\uFFFF]/.test(essence)
    ? essence.replace(/[A-Z]+/g, (letters) => letters.toLowerCase())
    : essence.toLowerCase()
}

function matchesPattern (essence: string, pattern: string): boolean {
  if (pattern.startsWith('+')) return essence.endsWith(pattern)
  const star = pattern.indexOf('/*')
  if (star === -1) return essence === pattern
  return (pattern.startsWith('*/') || essence.startsWith(pattern.slice(0, star + 1))) &&
    essence.endsWith(pattern.slice(star + 2))
}

/**
 * Whether a media type is one of those allowed. Case does not matter.
 *
 * @param essence `type/subtype`, for instance of {@link mediaTypeEssence}
 * @param allowed full types (`application/json`), structured suffixes (`+json`,
 *   `application/*+json`; RFC 6838 §4.2.8) or ranges (`image/*`, `*\/*`). A suffix pattern does not
 *   take the bare type: `+json` is not `application/json`.
 * @returns whether one of them takes it. What is no media type is in no pattern. Never throws.
 * @see RFC 9110 §8.3.1, RFC 6838 §4.2.8
 * @example
 * matchesMediaType('application/ld+json', ['application/json', '+json']) // true
 * matchesMediaType('text/csv', ['image/*']) // false
 */
export function matchesMediaType (essence: string, allowed: readonly string[]): boolean {
  if (allowed.includes(essence)) return true
  const mediaType = parseMediaType(essence)
  if (mediaType === undefined) return false
  return allowed.some((pattern) => matchesPattern(mediaType.essence, pattern.toLowerCase()))
}
