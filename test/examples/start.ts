import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { readsTypeScript } from '../helpers/child.ts'
import { endedWithUs } from '../helpers/ended-with-us.ts'

const root = join(import.meta.dirname, '../..')

// What their limits take for the time: a second between two requests would make 14 of a Retry-After of 15.
const stoppedClock = 'data:text/javascript,const now = performance.now(); performance.now = () => now'

/** Has it fail where it answers what its document has not. */
const documented = new URL('../helpers/documented.ts', import.meta.url).href

export interface Started {
  readonly port: number
  /** What it has printed up to now. */
  output (): string
}

interface Teardown { teardown: (task: () => unknown) => void }

/**
 * Starts an example in a process of its own and stops it when the test is over, or cut. No window of its limits ends.
 *
 * @param env - `PORT: undefined` leaves it to choose its port
 */
export async function startExample (t: Teardown, name: string, env: Record<string, string | undefined> = { PORT: '0' }): Promise<Started> {
  const child = endedWithUs(spawn(process.execPath, [...readsTypeScript, '--import', stoppedClock, '--import', documented, join('examples', 'run.ts'), name], {
    cwd: root,
    env: { ...process.env, _TAPJS_PROCESSINFO_COVERAGE_: '0', HOST: undefined, ...env },
    stdio: ['ignore', 'pipe', 'pipe']
  }))
  const closed = once(child, 'close')
  t.teardown(async () => {
    child.kill()
    const [code] = await closed as [number | null]
    if (code === 1 && output.includes('UndocumentedAnswer')) throw new Error(output)
  })
  let output = ''
  const port = await new Promise<number>((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        output += text
        // The list of commands follows the address; it has been printed when the blank line after it is there.
        const found = /http:\/\/127\.0\.0\.1:(\d+)\n\n[^]*\n$/.exec(output)?.[1]
        if (found !== undefined) resolve(Number(found))
      })
    }
    closed.then(() => reject(new Error(`${name} ended:\n${output}`)), reject)
  })
  return { port, output: () => output }
}
