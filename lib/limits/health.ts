import type { Store } from './store.ts'

/** How a store is doing. */
export interface StoreHealth {
  readonly name: string
  /** `down`: its limits do what their `storeFailure` says. */
  readonly state: 'up' | 'down'
  /** Since when, in milliseconds since 1970. */
  readonly since: number
  /** What failed last, in the store's words; undefined where nothing has. */
  readonly error: string | undefined
}

/** A store fails, is back to stay, or cannot count one key. */
export type HealthEvent = 'down' | 'back' | 'key'

/** Told once of each outage and of its end, and at most once a minute of keys. */
export type HealthListener = (health: StoreHealth, event: HealthEvent) => void

/** Milliseconds between two lines about keys that are wrong: there may be as many of them as of clients. */
const keysEvery = 60_000

/** Milliseconds without a failure after which a store is said to be back: one that comes and goes is said to be down once. */
const stableAfter = 10_000

/** Milliseconds between two probes of a store that is down. */
const probeEvery = 1000
/** The most times as long that is waited while so many probes have no answer: a client may keep them all through an outage. */
const mostPatience = 60

/** Whether a store is asked: not while it is down, but for one probe a second that no request waits for. */
export class Health {
  readonly #name: string
  readonly #listener: HealthListener
  #state: StoreHealth['state'] = 'up'
  #since = Date.now()
  #error: string | undefined
  #upAt = -Infinity
  /** Whether it was said to be down, and not yet to be back. */
  #isToldDown = false
  #keyToldAt = -Infinity
  #probedAt = -Infinity
  #unanswered = 0

  constructor ({ name }: Pick<Store, 'name'>, listener: HealthListener) {
    this.#name = name
    this.#listener = listener
  }

  get isUp (): boolean {
    return this.#state === 'up'
  }

  get value (): StoreHealth {
    return { name: this.#name, state: this.#state, since: this.#since, error: this.#error }
  }

  /**
   * @param asked - when the store was asked: what was asked before it came back says nothing of it now
   * @param now - milliseconds on the same clock
   */
  failed (error: unknown, asked: number, now: number): void {
    if (this.isUp && asked < this.#upAt) return
    this.#error = wordsOf(error)
    if (!this.isUp) return
    this.#probedAt = now
    this.#become('down')
    if (this.#isToldDown) return
    this.#isToldDown = true
    this.#tell('down')
  }

  /** A probe has found the store able to do all it has to. */
  succeeded (now: number): void {
    if (this.isUp) return
    this.#upAt = now
    this.#become('up')
  }

  /** The store has answered. */
  answered (now: number): void {
    if (!this.#isToldDown || !this.isUp || now - this.#upAt < stableAfter) return
    this.#isToldDown = false
    this.#tell('back')
  }

  /** The store counts, but for one key. */
  keyFailed (error: unknown, now: number): void {
    if (now - this.#keyToldAt < keysEvery) return
    this.#keyToldAt = now
    this.#tell('key', wordsOf(error))
  }

  /** True once a second, and less often while probes have no answer: who asks then finds out whether the store is back. */
  mayProbe (now: number): boolean {
    const patience = Math.min(Math.max(this.#unanswered, 1), mostPatience)
    if (now - this.#probedAt < probeEvery * patience) return false
    this.#probedAt = now
    return true
  }

  /** Counts a probe until the store has answered it. */
  probing (answer: Promise<unknown>): void {
    this.#unanswered++
    const settled = (): void => { this.#unanswered-- }
    answer.then(settled, settled)
  }

  #become (state: StoreHealth['state']): void {
    this.#state = state
    this.#since = Date.now()
  }

  #tell (event: HealthEvent, error = this.#error): void {
    try {
      this.#listener({ ...this.value, error }, event)
    } catch {
      // Requests depend on the state, and not on who is told of it.
    }
  }
}

/** Never throws: what a store rejects with may be anything. */
function wordsOf (error: unknown): string {
  try {
    return error instanceof Error ? error.message : String(error)
  } catch {
    return 'an error without words'
  }
}
