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

/** Why all of a body is refused. */
export type Refusal = 'too_many_items' | 'malformed_json' | 'no_array'

/** What takes the body of a batch apart while it arrives. */
export interface Splitter {
  readonly pieces: readonly Piece[]
  /** @returns why the body is refused; nothing more is given to it then */
  push (chunk: Buffer): Refusal | undefined
  /** The end of the body. */
  end (): Refusal | undefined
}
