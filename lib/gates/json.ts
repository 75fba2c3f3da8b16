import { isUtf8 } from 'node:buffer'
import secureJson from 'secure-json-parse'
import { ApiError } from '../errors/api-error.ts'
import { backslash, closeBrace, closeBracket, openBrace, openBracket, quote } from './json-bytes.ts'

export interface JsonOptions {
  /** How deep arrays and objects may be nested (RFC 8259 §9 allows a limit); undefined: read as Fastify does. */
  readonly maxDepth: number | undefined
  readonly protoAction: 'error' | 'remove' | 'ignore'
  readonly constructorAction: 'error' | 'remove' | 'ignore'
}

/**
 * Reads JSON strictly: nothing but UTF-8 (RFC 8259 §8.1; a byte order mark is passed over), no absurd depth,
 * no `__proto__` or `constructor.prototype`.
 *
 * @returns the value, or the refusal: JSON has no ApiError among its values
 * @example readJson(Buffer.from('{"a":1}'), options) // { a: 1 }
 */
export function readJson (bytes: Buffer, options: JsonOptions): unknown {
  const { maxDepth } = options
  if (maxDepth !== undefined && !isUtf8(bytes)) return malformed
  const text = bytes.toString()
  // Each level takes two characters: a short text cannot be too deep.
  if (maxDepth !== undefined && text.length > 2 * maxDepth && mayBeDeeper(text, maxDepth) && isDeeper(text, maxDepth)) return malformed
  try {
    return isPlain(text) ? JSON.parse(text) : secureJson.parse(text, options)
  } catch {
    return malformed
  }
}

/** One for all: which byte is wrong is of no use to a client that can read its own JSON. */
export const malformed = new ApiError('malformed_json')

const byteOrderMark = 0xFEFF

/** True where no name can be one that is looked for: searching text for words is quicker than for patterns. */
function isPlain (text: string): boolean {
  return !text.includes('__proto__') && !text.includes('constructor') && !text.includes('\\u') && text.charCodeAt(0) !== byteOrderMark
}

/** True where there are more brackets than levels allowed: else none can be too deep. Searching costs next to nothing. */
function mayBeDeeper (text: string, limit: number): boolean {
  let count = 0
  for (const bracket of '{[') {
    for (let index = text.indexOf(bracket); index !== -1; index = text.indexOf(bracket, index + 1)) {
      if (++count > limit) return true
    }
  }
  return false
}

/** Counts brackets outside of strings; whether they match is the parser's business. */
function isDeeper (text: string, limit: number): boolean {
  let depth = 0
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (code === quote) {
      i = endOfString(text, i)
      if (i === -1) return false
    } else if (code === openBracket || code === openBrace) {
      if (++depth > limit) return true
    } else if (code === closeBracket || code === closeBrace) {
      depth--
    }
  }
  return false
}

/** Where the string that begins at `start` ends: at a quotation mark behind an even number of backslashes. */
function endOfString (text: string, start: number): number {
  for (let end = text.indexOf('"', start + 1); end !== -1; end = text.indexOf('"', end + 1)) {
    let before = end
    while (text.charCodeAt(before - 1) === backslash) before--
    if ((end - before) % 2 === 0) return end
  }
  return -1
}
