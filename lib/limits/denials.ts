import { copied } from '../http/echo.ts'
import type { Tally } from './store.ts'

/** Milliseconds that a refusal is known: other processes may give units back or reset the key meanwhile. */
const longestKnown = 1000

interface Denial {
  readonly cost: number
  readonly used: number
  /** Moments in milliseconds. */
  readonly until: number
  readonly resetAt: number
  readonly retryAt: number
}

/**
 * Refusals of the last second or so: a key that is over its limit is refused again without asking. Two tables take turns,
 * so that what is over is let go of without a timer; a full one takes no more, which costs a question and nothing else.
 */
export class Denials {
  readonly #maxKeys: number
  #young = new Map<string, Denial>()
  #old = new Map<string, Denial>()
  #turnAt = 0

  /** @param maxKeys - the most keys of each table */
  constructor (maxKeys: number) {
    this.#maxKeys = maxKeys
  }

  /** The refusal that the same request would meet; undefined where that is not sure. */
  find (key: string, cost: number, now: number): Tally | undefined {
    this.#turn(now)
    const denial = this.#young.get(key) ?? this.#old.get(key)
    // Less may be admitted, and more has longer to wait.
    if (denial === undefined || denial.cost !== cost || denial.until <= now) return undefined
    const { used, resetAt, retryAt } = denial
    return { admitted: false, used, resetIn: resetAt - now, retryIn: retryAt - now }
  }

  /**
   * The store decided between two moments. It surely refuses for `retryIn` from the first, and who waits that long from
   * the second is surely admitted.
   */
  add (key: string, cost: number, { used, resetIn, retryIn }: Tally, asked: number, answered: number): void {
    this.#turn(answered)
    if (this.#young.size >= this.#maxKeys) return
    const until = asked + Math.min(retryIn, longestKnown)
    this.#young.set(copied(key), { cost, used, until, resetAt: answered + resetIn, retryAt: answered + retryIn })
  }

  delete (key: string): void {
    this.#young.delete(key)
    this.#old.delete(key)
  }

  #turn (now: number): void {
    if (now < this.#turnAt) return
    this.#turnAt = now + longestKnown
    this.#old = this.#young
    this.#young = new Map()
  }
}
