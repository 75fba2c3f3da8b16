import { copied } from '../http/echo.ts'

/**
 * A bounded table of numbers by key, without a timer: each new key looks at the next two places and clears those whose
 * time is over. Full of live keys, it lets go of the least used of the next few, so that a flood of new keys does not
 * wash away the ones that are at their limit.
 *
 * Numbers lie in typed arrays: a key costs 24 bytes, a map entry and its own text.
 */
export class Slots {
  readonly #places = new Map<string, number>()
  readonly #keys: Array<string | undefined> = []
  readonly #capacity: number
  readonly #free: number[] = []
  #hand = 0
  readonly #stride: number
  #evicting = 0
  /** What was used; the larger, the longer a key stays in a full table. */
  used = new Float64Array(64)
  /** A moment, in the owner's unit of time, that the owner gives a meaning. */
  at = new Float64Array(64)
  /** When the place may be cleared, in the same unit. */
  until = new Float64Array(64)

  /** @param capacity - the most keys, from 1 */
  constructor (capacity: number) {
    this.#capacity = capacity
    this.#stride = strideIn(capacity)
  }

  get size (): number {
    return this.#places.size
  }

  /** The place of a key; undefined where it is not known. */
  find (key: string): number | undefined {
    return this.#places.get(key)
  }

  /** A place for a key that is not known. Its numbers are those of whoever had it before. */
  add (key: string, now: number): number {
    this.#clear(now)
    this.#clear(now)
    const place = this.#free.pop() ?? this.#grow() ?? this.#evict(now)
    const own = copied(key)
    this.#keys[place] = own
    this.#places.set(own, place)
    return place
  }

  delete (key: string): void {
    const place = this.#places.get(key)
    if (place !== undefined) this.#release(place)
  }

  clear (): void {
    for (const place of [...this.#places.values()]) this.#release(place)
  }

  /** Moves on by one place, and clears it if its time is over. */
  #clear (now: number): void {
    const place = this.#next()
    if (place === undefined) return
    if (this.#keys[place] !== undefined && this.until[place] as number <= now) this.#release(place)
  }

  #next (): number | undefined {
    const { length } = this.#keys
    if (length === 0) return undefined
    this.#hand = this.#hand + 1 < length ? this.#hand + 1 : 0
    return this.#hand
  }

  #release (place: number): void {
    this.#places.delete(this.#keys[place] as string)
    this.#keys[place] = undefined
    this.#free.push(place)
  }

  #grow (): number | undefined {
    const place = this.#keys.length
    if (place === this.#capacity) return undefined
    if (place === this.used.length) {
      const length = Math.min(place * 2, this.#capacity)
      this.used = widened(this.used, length)
      this.at = widened(this.at, length)
      this.until = widened(this.until, length)
    }
    return place
  }

  /** Of equals the first goes. */
  #evict (now: number): number {
    const first = this.#evicting
    this.#evicting = (first + this.#stride) % this.#capacity
    let least = first
    for (let looked = 1; looked < this.#stride && this.until[least] as number > now; looked++) {
      const place = (first + looked) % this.#capacity
      if (this.until[place] as number <= now || this.used[place] as number < (this.used[least] as number)) least = place
    }
    this.#places.delete(this.#keys[least] as string)
    return least
  }
}

/**
 * A step that has no divisor in common with the size begins at each place once before it comes back: a table that is full of
 * equals lets go of all in turn. Those that are compared lie side by side: where one of them is light, it goes, and no other.
 */
function strideIn (capacity: number): number {
  let stride = sample
  while (divisor(stride, capacity) > 1) stride++
  return stride
}

function divisor (one: number, other: number): number {
  return other === 0 ? one : divisor(other, one % other)
}

/** How many places are compared at least when one must go. */
const sample = 8
function widened (numbers: Float64Array<ArrayBuffer>, length: number): Float64Array<ArrayBuffer> {
  const copy = new Float64Array(length)
  copy.set(numbers)
  return copy
}
