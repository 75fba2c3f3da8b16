/** The characters of which JSON is built (RFC 8259 §2); in UTF-8 each is one byte. */
export const quote = 0x22
export const comma = 0x2C
export const openBracket = 0x5B
export const backslash = 0x5C
export const closeBracket = 0x5D
export const openBrace = 0x7B
export const closeBrace = 0x7D

/** RFC 8259 §2: what may stand between two of them. */
export function isSpace (byte: number): boolean {
  return byte === 0x20 || byte === 0x0A || byte === 0x0D || byte === 0x09
}
