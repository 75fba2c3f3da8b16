import { backslash, closeBrace, closeBracket, openBrace, openBracket, quote } from './json-bytes.ts'

/**
 * True where lists and objects of a text of JSON stand in each other more often than allowed.
 *
 * @param limit - levels
 * @example isDeeper('[[1]]', 1) // true
 */
export function isDeeper (text: string, limit: number): boolean {
  return text.length > 2 * limit && mayBeDeeper(text, limit) && isDeep(text, limit)
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
function isDeep (text: string, limit: number): boolean {
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
