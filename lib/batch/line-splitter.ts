import { lengthIn } from './length.ts'
import { isTooLong, type Keeper, type LengthLimit, type Piece, type Splitter } from './splitter.ts'

const lineFeed = 0x0A
const carriageReturn = 0x0D

/**
 * Takes a body apart at its line feeds while it arrives. A carriage return before a line feed belongs to neither line;
 * a line feed at the very end begins no line. Of a line that is too long nothing is kept.
 *
 * @param most - how many lines there may be; blank ones count
 */
export class LineSplitter implements Splitter {
  readonly pieces: Piece[] = []
  readonly #keeper: Keeper
  readonly #most: number
  readonly #limit: LengthLimit
  #start = 0
  #length = 0
  #bytes = 0
  #isEmpty = true
  #isTooLong = false
  #endsInReturn = false

  constructor (keeper: Keeper, most: number, limit: LengthLimit) {
    this.#keeper = keeper
    this.#most = most
    this.#limit = limit
  }

  push (chunk: Buffer): boolean {
    let from = 0
    while (from < chunk.length) {
      if (this.pieces.length === this.#most) return false
      const feed = chunk.indexOf(lineFeed, from)
      const to = feed === -1 ? chunk.length : feed
      if (to > from) this.#take(from === 0 && to === chunk.length ? chunk : chunk.subarray(from, to))
      if (feed === -1) return true
      this.#close()
      from = feed + 1
    }
    return true
  }

  end (): boolean {
    if (this.#isEmpty) return true
    // A carriage return that no line feed follows is the line's own.
    if (this.#endsInReturn && isTooLong(this.#limit, this.#length, this.#bytes)) this.#drop()
    this.#endsInReturn = false
    this.#close()
    return true
  }

  #take (bytes: Buffer): void {
    this.#isEmpty = false
    if (this.#isTooLong) return
    this.#length += lengthIn(this.#limit.unit, bytes)
    this.#bytes += bytes.length
    this.#endsInReturn = bytes[bytes.length - 1] === carriageReturn
    const without = this.#endsInReturn ? 1 : 0
    if (isTooLong(this.#limit, this.#length - without, this.#bytes - without)) this.#drop()
    else this.#keeper.append(bytes)
  }

  #drop (): void {
    this.#isTooLong = true
    this.#keeper.rewind(this.#start)
  }

  #close (): void {
    const { length } = this.#keeper
    this.pieces.push({ start: this.#start, end: length - (this.#endsInReturn && !this.#isTooLong ? 1 : 0), isTooLong: this.#isTooLong })
    this.#start = length
    this.#length = 0
    this.#bytes = 0
    this.#isEmpty = true
    this.#isTooLong = false
    this.#endsInReturn = false
  }
}
