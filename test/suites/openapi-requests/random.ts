/** Numbers that look random and are the same for the same seed: mulberry32. */
export class Random {
  #state: number

  constructor (seed: number) {
    this.#state = seed >>> 0
  }

  /** From 0 to below 1. */
  next (): number {
    this.#state = (this.#state + 0x6D2B79F5) >>> 0
    let mixed = this.#state
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }

  /** From 0 to below a number. */
  below (end: number): number {
    return Math.floor(this.next() * end)
  }

  isOneOf (many: number): boolean {
    return this.below(many) === 0
  }

  pick<One> (all: readonly One[]): One {
    return all[this.below(all.length)] as One
  }
}
