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

/** Told once when a store fails, and once when it is back. */
export type HealthListener = (health: StoreHealth) => void

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
  }

  succeeded (now: number): void {
    if (this.isUp) return
    this.#upAt = now
    this.#become('up')
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
    try {
      this.#listener(this.value)
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
