import { backslash, closeBrace, closeBracket, comma, isSpace, openBrace, openBracket, quote } from '../http/json-bytes.ts'
import { Pieces } from './pieces.ts'
import type { Keeper, LengthLimit, Piece, Refusal, Splitter } from './splitter.ts'

const byteOrderMark = [0xEF, 0xBB, 0xBF]

/** What values of JSON begin with that are no arrays. */
const beginnings: ReadonlySet<number> = new Set(Buffer.from('{"-0123456789tfn'))

/** Where in the array the next byte stands; `other`: what comes is no array, and is kept like one item. */
type State = 'mark' | 'start' | 'first' | 'item' | 'next' | 'over' | 'other'

/**
 * Takes a JSON array apart at the commas between its items while it arrives, so that no item has to be built to be
 * counted, and one that is too long is not kept. Only the outermost structure is checked; each item is read by itself.
 *
 * @param most - how many items there may be
 */
export class ArraySplitter implements Splitter {
  readonly #pieces: Pieces
  readonly #most: number
  #state = 'mark' as State
  #seen = 0
  #depth = 0
  #isString = false
  #isEscaped = false
  /** Space at the end of what has come: it is the item's only if more of the item follows. */
  #space = 0

  constructor (keeper: Keeper, most: number, limit: LengthLimit) {
    this.#pieces = new Pieces(keeper, limit)
    this.#most = most
  }

  get pieces (): readonly Piece[] { return this.#pieces.closed }

  push (chunk: Buffer): Refusal | undefined {
    let index = 0
    if (this.#state === 'other') this.#take(chunk)
    while (index < chunk.length && this.#state !== 'other') {
      if (this.#state === 'item') {
        const end = this.#endOfItem(chunk, index)
        if (end > index) this.#take(chunk.subarray(index, end))
        if (end === chunk.length) return undefined
        if (chunk[end] === closeBrace) return 'malformed_json'
        this.#pieces.close()
        this.#state = chunk[end] === comma ? 'next' : 'over'
        index = end + 1
      } else if (this.#between(chunk[index] as number)) {
        if ((this.#state as State) === 'other') {
          this.#take(chunk.subarray(index))
        } else if ((this.#state as State) === 'item') {
          if (this.pieces.length === this.#most) return 'too_many_items'
        } else {
          index++
        }
      } else {
        return 'malformed_json'
      }
    }
    return undefined
  }

  end (): Refusal | undefined {
    if (this.#state === 'other') {
      this.#pieces.close()
      return 'no_array'
    }
    return this.#state === 'over' ? undefined : 'malformed_json'
  }

  /** A byte outside of items. @returns false where it may not stand there */
  #between (byte: number): boolean {
    if (this.#state === 'mark') return this.#inMark(byte)
    if (isSpace(byte)) return true
    if (this.#state === 'start') {
      this.#state = byte === openBracket ? 'first' : 'other'
      return byte === openBracket || beginnings.has(byte)
    }
    // No value of JSON begins beyond ASCII, and a byte order mark stands at the beginning or nowhere.
    if (this.#state === 'over' || byte === comma || byte > 0x7F) return false
    if (byte === closeBracket) {
      if (this.#state === 'next') return false
      this.#state = 'over'
      return true
    }
    this.#state = 'item'
    return true
  }

  /** At the very beginning; a byte order mark is passed over (RFC 8259 §8.1), but not half of one. */
  #inMark (byte: number): boolean {
    if (byte === byteOrderMark[this.#seen]) {
      if (++this.#seen === byteOrderMark.length) this.#state = 'start'
      return true
    }
    this.#state = 'start'
    return this.#seen === 0 && this.#between(byte)
  }

  /** Where the item that goes on at `from` ends: at a comma or bracket outside of strings, arrays and objects. */
  #endOfItem (chunk: Buffer, from: number): number {
    let depth = this.#depth
    let isString = this.#isString
    let index = from
    if (this.#isEscaped) {
      this.#isEscaped = false
      index++
    }
    for (; index < chunk.length; index++) {
      const byte = chunk[index] as number
      if (isString) {
        if (byte === quote) isString = false
        else if (byte === backslash && ++index === chunk.length) this.#isEscaped = true
      } else if (byte === quote) {
        isString = true
      } else if (byte === openBrace || byte === openBracket) {
        depth++
      } else if (byte === closeBrace || byte === closeBracket || byte === comma) {
        if (depth === 0) break
        if (byte !== comma) depth--
      }
    }
    this.#depth = depth
    this.#isString = isString
    return Math.min(index, chunk.length)
  }

  #take (bytes: Buffer): void {
    let space = 0
    while (space < bytes.length && isSpace(bytes[bytes.length - 1 - space] as number)) space++
    // No item begins with space: the first of its bytes begin to count anew.
    this.#space = space === bytes.length ? this.#space + space : space
    this.#pieces.take(bytes, this.#space)
  }
}
