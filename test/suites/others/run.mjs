// The suites of other plugins, as they are, beside the same with this plugin on every instance:
//   npm run build && node test/suites/neighbours/run.mjs FOLDER @fastify/multipart @fastify/websocket
// FOLDER has them in its node_modules, with their tests and with what their tests need. Ends with 1 where a test is lost.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const [folder, ...names] = process.argv.slice(2)
if (names.length === 0) throw new Error('node test/suites/neighbours/run.mjs FOLDER PACKAGE...')
const here = import.meta.dirname
const plugin = join(here, '../../../.dist/index.js')

/** @returns what became of each test, by its place and name */
async function run (cwd, files, options) {
  const results = mkdtempSync(join(tmpdir(), 'neighbours-'))
  const child = spawn(process.execPath, [
    '--test', '--test-timeout=60000', `--test-reporter=${join(here, 'reporter.mjs')}`, `--test-reporter-destination=${join(results, 'tests')}`, ...options, ...files
  ], { cwd, stdio: 'ignore', env: { ...process.env, CONFORMANT: plugin, NODE_NO_WARNINGS: '1' } })
  await once(child, 'exit')
  const lines = readFileSync(join(results, 'tests'), 'utf8').trim().split('\n').map(line => JSON.parse(line))
  rmSync(results, { recursive: true })
  return new Map(lines.map(({ test, ...result }) => [test, result]))
}

let lost = 0
for (const name of names) {
  const cwd = join(folder, 'node_modules', name)
  const files = readdirSync(join(cwd, 'test'), { recursive: true }).filter(file => /\.test\.[cm]?js$/.test(file)).map(file => join('test', file))
  const bare = await run(cwd, files, [])
  const armed = await run(cwd, files, [`--require=${join(here, 'with-plugin.cjs')}`])
  const passing = [...bare].filter(([, { hasPassed, isSkipped }]) => hasPassed && !isSkipped).map(([test]) => test)
  const failing = passing.filter(test => armed.get(test)?.hasPassed !== true)
  lost += failing.length
  console.log(`${name}: ${passing.length} pass without the plugin, ${bare.size - passing.length} do not or are skipped; ${failing.length} are lost with it`)
  for (const test of failing) console.log(`  ${test}\n    ${armed.get(test)?.error ?? 'did not run'}`)
}
process.exitCode = lost === 0 ? 0 : 1
