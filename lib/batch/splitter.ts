/** Where a line or an item of a batch lies in what was kept of the body. */
export interface Piece {
  readonly start: number
  /** Behind the last byte. */
  readonly end: number
  /** Over the limit: nothing of it was kept. */
  readonly isTooLong: boolean
}

/** What keeps the bytes of a batch while they arrive. */
export interface Keeper {
  /** How many bytes are kept. */
  readonly length: number
  append (bytes: Buffer): void
  /** Forgets what lies behind `length`. */
  rewind (length: number): void
}

/** How long a line or an item may be. */
export interface LengthLimit {
  readonly limit: number
  /** Characters are those of Unicode (code points), whatever they take in UTF-8. */
  readonly unit: 'characters' | 'bytes'
}

/**
 * Whether so much is too long. No character takes more than four bytes: what is not UTF-8, and so has no length in
 * characters, is bounded by that.
 */
export function isTooLong ({ limit, unit }: LengthLimit, length: number, bytes: number): boolean {
  return length > limit || (unit === 'characters' && bytes > 4 * limit)
}

/** What takes the body of a batch apart while it arrives. */
export interface Splitter {
  readonly pieces: readonly Piece[]
  /** @returns false where the body is refused: there is too much of it, or it is not of the format */
  push (chunk: Buffer): boolean
  /** The end of the body. */
  end (): boolean
}
