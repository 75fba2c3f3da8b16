import { Buffer, isUtf8 } from 'node:buffer'

const PRINTABLE_ASCII = /^[\x20-\x7E]*$/
const ABOVE_LATIN1 = /[\u0100-\uFFFF]/
const ABOVE_ASCII = /[\x80-\xFF]/g
// Cc: C0, DEL and C1. Cs: surrogates without their partner. Then the line and paragraph separators,
// the embeddings and overrides, and the isolates of the bidirectional algorithm, which can make a log
// line or a message read as something that it does not say (Unicode TR 36 §2.9.1).
const UNSAFE = /[\p{Cc}\p{Cs}\u2028-\u202E\u2066-\u2069]/gu

const LONGEST_UTF8_SEQUENCE = 4

// Enough of the value to give one character more than the limit, ending between two UTF-8 sequences
// so that the cut does not make valid text invalid.
function beginning (value: string, limit: number): string {
  let end = LONGEST_UTF8_SEQUENCE * (limit + 1)
  const furthest = end + LONGEST_UTF8_SEQUENCE - 1
  while (end < furthest && (value.charCodeAt(end) & 0xC0) === 0x80) end++
  return value.slice(0, end)
}

function decode (value: string): string {
  if (ABOVE_LATIN1.test(value)) return value
  const bytes = Buffer.from(value, 'latin1')
  return isUtf8(bytes) ? bytes.toString('utf8') : value.replace(ABOVE_ASCII, '\uFFFD')
}

function cut (text: string, limit: number): string {
  let end = 0
  let index = 0
  for (let count = 0; count < limit; count++) {
    if (index >= text.length) return text
    end = index
    index += text.codePointAt(index)! > 0xFFFF ? 2 : 1
  }
  return index >= text.length ? text : text.slice(0, end) + '…'
}

/**
 * Makes a header value or URL of a client safe to repeat in a message.
 *
 * Node decodes header values as latin1 (RFC 9110 §5.5 leaves the octets above 0x7F opaque): they are
 * read again as UTF-8 when they are valid UTF-8, and otherwise each octet above 0x7F becomes U+FFFD.
 * Control characters, line separators, bidirectional controls and lone surrogates become U+FFFD. A
 * string that has characters above U+00FF was not read from a header and is not decoded again.
 *
 * The work is bounded by `limit`, not by the length of the value: no more than `4 * limit + 7`
 * characters are looked at, and whether the text is UTF-8 is decided on those.
 *
 * The result is text, not markup: it may hold quotes and angle brackets.
 *
 * @param value what the client sent
 * @param limit the most Unicode characters (code points) to give, a whole number. Default 200
 * @returns the text; where it was cut its last character is `…`, counted within the limit. Empty for a
 *   limit below 1. Never throws.
 * @see RFC 9110 §5.5
 * @example
 * echo('text/csv') // 'text/csv'
 * echo(Buffer.from('‘é’').toString('latin1')) // '‘é’'
 * echo('a\nb') // 'a\uFFFDb'
 * echo('abcdef', 4) // 'abc…'
 */
export function echo (value: string, limit = 200): string {
  if (limit < 1) return ''
  if (value.length <= limit && PRINTABLE_ASCII.test(value)) return value
  return cut(decode(beginning(value, limit)).replace(UNSAFE, '\uFFFD'), limit)
}

/**
 * The same for text that is Unicode already: a property name of a JSON body, a decoded parameter.
 *
 * @param text what the client sent
 * @param limit the most Unicode characters to give, as in {@link echo}. Default 200
 * @example
 * clean('é\u202Ex') // 'é\uFFFDx'
 */
export function clean (text: string, limit = 200): string {
  if (limit < 1) return ''
  if (text.length <= limit && PRINTABLE_ASCII.test(text)) return text
  // Two units a character at most, and one more character to see that there is more.
  return cut(text.slice(0, 2 * (limit + 1)).replace(UNSAFE, '\uFFFD'), limit)
}

// From how many characters on V8 keeps a part of a text as a view of the whole text.
const shortestView = 13

/** A text by itself: a part of another one, such as an address out of X-Forwarded-For or the path of a URL, would keep all of that in memory for as long as it is remembered. */
export function copied (text: string): string {
  return text.length < shortestView ? text : JSON.parse(JSON.stringify(text)) as string
}
