import { readdirSync } from 'node:fs'
import t from 'tap'
import { heldBytes } from '../../helpers/heap.ts'
import { until } from '../../helpers/until.ts'
import type { Setting } from './app.ts'
import { expectTable } from './expected.ts'

interface State { readonly descriptors: number, readonly resources: number, readonly heap: number }

async function state (): Promise<State> {
  return {
    descriptors: process.platform === 'linux' ? readdirSync('/proc/self/fd').length : 0,
    resources: process.getActiveResourcesInfo().filter(name => /TCP|TLS|Server|Timeout|FS/.test(name)).length,
    heap: heldBytes()
  }
}

/**
 * Each way with each reader, again and again; what is open, and what is kept, is as it was after the first few.
 *
 * @param times - default: ENDS_TIMES of the environment, or 50; 500 take half an hour
 */
export function often (setting: Setting, times = Number(process.env.ENDS_TIMES ?? 50)): void {
  t.setTimeout(3_600_000)
  t.jobs = 1
  let before: State
  expectTable(t, setting, Math.min(20, times))
  t.test('what is open after the first', async () => { before = await state() })
  expectTable(t, setting, times)
  t.test('nothing is left behind', async t => {
    // A request that is kept is 4 KB, and each time has 16 readers of six ways.
    const room = Math.max(times * 96 * 3000, 8_000_000)
    const after = await until(state, ({ descriptors, resources, heap }) => {
      return descriptors <= before.descriptors && resources <= before.resources && heap - before.heap < room
    })
    t.ok(after.descriptors <= before.descriptors, `descriptors: ${before.descriptors}, then ${after.descriptors}`)
    t.ok(after.resources <= before.resources, `sockets and timers: ${before.resources}, then ${after.resources}`)
    t.ok(after.heap - before.heap < room, `heap: ${before.heap}, then ${after.heap}`)
  })
}
