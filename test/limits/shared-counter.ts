import { Health } from '../../lib/limits/health.ts'
import { memoryStore } from '../../lib/limits/memory-store.ts'
import { SharedCounter, type SharedCounterOptions, type StoreFailure } from '../../lib/limits/shared-counter.ts'
import type { Counter, Rule, Tally } from '../../lib/limits/store.ts'

/** Milliseconds that are waited for the store. */
const timeout = 5

const rule: Rule = { id: '*', limit: 2, window: 60_000, burst: undefined }

/** A counter whose answers are given from outside. */
export interface Provoked {
  readonly shared: SharedCounter
  readonly health: Health
  readonly clock: { now: number }
  /** What the store was asked, in order. */
  readonly asked: unknown[][]
  /** What the store does with a question; counts it by itself at first. */
  answer: Counter['take']
  readonly told: string[]
  /** The store's own count. */
  readonly store: Required<Counter>
}

export function provoked (policy: StoreFailure = 'local', options: Partial<SharedCounterOptions> = {}): Provoked {
  const clock = { now: 1000 }
  const now = (): number => clock.now
  const told: string[] = []
  const asked: unknown[][] = []
  const health = new Health({ name: 'fake' }, ({ error }, event) => told.push(`${event}: ${error ?? ''}`))
  const store = memoryStore({ now }).open(rule) as Required<Counter>
  const made: Pick<Provoked, 'answer'> = { answer: (key, cost) => store.take(key, cost) }
  const counter: Counter = {
    take (key, cost) {
      asked.push(['take', key, cost])
      return made.answer(key, cost)
    },
    give (key, cost, taken) {
      asked.push(['give', key, cost])
      return store.give(key, cost, taken)
    },
    peek (key) {
      asked.push(['peek', key])
      return store.peek(key)
    },
    reset (key) {
      asked.push(['reset', key])
      return store.reset(key)
    }
  }
  const otherwise = policy === 'local' ? memoryStore({ now }).open(rule) : policy
  const shared = new SharedCounter({ counter, health, timeout, otherwise, maxKeys: 100, now, ...options })
  return Object.assign(made, { shared, health, clock, asked, told, store })
}

export const closed = (): never => { throw new Error('closed') }

/** A counter whose store is down since 1000. */
export function down (policy?: StoreFailure): Provoked {
  const provoking = provoked(policy)
  const { answer } = provoking
  provoking.answer = closed
  provoking.shared.take('first', 1)
  provoking.asked.length = 0
  provoking.answer = answer
  return provoking
}

/** An answer that is given from outside, as late as the test likes. */
export function later (): { answer: () => Promise<Tally>, give: (tally: Tally) => void, fail: (error: Error) => void } {
  let give: (tally: Tally) => void = () => {}
  let fail: (error: Error) => void = () => {}
  const promise = new Promise<Tally>((resolve, reject) => {
    give = resolve
    fail = reject
  })
  return { answer: () => promise, give: tally => give(tally), fail: error => fail(error) }
}

/** After all that is due at once. */
export async function settled (): Promise<void> {
  for (let turns = 0; turns < 5; turns++) await new Promise(setImmediate)
}

/** After the store has had its time: timers end in the order in which they began. */
export async function overdue (): Promise<void> {
  // The store's time begins a turn after it was asked.
  await new Promise(setImmediate)
  await new Promise(resolve => setTimeout(resolve, 2 * timeout))
  await settled()
}

/** What is said of a limit, without what is of no interest. */
export function short (said: Tally | string): unknown {
  return typeof said === 'string' ? said : [said.admitted, said.used]
}
