import { isAscii } from 'node:buffer'
import type { Keeper, LengthLimit, Piece } from './splitter.ts'

/** The pieces of a body, each measured while it arrives; of one that is too long nothing is kept. */
export class Pieces {
  readonly closed: Piece[] = []
  readonly #keeper: Keeper
  readonly #limit: LengthLimit
  #start = 0
  #length = 0
  #bytes = 0
  #loose = 0
  #isTooLong = false

  constructor (keeper: Keeper, limit: LengthLimit) {
    this.#keeper = keeper
    this.#limit = limit
  }

  /** True where nothing has come of the piece that is open. */
  get isEmpty (): boolean { return this.#bytes === 0 }

  /**
   * Adds to the piece that is open.
   *
   * @param loose - how many ASCII bytes at its end are the piece's own only if more of it follows
   */
  take (bytes: Buffer, loose: number): void {
    if (this.#isTooLong) return
    this.#length += lengthIn(this.#limit.unit, bytes)
    this.#bytes += bytes.length
    this.#loose = loose
    if (this.#isOver()) this.#drop()
    else this.#keeper.append(bytes)
  }

  /** What is loose is the piece's own after all. */
  keepLoose (): void {
    this.#loose = 0
    if (this.#isOver()) this.#drop()
  }

  close (): void {
    const { length } = this.#keeper
    this.closed.push({ start: this.#start, end: this.#isTooLong ? length : length - this.#loose, isTooLong: this.#isTooLong })
    this.#start = length
    this.#length = 0
    this.#bytes = 0
    this.#loose = 0
    this.#isTooLong = false
  }

  /**
   * No character takes more than four bytes: what is not UTF-8, and so has no length in characters, is bounded by that.
   */
  #isOver (): boolean {
    const { limit, unit } = this.#limit
    return this.#length - this.#loose > limit || (unit === 'characters' && this.#bytes - this.#loose > 4 * limit)
  }

  #drop (): void {
    this.#isTooLong = true
    this.#keeper.rewind(this.#start)
  }
}

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
