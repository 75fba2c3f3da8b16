import { isUtf8 } from 'node:buffer'
import secureJson from 'secure-json-parse'
import { ApiError } from '../errors/api-error.ts'

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
  if (maxDepth !== undefined && text.length > 2 * maxDepth && isDeeper(text, maxDepth)) return malformed
  try {
    return secureJson.parse(text, options)
  } catch {
    return malformed
  }
}

// One for all: which byte is wrong is of no use to a client that can read its own JSON.
const malformed = new ApiError('malformed_json')

const quote = 0x22
const backslash = 0x5C
const openBracket = 0x5B
const closeBracket = 0x5D
const openBrace = 0x7B
const closeBrace = 0x7D

/** Counts brackets outside of strings; whether they match is the parser's business. */
function isDeeper (text: string, limit: number): boolean {
  let depth = 0
  let isString = false
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (isString) {
      if (code === backslash) i++
      else if (code === quote) isString = false
    } else if (code === quote) {
      isString = true
    } else if (code === openBracket || code === openBrace) {
      if (++depth > limit) return true
    } else if (code === closeBracket || code === closeBrace) {
      depth--
    }
  }
  return false
}
