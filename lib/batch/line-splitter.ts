import { Pieces } from './pieces.ts'
import type { Keeper, LengthLimit, Piece, Refusal, Splitter } from './splitter.ts'

const lineFeed = 0x0A
const carriageReturn = 0x0D

/**
 * Takes a body apart at its line feeds while it arrives. A carriage return before a line feed belongs to neither line;
 * a line feed at the very end begins no line. Of a line that is too long nothing is kept.
 *
 * @param most - how many lines there may be; blank ones count
 */
export class LineSplitter implements Splitter {
  readonly #pieces: Pieces
  readonly #most: number

  constructor (keeper: Keeper, most: number, limit: LengthLimit) {
    this.#pieces = new Pieces(keeper, limit)
    this.#most = most
  }

  get pieces (): readonly Piece[] { return this.#pieces.closed }

  push (chunk: Buffer): Refusal | undefined {
    let from = 0
    while (from < chunk.length) {
      if (this.pieces.length === this.#most) return 'too_many_items'
      const feed = chunk.indexOf(lineFeed, from)
      const to = feed === -1 ? chunk.length : feed
      if (to > from) this.#take(from === 0 && to === chunk.length ? chunk : chunk.subarray(from, to))
      if (feed === -1) return undefined
      this.#pieces.close()
      from = feed + 1
    }
    return undefined
  }

  end (): undefined {
    if (this.#pieces.isEmpty) return
    // A carriage return that no line feed follows is the line's own.
    this.#pieces.keepLoose()
    this.#pieces.close()
  }

  #take (bytes: Buffer): void {
    this.#pieces.take(bytes, bytes[bytes.length - 1] === carriageReturn ? 1 : 0)
  }
}
