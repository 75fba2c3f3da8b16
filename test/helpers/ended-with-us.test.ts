import { fork } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import t from 'tap'
import type { Begun } from '../fixtures/hanging-test.ts'
import { readsTypeScript } from './child.ts'
import { endedWithUs } from './ended-with-us.ts'
import { isOpen } from './is-open.ts'
import { until } from './until.ts'

// Nothing in it runs behind this one; a signal that it could hear leaves no more.
t.test('a test that is killed leaves nothing behind', async (t) => {
  const test = endedWithUs(fork(new URL('../fixtures/hanging-test.ts', import.meta.url), {
    execArgv: [...readsTypeScript], env: { ...process.env, _TAPJS_PROCESSINFO_COVERAGE_: '0' }
  }))
  const ended = once(test, 'exit')
  const [{ ports, folder }] = await once(test, 'message') as [Begun]
  const left = async (): Promise<unknown[]> => [...await Promise.all(ports.map(isOpen)), existsSync(folder)]
  t.strictSame(await left(), [...ports.map(() => true), true], 'all of it is there')
  test.kill('SIGKILL')
  await ended
  t.strictSame(await until(left, all => !all.includes(true)), [...ports.map(() => false), false])
})
