import { fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import type { BatchLimits } from '../../../lib/index.ts'
import type { State } from './server.ts'

type Idle = Omit<State, 'rss' | 'peak' | 'calls' | 'aborted'> & { readonly files: readonly string[] }

export interface Started {
  readonly port: number
  state (): Promise<State>
  /** What is in the folder of the temporary files. */
  files (): string[]
  /** Waits until something is so, at most ten seconds. */
  until (isSo: (state: State) => boolean): Promise<State>
  /** What is open when nothing is under way any more, or after ten seconds: there should be nothing. */
  idle (): Promise<Idle>
  /** Closes the server. @returns the exit code of its process; undefined where it has not ended after 20 seconds */
  close (): Promise<unknown>
}

interface Teardown { teardown: (task: () => unknown) => void }

/** Starts a server in a process of its own, with a folder of its own for its temporary files. */
export async function start (t: Teardown, limits: BatchLimits = {}): Promise<Started> {
  const folder = mkdtempSync(join(tmpdir(), 'batch-'))
  const child = fork(join(import.meta.dirname, 'server.ts'), [JSON.stringify({ folder, ...limits })], {
    execArgv: ['--import', 'tsx', '--expose-gc'],
    // What tsx compiles has other offsets than what tap does: their coverage must not be added up.
    env: { ...process.env, _TAPJS_PROCESSINFO_COVERAGE_: '0' }
  })
  const ended = once(child, 'exit')
  t.teardown(async () => {
    child.kill()
    await ended
    rmSync(folder, { recursive: true })
  })
  const next = async <Message> (): Promise<Message> => {
    const message = await Promise.race([once(child, 'message'), ended.then(() => { throw new Error('the server has ended') })])
    return message[0] as Message
  }
  const port = await next<number>()
  const state = (): Promise<State> => {
    const told = next<State>()
    child.send('state')
    return told
  }
  const files = (): string[] => readdirSync(folder)
  const until = async (isSo: (state: State) => boolean): Promise<State> => {
    for (const end = Date.now() + 10_000; ;) {
      const now = await state()
      if (isSo(now) || Date.now() > end) return now
      await setTimeout(20)
    }
  }
  const idle = async (): Promise<Idle> => {
    const { rss, peak, calls, aborted, ...open } = await until(({ connections, spools, resources }) => {
      return connections === 0 && spools === 0 && !resources.some(name => /Req|Immediate|Timeout|TCPSocket/.test(name))
    })
    return { ...open, files: files() }
  }
  const close = async (): Promise<unknown> => {
    child.send('close')
    const code = ended.then(([code]) => code)
    return Promise.race([code, setTimeout(20_000, undefined, { ref: false })])
  }
  return { port, state, files, until, idle, close }
}
