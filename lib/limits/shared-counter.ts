import { inspect } from 'node:util'
import { isThenable } from '../thenable.ts'
import { within } from '../stores/deadline.ts'
import { Denials } from './denials.ts'
import type { Health } from './health.ts'
import type { Counter, Tally } from './store.ts'

/** What a limit does while its store fails. */
export type StoreFailure = 'local' | 'allow' | 'refuse'

/** Said where the store has failed and the limit does not count by itself. */
export type WithoutStore = 'allow' | 'refuse'

export interface SharedCounterOptions {
  readonly counter: Counter
  readonly health: Health
  /** Milliseconds that a request waits for the store. */
  readonly timeout: number
  /** Counts at once while the store is down, or what is said instead. */
  readonly otherwise: Counter | WithoutStore
  /** The most keys that are known to be over their limit. */
  readonly maxKeys: number
  /** Milliseconds on a clock that never goes back. */
  readonly now: () => number
}

/** Whether a store said that it is a key that is wrong, and not itself. */
function isOfKey (error: unknown): boolean {
  return error instanceof Error && (error as { ofKey?: unknown }).ofKey === true
}

/** Asks a store that may be slow, wrong or away. */
export class SharedCounter {
  readonly #options: SharedCounterOptions
  readonly #denials: Denials
  /** What was taken here and not from the store. */
  readonly #local = new WeakSet<Tally>()
  /** What was taken from the store, as it is counted here for the case that the store fails. */
  readonly #adopted = new WeakMap<Tally, Tally>()

  constructor (options: SharedCounterOptions) {
    this.#options = options
    this.#denials = new Denials(options.maxKeys)
  }

  /** A tally, or what the limit says without one. Never throws or rejects, and never takes longer than the timeout. */
  take (key: string, cost: number): Tally | WithoutStore | Promise<Tally | WithoutStore> {
    const { health, now } = this.#options
    const asked = now()
    const denial = this.#denials.find(key, cost, asked)
    if (denial !== undefined) return denial
    if (health.isUp) return this.#ask(key, cost, asked)
    const said = this.#without(key, cost)
    if (health.mayProbe(asked)) this.#probe(key, cost, asked, said)
    return said
  }

  /** Nobody waits for it. What a store that fails does not take back stays taken. */
  give (key: string, cost: number, taken: Tally): void {
    this.#denials.delete(key)
    const { otherwise, health } = this.#options
    const here = this.#local.has(taken) ? taken : this.#adopted.get(taken)
    if (here !== undefined) (otherwise as Counter).give?.(key, cost, here)
    if (here !== taken && health.isUp) this.#return(key, cost, taken)
  }

  /** What the store finds, or what is counted here if it fails; undefined where neither can tell. Never rejects. */
  async peek (key: string): Promise<Tally | undefined> {
    const { counter, health, timeout, otherwise } = this.#options
    if (health.isUp) {
      try {
        const tally = await within(Promise.resolve(counter.peek?.(key)), timeout)
        return tally === undefined ? undefined : checked(tally)
      } catch {}
    }
    return typeof otherwise === 'string' ? undefined : await otherwise.peek?.(key)
  }

  /** Forgets the key here and in the store; other processes may refuse it for one more second. Rejects where the store fails. */
  async reset (key: string): Promise<void> {
    const { counter, timeout, otherwise } = this.#options
    if (typeof otherwise === 'object') await otherwise.reset?.(key)
    try {
      await within((async () => { await counter.reset?.(key) })(), timeout)
    } finally {
      // Last: until the store has forgotten it, it may have refused it once more.
      this.#denials.delete(key)
    }
  }

  #ask (key: string, cost: number, asked: number): Tally | WithoutStore | Promise<Tally | WithoutStore> {
    try {
      const answer = this.#options.counter.take(key, cost)
      return isThenable(answer) ? this.#wait(answer, key, cost, asked) : this.#heard(answer, key, cost, asked)
    } catch (error) {
      return this.#failed(error, key, cost, asked)
    }
  }

  async #wait (answer: Promise<Tally>, key: string, cost: number, asked: number): Promise<Tally | WithoutStore> {
    try {
      return this.#heard(await within(answer, this.#options.timeout, late => this.#return(key, cost, late)), key, cost, asked)
    } catch (error) {
      return this.#failed(error, key, cost, asked)
    }
  }

  #heard (answer: Tally, key: string, cost: number, asked: number): Tally {
    const { health, otherwise, now } = this.#options
    const tally = checked(answer)
    const moment = now()
    health.answered(moment)
    if (!tally.admitted) this.#denials.add(key, cost, tally, asked, moment)
    // Should the store fail now, this process goes on from here, and does not admit as much again.
    const adopted = typeof otherwise === 'object' ? otherwise.adopt?.(key, tally, cost) : undefined
    if (adopted !== undefined && tally.admitted) this.#adopted.set(tally, adopted)
    return tally
  }

  #failed (error: unknown, key: string, cost: number, asked: number): Tally | WithoutStore {
    const { health, now } = this.#options
    if (isOfKey(error)) health.keyFailed(error, now())
    else health.failed(error, asked, now())
    return this.#without(key, cost)
  }

  /** Takes from the store for a request that is decided here. What it did not get, or got too late, goes back. */
  #probe (key: string, cost: number, asked: number, said: Tally | WithoutStore): void {
    const { counter, health, timeout, now } = this.#options
    const isAdmitted = typeof said === 'string' ? said === 'allow' : said.admitted
    const answer = (async () => {
      await counter.probe?.()
      return checked(await counter.take(key, cost))
    })()
    health.probing(answer)
    within(answer, timeout, late => this.#return(key, cost, late)).then(
      (tally) => {
        health.succeeded(now())
        if (!isAdmitted) this.#return(key, cost, tally)
      },
      (error: unknown) => {
        if (isOfKey(error)) health.succeeded(now())
        else health.failed(error, asked, now())
      }
    )
  }

  #without (key: string, cost: number): Tally | WithoutStore {
    const { otherwise } = this.#options
    if (typeof otherwise === 'string') return otherwise
    const tally = otherwise.take(key, cost) as Tally
    this.#local.add(tally)
    return tally
  }

  /** Gives units back to the store, if it had given them. */
  #return (key: string, cost: number, taken: Tally): void {
    const { counter } = this.#options
    const given = (async () => { if (taken.admitted) await counter.give?.(key, cost, taken) })()
    given.catch(() => {})
  }
}

/** An answer that makes no sense is a failure of the store, not of the request. */
function checked (tally: Tally): Tally {
  const { admitted, used, resetIn, retryIn }: Partial<Tally> = tally ?? {}
  if (typeof admitted === 'boolean' && isAmount(used) && isAmount(resetIn) && isAmount(retryIn)) return tally
  throw new TypeError(`the store's answer is no tally: ${inspect(tally, { depth: 0, breakLength: Infinity, maxStringLength: 100 })}`)
}

function isAmount (value: unknown): boolean {
  return typeof value === 'number' && value >= 0 && value <= Number.MAX_SAFE_INTEGER
}
