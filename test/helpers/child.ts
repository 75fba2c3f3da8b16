import { fork, type Serializable } from 'node:child_process'
import { once } from 'node:events'
import { endedWithUs } from './ended-with-us.ts'

export interface ChildOptions {
  readonly args?: readonly string[]
  /** On top of what this process has; undefined leaves one out. */
  readonly env?: Readonly<Record<string, string | undefined>>
  /** Further options of Node, such as `--expose-gc`. */
  readonly node?: readonly string[]
}

export interface Child {
  /** What it has said first. */
  readonly port: number
  /** Its exit code; null where a signal has ended it. */
  readonly ended: Promise<number | null>
  /** Tells it something to which it has no answer. */
  tell (message: Serializable): void
  /** Sends it a message and takes its next one; answers come in the order of the questions. */
  ask<Told> (message: Serializable): Promise<Told>
}

/** What has Node read TypeScript as these tests do. */
export const readsTypeScript: readonly string[] = ['--import', new URL('typescript.mjs', import.meta.url).href]

interface Teardown { teardown: (task: () => unknown) => void }

/**
 * Starts a server in a process of its own, and ends it when the test is over, or cut. Several may be started at once.
 *
 * @param file - a module in TypeScript that sends its port as its first message
 */
export async function startChild (t: Teardown, file: string, { args = [], env = {}, node = [] }: ChildOptions = {}): Promise<Child> {
  const child = endedWithUs(fork(file, args, {
    execArgv: [...readsTypeScript, ...node],
    // It is killed, and what it covered is lost with it.
    env: { ...process.env, _TAPJS_PROCESSINFO_COVERAGE_: '0', ...env }
  }))
  const ended = once(child, 'exit').then(([code]) => code as number | null)
  t.teardown(async () => {
    child.kill()
    await ended
  })
  const waiting: Array<(message: unknown) => void> = []
  child.on('message', message => waiting.shift()?.(message))
  const next = <Told> (): Promise<Told> => Promise.race([
    new Promise<unknown>(resolve => { waiting.push(resolve) }) as Promise<Told>,
    ended.then(() => { throw new Error('the server has ended') })
  ])
  const tell = (message: Serializable): void => { child.send(message) }
  const ask = <Told> (message: Serializable): Promise<Told> => {
    const told = next<Told>()
    tell(message)
    return told
  }
  return { port: await next<number>(), ended, tell, ask }
}
