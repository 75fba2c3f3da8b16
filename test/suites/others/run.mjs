// The tests of Fastify or of one of its plugins, as they are, without this plugin and with it on every instance:
//   node test/suites/others/run.mjs CHECKOUT [--mode off|report|on] [--options JSON] [--timeout SECONDS] [FILE...]
// CHECKOUT has its development dependencies installed; nothing in it is changed. Without FILEs all of its tests are run. Each test
// that passes twice without the plugin and fails twice with it is named, with the first line of what differs. Ends with 1 where there is
// one. Further options of the plugin are laid over the mode: --options '{"unknownUrl":false}'.
import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'

const usage = 'node test/suites/others/run.mjs CHECKOUT [--mode off|report|on] [--options JSON] [--timeout SECONDS] [FILE...]'
const { values: { mode, options, timeout }, positionals: [checkout, ...named] } = parseArgs({
  options: { mode: { type: 'string', default: 'report' }, options: { type: 'string', default: '{}' }, timeout: { type: 'string', default: '120' } }, allowPositionals: true
})
if (checkout === undefined || !['off', 'report', 'on'].includes(mode)) throw new Error(usage)

const here = import.meta.dirname
const root = join(here, '../../..')
const cwd = resolve(checkout)
const results = mkdtempSync(join(tmpdir(), 'others-'))
const withPlugin = {
  NODE_OPTIONS: `${process.env.NODE_OPTIONS ?? ''} --require ${JSON.stringify(join(results, 'with-plugin.cjs'))}`,
  CONFORMANT: join(results, 'dist/index.cjs'),
  CONFORMANT_ROOT: root,
  CONFORMANT_CHECKOUT: cwd,
  CONFORMANT_MODE: mode,
  CONFORMANT_OPTIONS: options
}

/** The tests of a checkout: what is named so, or all that stands in its folder. */
function allFiles () {
  const scripts = readdirSync(join(cwd, 'test'), { recursive: true }).filter(file => /\.[cm]?js$/.test(file) && !file.includes('node_modules')).sort()
  const tests = scripts.filter(file => /\.test\.[cm]?js$/.test(file))
  return (tests.length > 0 ? tests : scripts).map(file => join('test', file))
}

let runs = 0

/** @returns what became of each test of a file, by its place and name */
async function run (file, isBare) {
  const to = join(results, String(runs++))
  const env = { ...process.env, NODE_NO_WARNINGS: '1', ...(isBare ? {} : withPlugin) }
  const child = spawn(process.execPath, [`--test-reporter=${join(results, 'reporter.mjs')}`, `--test-reporter-destination=${to}`, file], {
    // What it starts itself ends with it.
    cwd, env, stdio: 'ignore', detached: true
  })
  let hasHung = false
  const end = setTimeout(() => {
    hasHung = true
    process.kill(-child.pid, 'SIGKILL')
  }, timeout * 1000)
  const [code] = await once(child, 'exit')
  clearTimeout(end)
  const tests = new Map()
  for (const line of linesOf(to)) {
    const { file, name, ...result } = JSON.parse(line)
    let test = `${file}${name}`
    // A test may be declared at the same place again and again.
    for (let times = 2; tests.has(test); times++) test = `${file}${name} (${times})`
    tests.set(test, result)
  }
  const hasFailed = [...tests.values()].some(({ hasPassed, isCounted }) => !hasPassed || !isCounted)
  tests.set(`${file} as a whole`, hasHung ? { hasPassed: false, isCounted: true, error: `did not end within ${timeout} seconds` } : { hasPassed: code === 0 || hasFailed, isCounted: true, error: `ended with ${code}` })
  return tests
}

function linesOf (file) {
  try {
    return readFileSync(file, 'utf8').split('\n').filter(line => line.startsWith('{') && line.endsWith('}'))
  } catch {
    return []
  }
}

/** Those that passed and do not any more. */
async function lostOf (file) {
  const bare = await run(file, true)
  const armed = await run(file, false)
  const passing = [...bare].filter(([, { hasPassed, isCounted }]) => hasPassed && isCounted).map(([test]) => test)
  return { passing, bare, armed, lost: passing.filter(test => armed.get(test)?.hasPassed !== true) }
}

async function twice (file) {
  const first = await lostOf(file)
  if (first.lost.length === 0) return first
  const again = await lostOf(file)
  return { ...again, passing: first.passing, lost: first.lost.filter(test => again.lost.includes(test)) }
}

/** Of what assert says of two values, the first pair of lines that differ. */
function firstDifference (message) {
  const [head = '', ...lines] = message.split('\n').map(line => line.trimEnd()).filter(line => line.trim() !== '')
  const differing = lines.filter(line => /^[+-] {1,}/.test(line) && line !== '+ actual - expected')
  if (differing.length === 0) return [head, ...lines.slice(0, 1)].join(' ')
  const [one, other] = ['-', '+'].map(sign => differing.find(line => line.startsWith(sign)))
  return [one, other].filter(line => line !== undefined).join(' | ').replace(/\s+/g, ' ')
}

function tell (file, tests) {
  passing += tests.passing.length
  lost += tests.lost.length
  if (tests.lost.length > 0) console.log(`\n${file}`)
  for (const test of tests.lost) console.log(`  ${test.replace(`${file}:`, ':')}\n      ${firstDifference(tests.armed.get(test)?.error ?? 'did not run').slice(0, 300)}`)
}

execFileSync(process.execPath, [join(root, '.build/bundle.mjs')], { cwd: root })
// They may be written again while this runs.
cpSync(join(root, '.dist'), join(results, 'dist'), { recursive: true })
for (const file of ['with-plugin.cjs', 'reporter.mjs']) cpSync(join(here, file), join(results, file))
const files = named.length > 0 ? named : allFiles()
let passing = 0
let lost = 0
const waiting = [...files]
await Promise.all(Array.from({ length: availableParallelism() }, async () => {
  for (let file = waiting.shift(); file !== undefined; file = waiting.shift()) tell(file, await twice(file))
}))
rmSync(results, { recursive: true })

console.log(`\n${passing} pass without the plugin; ${lost} of them fail with it (${mode}).`)
process.exitCode = lost === 0 ? 0 : 1
