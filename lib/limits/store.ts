/** What is counted: so many units a window, or a bucket of `burst` units into which `limit` units a window flow back. */
export interface Rule {
  /** The counters' name, the same in every process: `*` for the whole server, `GET /categories`, or the limit's own name. */
  readonly id: string
  /** Units a window; a request takes one, or what its `cost` says. */
  readonly limit: number
  /** The length of the window in milliseconds. */
  readonly window: number
  /** The units that may come at once; undefined: a window that begins with the first request and admits `limit` units. */
  readonly burst: number | undefined
}

/** What became of a key. All times are milliseconds from now, so that no two clocks are compared. */
export interface Tally {
  readonly admitted: boolean
  /** Units taken, with those of this request if it was admitted. */
  readonly used: number
  /** Until the window ends, or the bucket is full again. */
  readonly resetIn: number
  /** Until the same request would be admitted; 0 where it was. */
  readonly retryIn: number
  /**
   * For `give`, on the store's own clock: which window the units are of, or when all of those of a bucket will have flowed
   * back. What is back already must not be given a second time, and not to the next window.
   */
  readonly window?: number
}

/**
 * The counters of one rule. Methods may answer at once or with a promise; a rejection is a failure of the store, or, where
 * the error has `ofKey: true`, of that key alone. What is refused takes nothing: who waits as long as `retryIn` says is
 * admitted.
 */
export interface Counter {
  /** Takes units, all of them or none. Atomic among all processes that share the store. */
  take (key: string, cost: number): Tally | Promise<Tally>
  /** Gives units back that were taken and not used. Without it they stay taken. */
  give? (key: string, cost: number, taken: Tally): void | Promise<void>
  /** What `take` of one unit would find, without taking. */
  peek? (key: string): Tally | Promise<Tally>
  /** Forgets the key. */
  reset? (key: string): void | Promise<void>
  /**
   * Rejects while the store cannot count. It has to write: one that is full, or read-only, still answers. Without it a
   * store is taken to be back when it answers `take`.
   */
  probe? (): void | Promise<void>
  /** Counts on from what another store has said last. @returns the same, for `give` of this one */
  adopt? (key: string, last: Tally, cost: number): Tally
}

/**
 * Where units are counted. Built in: {@link memoryStore}, {@link redisStore}, {@link flexibleStore}.
 *
 * @example const store: Store = { name: 'mine', open: (rule) => ({ take: (key, cost) => myCounters.take(rule, key, cost) }) }
 */
export interface Store {
  /** For the log and for health. */
  readonly name: string
  /** Called once for each rule, when the server starts. */
  open (rule: Rule): Counter
}

/** The units that may be taken at once. */
export function capacityOf ({ limit, burst = limit }: Rule): number {
  return burst
}
