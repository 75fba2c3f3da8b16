import { fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import type { Options } from './app.ts'
import type { State } from './server.ts'

export interface Started {
  readonly port: number
  state (): Promise<State>
  /** What is open when there are no connections any more, or after ten seconds: there should be. */
  idle (): Promise<Pick<State, 'connections' | 'resources'>>
}

interface Teardown { teardown: (task: () => unknown) => void }

/** Starts a server in a process of its own: what a client does is not done in the same loop. */
export async function start (t: Teardown, options: Options = {}): Promise<Started> {
  const child = fork(join(import.meta.dirname, 'server.ts'), [JSON.stringify(options)], {
    execArgv: ['--import', 'tsx'],
    // What tsx compiles has other offsets than what tap does: their coverage must not be added up.
    env: { ...process.env, _TAPJS_PROCESSINFO_COVERAGE_: '0' }
  })
  const ended = once(child, 'exit')
  t.teardown(async () => {
    child.kill()
    await ended
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
  return { port, state, idle: () => idle(state) }
}

async function idle (state: () => Promise<State>): Promise<Pick<State, 'connections' | 'resources'>> {
  const until = Date.now() + 10_000
  for (;;) {
    const { connections, resources } = await state()
    if (connections === 0 || Date.now() > until) return { connections, resources }
    await setTimeout(50)
  }
}
