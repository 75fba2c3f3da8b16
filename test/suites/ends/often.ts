import t from 'tap'
import type { Setting } from './app.ts'
import { expectTable } from './expected.ts'
import { expectNothingLeft, state, type State } from './left-behind.ts'

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
  // Each time has 16 readers of six ways.
  t.test('nothing is left behind', async t => await expectNothingLeft(t, before, times * 96))
}
