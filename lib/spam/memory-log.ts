import { Type } from '../options/type.ts'
import { checkOptions } from '../options/check.ts'
import { millisecondsOf, type Duration } from '../options/duration.ts'
import type { SpamLog } from './spam-log.ts'
import { durationSchema } from './schema.ts'

/** What {@link memorySpamLog} can be told. */
export interface MemorySpamLogOptions {
  /** How long a CAPTCHA can be solved, and its answer is remembered; default `15m`. */
  readonly keep?: Duration
  /** The most entries, and the most answers, that are kept; default 10,000, about 3 MB. Beyond it the oldest is forgotten. */
  readonly maxEntries?: number
  /** Milliseconds on a clock that never goes back; for tests. */
  readonly now?: () => number
}

/**
 * Keeps spam in this process. Whoever solves a CAPTCHA that was forgotten is shown another one.
 *
 * @throws TypeError that names the option that is not right
 * @example const log = memorySpamLog({ keep: '5m' })
 */
export function memorySpamLog (options: MemorySpamLogOptions = {}): SpamLog {
  checkOptions(options, schema, ' of memorySpamLog')
  const { keep = '15m', maxEntries = 10_000, now = monotonic } = options
  const expiring = (): Expiring<never> => new Expiring(millisecondsOf(keep), maxEntries, now)
  const entries: Expiring<number> = expiring()
  const answers: Expiring<string> = expiring()
  let last = 0
  return {
    add (entry) {
      entries.set(++last, entry)
      return last
    },
    take (id, entry, answer) {
      if (entries.get(id) !== entry) return false
      entries.delete(id)
      if (answers.get(answer) !== undefined) return false
      answers.set(answer, '')
      return true
    },
    giveBack (id, entry, answer) {
      answers.delete(answer)
      entries.set(id, entry)
    }
  }
}

const schema = Type.Partial(Type.Object({
  keep: durationSchema,
  maxEntries: { ...Type.Integer({ minimum: 1, maximum: 1e7 }), description: 'a whole number of entries from 1 to 10000000' },
  now: { ...Type.Function(), description: 'a function () => milliseconds' }
}), { additionalProperties: false })

function monotonic (): number {
  return performance.now()
}

/**
 * A bounded table without timers. All is kept equally long, so that what was set first is over first: each that is set
 * clears up to two whose time is over.
 */
class Expiring<Key> {
  readonly #kept = new Map<Key, { readonly value: string, readonly until: number }>()
  readonly #keep: number
  readonly #capacity: number
  readonly #now: () => number

  constructor (keep: number, capacity: number, now: () => number) {
    this.#keep = keep
    this.#capacity = capacity
    this.#now = now
  }

  get (key: Key): string | undefined {
    const kept = this.#kept.get(key)
    return kept === undefined || kept.until <= this.#now() ? undefined : kept.value
  }

  set (key: Key, value: string): void {
    const now = this.#now()
    let looked = 0
    for (const [oldest, { until }] of this.#kept) {
      if (looked++ === 2 || (until > now && this.#kept.size < this.#capacity)) break
      this.#kept.delete(oldest)
    }
    // What is set again is the newest too.
    this.#kept.delete(key)
    this.#kept.set(key, { value, until: now + this.#keep })
  }

  delete (key: Key): void {
    this.#kept.delete(key)
  }
}
