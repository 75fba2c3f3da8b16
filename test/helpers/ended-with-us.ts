import { spawn, type ChildProcess } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import type { Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

interface Teardown { teardown: (task: () => unknown) => void }

/**
 * Has a shell command run when this process is gone, however it went: a test that takes too long is killed in the end with
 * SIGKILL, behind which nothing in it runs any more. What waits is a shell in a group of its own, for the end of a pipe.
 *
 * @returns what calls it off
 */
function whenWeAreGone (command: string, argument: string): () => void {
  const shell = spawn('sh', ['-c', `read -r _; ${command}`, 'when-the-test-is-gone', argument], { stdio: ['pipe', 'ignore', 'ignore'], detached: true })
  shell.unref()
  ;(shell.stdin as Socket).unref()
  return () => { shell.kill('SIGKILL') }
}

/** A process of a test ends at the latest with the test. */
export function endedWithUs<Child extends ChildProcess> (child: Child): Child {
  // One that could not be started says so by itself.
  if (child.pid !== undefined) child.once('exit', whenWeAreGone('kill -9 "$1"', String(child.pid)))
  return child
}

/** An empty folder, which is gone at the latest with the test. Teardowns run from the last to the first: what is started later may use it to its end. */
export function folderOf (t: Teardown, name: string, parent = tmpdir()): string {
  mkdirSync(parent, { recursive: true })
  const folder = mkdtempSync(join(parent, `${name}-`))
  const callOff = whenWeAreGone('rm -rf -- "$1"', folder)
  t.teardown(() => {
    rmSync(folder, { recursive: true, force: true })
    callOff()
  })
  return folder
}
