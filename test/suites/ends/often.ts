import { readdirSync } from 'node:fs'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import t from 'tap'
import { until } from '../../helpers/until.ts'
import type { Setting } from './app.ts'
import { expectTable } from './expected.ts'

setFlagsFromString('--expose-gc')
const gc = runInNewContext('gc') as () => void

interface State { readonly descriptors: number, readonly resources: number, readonly heap: number }

async function state (): Promise<State> {
  gc()
  return {
    descriptors: process.platform === 'linux' ? readdirSync('/proc/self/fd').length : 0,
    resources: process.getActiveResourcesInfo().filter(name => /TCP|TLS|Server|Timeout|FS/.test(name)).length,
    heap: process.memoryUsage().heapUsed
  }
}

/**
 * Each way with each reader, again and again; what is open, and what is kept, is as it was after the first few.
 *
 * @param times - default: ENDS_TIMES of the environment, or 20; 500 take half an hour
 */
export function often (setting: Setting, times = Number(process.env.ENDS_TIMES ?? 20)): void {
  t.setTimeout(3_600_000)
  t.jobs = 1
  let before: State
  expectTable(t, setting, 2)
  t.test('what is open after the first', async () => { before = await state() })
  expectTable(t, setting, times)
  t.test('nothing is left behind', async t => {
    const after = await until(state, ({ descriptors, resources }) => descriptors <= before.descriptors && resources <= before.resources)
    t.ok(after.descriptors <= before.descriptors, `descriptors: ${before.descriptors}, then ${after.descriptors}`)
    t.ok(after.resources <= before.resources, `sockets and timers: ${before.resources}, then ${after.resources}`)
    // One request of 16 ways × 500 that is kept is 4 KB: all of them would be 200 MB.
    t.ok(after.heap - before.heap < 8_000_000, `heap: ${before.heap}, then ${after.heap}`)
  })
}
