import { readdirSync } from 'node:fs'
import type { Test } from 'tap'
import { heldBytes } from '../../helpers/heap.ts'
import { until } from '../../helpers/until.ts'

/** What this process has open, and what it keeps. */
export interface State { readonly descriptors: number, readonly resources: number, readonly heap: number }

export async function state (): Promise<State> {
  return {
    descriptors: process.platform === 'linux' ? readdirSync('/proc/self/fd').length : 0,
    resources: process.getActiveResourcesInfo().filter(name => /TCP|TLS|Server|Timeout|FS/.test(name)).length,
    heap: heldBytes()
  }
}

/**
 * What is open is what was open before, and what is kept is less than a request each.
 *
 * @param uploads - how many requests there were in between
 */
export async function expectNothingLeft (t: Test, before: State, uploads: number): Promise<void> {
  // A request that is kept is 4 KB.
  const room = Math.max(uploads * 3000, 8_000_000)
  const after = await until(state, ({ descriptors, resources, heap }) => {
    return descriptors <= before.descriptors && resources <= before.resources && heap - before.heap < room
  })
  t.ok(after.descriptors <= before.descriptors, `descriptors: ${before.descriptors}, then ${after.descriptors}`)
  t.ok(after.resources <= before.resources, `sockets and timers: ${before.resources}, then ${after.resources}`)
  t.ok(after.heap - before.heap < room, `heap: ${before.heap}, then ${after.heap}`)
}
