import { lengthIn } from './length.ts'
import { isTooLong, type Keeper, type LengthLimit, type Piece, type Splitter } from './splitter.ts'

const quote = 0x22
const comma = 0x2C
const openBracket = 0x5B
const backslash = 0x5C
const closeBracket = 0x5D
const openBrace = 0x7B
const closeBrace = 0x7D

/** RFC 8259 §2 */
const isSpace = (byte: number): boolean => byte === 0x20 || byte === 0x0A || byte === 0x0D || byte === 0x09

const byteOrderMark = [0xEF, 0xBB, 0xBF]

/** Where in the array the next byte stands. */
type State = 'mark' | 'start' | 'first' | 'item' | 'next' | 'over'

/**
 * Takes a JSON array apart at the commas between its items while it arrives, so that no item has to be built to be
 * counted, and one that is too long is not kept. Only the outermost structure is checked; each item is read by itself.
 *
 * @param most - how many items there may be
 */
export class ArraySplitter implements Splitter {
  readonly pieces: Piece[] = []
  readonly #keeper: Keeper
  readonly #most: number
  readonly #limit: LengthLimit
  #state = 'mark' as State
  #seen = 0
  #depth = 0
  #isString = false
  #isEscaped = false
  #start = 0
  #length = 0
  #bytes = 0
  /** Space at the end of what was kept: it is the item's only if more of the item follows. */
  #space = 0
  #isTooLong = false
  /** True where the array has more items than it may have, not where it is none. */
  hasTooMany = false

  constructor (keeper: Keeper, most: number, limit: LengthLimit) {
    this.#keeper = keeper
    this.#most = most
    this.#limit = limit
  }

  push (chunk: Buffer): boolean {
    let index = 0
    while (index < chunk.length) {
      if (this.#state === 'item') {
        const end = this.#endOfItem(chunk, index)
        if (end > index) this.#take(chunk.subarray(index, end))
        if (end === chunk.length) return true
        if (chunk[end] === closeBrace) return false
        this.#close()
        this.#state = chunk[end] === comma ? 'next' : 'over'
        index = end + 1
      } else if (this.#between(chunk[index] as number)) {
        if ((this.#state as State) === 'item') {
          if (this.pieces.length === this.#most) return this.#refuse()
        } else {
          index++
        }
      } else {
        return false
      }
    }
    return true
  }

  end (): boolean {
    return this.#state === 'over'
  }

  /** A byte outside of items. @returns false where it may not stand there */
  #between (byte: number): boolean {
    if (this.#state === 'mark') return this.#inMark(byte)
    if (isSpace(byte)) return true
    if (this.#state === 'start') {
      this.#state = 'first'
      return byte === openBracket
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
    if (this.#isTooLong) return
    let space = 0
    while (space < bytes.length && isSpace(bytes[bytes.length - 1 - space] as number)) space++
    this.#space = space === bytes.length ? this.#space + space : space
    this.#length += lengthIn(this.#limit.unit, bytes)
    this.#bytes += bytes.length
    if (isTooLong(this.#limit, this.#length - this.#space, this.#bytes - this.#space)) {
      this.#isTooLong = true
      this.#keeper.rewind(this.#start)
    } else {
      this.#keeper.append(bytes)
    }
  }

  #close (): void {
    const { length } = this.#keeper
    this.pieces.push({ start: this.#start, end: this.#isTooLong ? length : length - this.#space, isTooLong: this.#isTooLong })
    this.#start = length
    this.#length = 0
    this.#bytes = 0
    this.#space = 0
    this.#isTooLong = false
    this.#depth = 0
    this.#isString = false
  }

  #refuse (): boolean {
    this.hasTooMany = true
    return false
  }
}
