import { setTimeout } from 'node:timers/promises'
import { inspect } from 'node:util'

/**
 * Asks until it is so, for what has no event of its own: bytes that have reached a server, a handler that waits, a process
 * that listens. The time limit is there only to end what hangs, and to say what was found last.
 *
 * @param isSo - default: whether what is found is truthy
 * @returns what is found when it is so
 * @throws Error after a minute
 */
export async function until<State> (read: () => State | Promise<State>, isSo: (state: State) => boolean = Boolean): Promise<State> {
  // A clock that a test has stopped does not stop this one.
  for (const end = AbortSignal.timeout(60_000); ;) {
    const state = await read()
    if (isSo(state)) return state
    if (end.aborted) throw new Error(`it does not come about; in the end there was ${inspect(state, { depth: 4 })}, of ${String(read)}`)
    await setTimeout(1)
  }
}

/** Lets what is due be done: turns of the event loop, behind which what waits for nothing outside this process is done. Behind an event, never in place of one. */
export async function turns (count = 10): Promise<void> {
  while (count-- > 0) await new Promise(resolve => setImmediate(resolve))
}
