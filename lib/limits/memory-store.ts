import { Slots } from './slots.ts'
import { capacityOf, type Counter, type Rule, type Store, type Tally } from './store.ts'

/** What {@link memoryStore} can be told. */
export interface MemoryStoreOptions {
  /**
   * The most keys of one limit that are remembered; default 100,000, about 14 MiB where they are addresses. Beyond it the
   * least used of the next few keys is forgotten, and starts anew if it comes again.
   */
  readonly maxKeys?: number
  /** Milliseconds on a clock that never goes back; for tests. */
  readonly now?: () => number
}

/**
 * Counts in this process: what a limit does where it is given no store.
 *
 * @throws RangeError when maxKeys is not a whole number from 1
 * @example const store = memoryStore({ maxKeys: 10_000 })
 */
export function memoryStore ({ maxKeys = 100_000, now = monotonic }: MemoryStoreOptions = {}): Store {
  if (!Number.isInteger(maxKeys) || maxKeys < 1) throw new RangeError(`maxKeys must be a whole number from 1, got ${maxKeys}`)
  return {
    name: 'memory',
    open: (rule) => rule.burst === undefined ? new WindowCounter(rule, maxKeys, now) : new BucketCounter(rule, maxKeys, now)
  }
}

function monotonic (): number {
  return performance.now()
}

/** Whole microseconds: sums of fractions would end a window a billionth too late, and tell of a second more. */
function microseconds (milliseconds: number): number {
  return Math.round(milliseconds * 1000)
}

/** Windows that begin with the first request of a key. */
class WindowCounter implements Counter {
  readonly #slots: Slots
  readonly #limit: number
  /** Microseconds, as all times in the slots. */
  readonly #window: number
  readonly #now: () => number

  constructor ({ limit, window }: Rule, maxKeys: number, now: () => number) {
    this.#limit = limit
    this.#window = microseconds(window)
    this.#slots = new Slots(maxKeys)
    this.#now = now
  }

  take (key: string, cost: number): Tally {
    const slots = this.#slots
    const now = microseconds(this.#now())
    let place = slots.find(key)
    if (place === undefined || slots.until[place] as number <= now) {
      place ??= slots.add(key, now)
      slots.used[place] = 0
      slots.until[place] = now + this.#window
    }
    const used = slots.used[place] as number
    const window = slots.until[place] as number
    const resetIn = (window - now) / 1000
    if (used + cost > this.#limit) return { admitted: false, used, resetIn, retryIn: resetIn }
    slots.used[place] = used + cost
    return { admitted: true, used: used + cost, resetIn, retryIn: 0, window }
  }

  give (key: string, cost: number, { window }: Tally): void {
    const { used, until } = this.#slots
    const place = this.#slots.find(key)
    if (place !== undefined && until[place] === window) used[place] = Math.max(0, used[place] as number - cost)
  }

  peek (key: string): Tally {
    const now = microseconds(this.#now())
    const place = this.#slots.find(key)
    const until = place === undefined ? 0 : this.#slots.until[place] as number
    if (place === undefined || until <= now) return { admitted: true, used: 0, resetIn: 0, retryIn: 0 }
    const used = this.#slots.used[place] as number
    const resetIn = (until - now) / 1000
    const admitted = used < this.#limit
    return { admitted, used, resetIn, retryIn: admitted ? 0 : resetIn }
  }

  reset (key: string): void {
    this.#slots.delete(key)
  }

  adopt (key: string, last: Tally): Tally {
    const slots = this.#slots
    const now = microseconds(this.#now())
    const place = slots.find(key) ?? slots.add(key, now)
    const window = now + microseconds(last.resetIn)
    slots.used[place] = last.used
    slots.until[place] = window
    return { ...last, window }
  }
}

/** A bucket that `limit` units a window flow into, evenly, up to `burst` of them. What is kept is the units that are missing. */
class BucketCounter implements Counter {
  readonly #slots: Slots
  readonly #burst: number
  /** Microseconds for a unit; with a fraction. */
  readonly #pace: number
  readonly #now: () => number

  constructor (rule: Rule, maxKeys: number, now: () => number) {
    this.#burst = capacityOf(rule)
    this.#pace = microseconds(rule.window) / rule.limit
    this.#slots = new Slots(maxKeys)
    this.#now = now
  }

  take (key: string, cost: number): Tally {
    const slots = this.#slots
    const now = microseconds(this.#now())
    let place = slots.find(key)
    const missing = this.#missing(place, now)
    const over = missing - (this.#burst - cost)
    if (over > rounding) {
      return { admitted: false, used: whole(missing), resetIn: this.#milliseconds(missing), retryIn: this.#milliseconds(over) }
    }
    const wanted = missing + cost
    const resetIn = this.#milliseconds(wanted)
    if (cost !== 0) {
      place ??= slots.add(key, now)
      slots.used[place] = wanted
      slots.at[place] = now
      slots.until[place] = now + resetIn * 1000
    }
    return { admitted: true, used: whole(wanted), resetIn, retryIn: 0, window: now + cost * this.#pace }
  }

  /** What may have flowed back since is not given a second time. */
  give (key: string, cost: number, { window = 0 }: Tally): void {
    const { used } = this.#slots
    const place = this.#slots.find(key)
    const units = Math.min(cost, (window - microseconds(this.#now())) / this.#pace)
    if (place !== undefined && units > 0) used[place] = Math.max(0, used[place] as number - units)
  }

  peek (key: string): Tally {
    const missing = this.#missing(this.#slots.find(key), microseconds(this.#now()))
    const over = missing - (this.#burst - 1)
    const admitted = over <= rounding
    return { admitted, used: whole(missing), resetIn: this.#milliseconds(missing), retryIn: admitted ? 0 : this.#milliseconds(over) }
  }

  reset (key: string): void {
    this.#slots.delete(key)
  }

  adopt (key: string, last: Tally, cost: number): Tally {
    const slots = this.#slots
    const now = microseconds(this.#now())
    const place = slots.find(key) ?? slots.add(key, now)
    slots.used[place] = last.used
    slots.at[place] = now
    slots.until[place] = now + microseconds(last.resetIn)
    return { ...last, window: now + cost * this.#pace }
  }

  #missing (place: number | undefined, now: number): number {
    if (place === undefined) return 0
    const returned = (now - (this.#slots.at[place] as number)) / this.#pace
    return Math.max(0, this.#slots.used[place] as number - returned)
  }

  /** How long units take to flow back, never too short. */
  #milliseconds (units: number): number {
    return whole(units * this.#pace) / 1000
  }
}

/** What sums of fractions may be off by: a unit that is back by the clock must not be missing by a billionth. */
const rounding = 1e-6

/** What is only partly back is still missing. */
function whole (amount: number): number {
  return Math.max(0, Math.ceil(amount - rounding))
}
