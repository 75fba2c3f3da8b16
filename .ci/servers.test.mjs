// `npm start` and every example print an address and answer there.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'

const root = join(import.meta.dirname, '..')
const limit = 60_000
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

function run (...args) {
  // Its own process group: npm and tsx leave their children behind when only they are killed.
  const child = spawn('npm', args, {
    cwd: root,
    detached: true,
    env: { ...process.env, PORT: '0' },
    stdio: ['ignore', 'pipe', 'pipe']
  })
  groups.add(child.pid)
  child.once('close', () => groups.delete(child.pid))
  const state = { child, output: '', closed: once(child, 'close') }
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', text => { state.output += text })
  }
  return state
}

async function stop ({ child, closed }) {
  for (const signal of ['SIGTERM', 'SIGKILL']) {
    if (!kill(child.pid, signal)) break
    await Promise.race([closed, new Promise(resolve => setTimeout(resolve, 3_000).unref())])
  }
  await closed
}

async function address (server) {
  const end = Date.now() + limit
  while (Date.now() < end && server.child.exitCode === null) {
    const found = /https?:\/\/(?:\[[0-9a-f:]+\]|[\w.-]+):[1-9]\d*/i.exec(server.output)
    if (found) return found[0].replace(/\/\/(?:0\.0\.0\.0|\[::\])/, '//127.0.0.1')
    await new Promise(resolve => setTimeout(resolve, 50))
  }
  throw new Error(`no address in its output:\n${server.output}`)
}

async function answers (...args) {
  const server = run(...args)
  try {
    const response = await fetch(await address(server), { signal: AbortSignal.timeout(10_000) })
    await response.arrayBuffer()
    assert.ok(response.status < 500, `answered ${response.status}\n${server.output}`)
  } finally {
    await stop(server)
  }
}

test('npm start', () => answers('start'))

const examples = existsSync(join(root, 'examples'))
  ? readdirSync(join(root, 'examples')).filter(name => existsSync(join(root, 'examples', name, 'server.ts')))
  : []

for (const name of examples) {
  test(`npm run example ${name}`, () => answers('run', 'example', name))
}

test('an unknown example: the names are listed and it fails', async () => {
  const server = run('run', 'example', 'no-such-example')
  const [code] = await server.closed
  assert.equal(code, 1)
  for (const name of examples) assert.ok(server.output.includes(name), server.output)
})
