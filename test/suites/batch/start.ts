import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import type { BatchLimits } from '../../../lib/entries/batch.ts'
import { startChild } from '../../helpers/child.ts'
import { folderOf } from '../../helpers/ended-with-us.ts'
import { until as untilSo } from '../../helpers/until.ts'
import type { State } from './server.ts'

type Idle = Omit<State, 'rss' | 'peak' | 'calls' | 'aborted' | 'hooked'> & { readonly files: readonly string[] }

export interface Started {
  readonly port: number
  state (): Promise<State>
  /** What is in the folder of the temporary files. */
  files (): string[]
  /** Waits until something is so. */
  until (isSo: (state: State) => boolean): Promise<State>
  /** Waits until nothing is under way any more. @returns what is open then: there should be nothing */
  idle (): Promise<Idle>
  /** Lets the lines of `/paced` and `/faulty-when-told` go on. */
  goOn (): void
  /** Closes the server. @returns the exit code of its process; undefined where it has not ended after 20 seconds */
  close (): Promise<unknown>
}

/** Starts a server in a process of its own, with a folder of its own for its temporary files. */
export async function start (t: Parameters<typeof startChild>[0], limits: BatchLimits = {}): Promise<Started> {
  const folder = folderOf(t, 'batch')
  const { port, ended, tell, ask } = await startChild(t, join(import.meta.dirname, 'server.ts'), {
    args: [JSON.stringify({ folder, ...limits })],
    node: ['--expose-gc']
  })
  const state = (): Promise<State> => ask('state')
  const files = (): string[] => readdirSync(folder)
  const until = (isSo: (state: State) => boolean): Promise<State> => untilSo(state, isSo)
  const idle = async (): Promise<Idle> => {
    const { rss, peak, calls, aborted, hooked, ...open } = await until(({ connections, spools, resources }) => {
      return connections === 0 && spools === 0 && !resources.some(name => /Req|Immediate|Timeout|TCPSocket/.test(name))
    })
    return { ...open, files: files() }
  }
  const close = (): Promise<unknown> => {
    tell('close')
    return Promise.race([ended, setTimeout(20_000, undefined, { ref: false })])
  }
  return { port, state, files, until, idle, goOn: () => tell('go on'), close }
}
