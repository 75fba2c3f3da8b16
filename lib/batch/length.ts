import { isAscii } from 'node:buffer'
import type { LengthLimit } from './splitter.ts'

/** How long some UTF-8 is, in the unit of a limit. A sequence that is cut in two counts where it begins. */
export function lengthIn (unit: LengthLimit['unit'], bytes: Buffer): number {
  if (unit === 'bytes' || isAscii(bytes)) return bytes.length
  let count = 0
  for (let index = 0; index < bytes.length; index++) {
    // All but continuation bytes: 10xxxxxx (RFC 3629 §3)
    if (((bytes[index] as number) & 0xC0) !== 0x80) count++
  }
  return count
}
