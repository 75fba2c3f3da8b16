import { isUtf8 } from 'node:buffer'
import type { FastifyInstance } from 'fastify'
import secureJson from 'secure-json-parse'
import { ApiError } from '../errors/api-error.ts'
import { captureFrames } from '../errors/stack.ts'
import { refusal } from '../errors/refused.ts'
import { isDeeper } from '../http/json-depth.ts'
import { switchable } from '../options/option.ts'
import { switchedObject, wholeNumber } from '../options/words.ts'
import { gate } from './gate.ts'

/** The parser does it: {@link readJson}. */
export const json = gate({
  hook: 'parsing',
  status: [400],
  option: switchable<{ maxDepth?: number }, number>(switchedObject('maxDepth', wholeNumber('levels')), 512, ({ maxDepth }, around = 512) => maxDepth ?? around),
  arm: () => undefined
})

export interface JsonOptions {
  /** How deep arrays and objects may be nested (RFC 8259 §9 allows a limit); undefined: read as Fastify does. */
  readonly maxDepth: number | undefined
  readonly protoAction: 'error' | 'remove' | 'ignore'
  readonly constructorAction: 'error' | 'remove' | 'ignore'
}

/** How the JSON of a server is read: the depth is the route's, the rest stands in Fastify's own options. */
export function jsonOptions ({ initialConfig }: FastifyInstance): (maxDepth: number | undefined) => JsonOptions {
  const { onProtoPoisoning: protoAction = 'error', onConstructorPoisoning: constructorAction = 'error' } = initialConfig
  return maxDepth => ({ maxDepth, protoAction, constructorAction })
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
  const text = bytes.toString()
  // What is no UTF-8 has become this character, which may have been sent as well.
  if (maxDepth !== undefined && text.includes('\uFFFD') && !isUtf8(bytes)) return malformed
  // Each level takes two characters: a short text cannot be too deep.
  if (maxDepth !== undefined && isDeeper(text, maxDepth)) return malformed
  if (isCutOff(text)) return malformed
  // Nobody sees where the parser has failed; to capture it takes longer than all else.
  const frames = captureFrames(0)
  const value = parsed(text, options)
  captureFrames(frames)
  return value
}

function parsed (text: string, options: JsonOptions): unknown {
  try {
    return isPlain(text) ? JSON.parse(text) : secureJson.parse(text, options)
  } catch {
    return malformed
  }
}

/** True for an object or a list that has no end: the parser would go through it all to say so, and word it. */
function isCutOff (text: string): boolean {
  const first = text.charCodeAt(0)
  // Behind a brace or bracket its partner is two further on in ASCII. White space may follow it, which the parser knows of.
  return (first === brace || first === bracket) && text.charCodeAt(text.length - 1) !== first + 2 && text.charCodeAt(text.length - 1) > space
}

const [brace, bracket, space] = [0x7B, 0x5B, 0x20]

/** One for all: which byte is wrong is of no use to a client that can read its own JSON. */
export const malformed = refusal(new ApiError('malformed_json'))

const byteOrderMark = 0xFEFF

/** True where no name can be one that is looked for: searching text for words is quicker than for patterns. */
function isPlain (text: string): boolean {
  return !text.includes('__proto__') && !text.includes('constructor') && !text.includes('\\u') && text.charCodeAt(0) !== byteOrderMark
}
