import { join } from 'node:path'
import { startChild } from '../../helpers/child.ts'
import { until } from '../../helpers/until.ts'
import type { Options } from './app.ts'
import type { State } from './server.ts'

type Idle = Pick<State, 'connections' | 'resources'>

export interface Started {
  readonly port: number
  state (): Promise<State>
  /** Waits until there are no connections any more. @returns what is open then: there should be nothing */
  idle (): Promise<Idle>
}

/** Starts a server in a process of its own: what a client does is not done in the same loop. */
export async function start (t: Parameters<typeof startChild>[0], options: Options = {}): Promise<Started> {
  const { port, ask } = await startChild(t, join(import.meta.dirname, 'server.ts'), { args: [JSON.stringify(options)] })
  const state = (): Promise<State> => ask('state')
  const idle = async (): Promise<Idle> => {
    await until(state, ({ connections }) => connections === 0)
    // A socket is not counted any more a moment before it is closed, and its timer with it.
    const { connections, resources } = await state()
    return { connections, resources }
  }
  return { port, state, idle }
}
