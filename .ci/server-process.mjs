// A command that starts a server: its output, its address, and its end with all that it started.
import { spawn } from 'node:child_process'
import { once } from 'node:events'

const groups = new Set()

process.once('SIGTERM', () => {
  for (const pid of groups) kill(pid, 'SIGKILL')
  process.exit(143)
})

/** False if nothing of the group is left. */
function kill (pid, signal) {
  try {
    return process.kill(-pid, signal)
  } catch {
    return false
  }
}

/** Its own process group: npm and tsx leave their children behind when only they are killed. */
export function run (command, args, { cwd, env = {} }) {
  const child = spawn(command, args, { cwd, detached: true, env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] })
  groups.add(child.pid)
  child.once('close', () => groups.delete(child.pid))
  const state = { child, output: '', closed: once(child, 'close') }
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', text => { state.output += text })
  }
  return state
}

/** Ends it, at once where it does not end by itself within three seconds. */
export async function stop ({ child, closed }) {
  kill(child.pid, 'SIGTERM')
  const late = setTimeout(() => kill(child.pid, 'SIGKILL'), 3_000)
  await closed
  clearTimeout(late)
}

/** The address that it prints. @param limit - milliseconds until it is taken for hanging */
export async function address (server, limit) {
  const late = new Promise((resolve, reject) => {
    setTimeout(reject, limit, new Error('no address in time')).unref()
  })
  try {
    for (;;) {
      const found = /https?:\/\/(?:\[[0-9a-f:]+\]|[\w.-]+):[1-9]\d*/i.exec(server.output)
      if (found) return found[0].replace(/\/\/(?:0\.0\.0\.0|\[::\])/, '//127.0.0.1')
      const ended = server.closed.then(() => { throw new Error('it has ended') })
      await Promise.race([late, ended, once(server.child.stdout, 'data')])
    }
  } catch (error) {
    throw new Error(`${error.message}, in its output no address:\n${server.output}`)
  }
}

/** Asks it once, and ends it. @returns its status and body */
export async function answerOf (server, limit) {
  try {
    const response = await fetch(await address(server, limit), { signal: AbortSignal.timeout(10_000) })
    return { status: response.status, body: await response.text() }
  } finally {
    await stop(server)
  }
}
