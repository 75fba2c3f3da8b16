// The test suites of applications, as they are, bare and with this plugin in each Fastify that they make:
//   npm run build && node test/suites/others/applications.mjs PATH[::ARGUMENT...] ...
// PATH is a checkout in which everything is installed. The arguments, with commas between, are for its test runner: node:test (the default),
// vitest or tap, whichever its package.json has. OPTIONS='{"unknownUrl":false}' gives the plugin options, BEFORE is a
// command for the shell before each run, as to fill a database again, and SHOW=1 shows what the runner says. Ends with 1 where a test is lost.
import { execSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join, relative } from 'node:path'

const given = process.argv.slice(2)
if (given.length === 0) throw new Error('node test/suites/others/applications.mjs PATH[::ARGUMENT,ARGUMENT] ...')
const here = import.meta.dirname
const plugin = join(here, '../../../.dist/index.cjs')
const hook = join(here, 'in-applications.cjs')

/** How each runner is asked for its tests, and what it says of them: whether each has passed, by its name. */
const runners = {
  vitest: {
    command: (out, args) => ['npx', ['vitest', 'run', '--reporter=json', `--outputFile=${out}`, ...args]],
    read: (text, cwd) => JSON.parse(text).testResults.flatMap(({ name, assertionResults }) => assertionResults.map(({ fullName, status, failureMessages }) => ({
      test: `${relative(cwd, name)} ${fullName}`, hasPassed: status === 'passed', isSkipped: status !== 'passed' && status !== 'failed', error: failureMessages[0]
    })))
  },
  tap: {
    // Before 18 the option is --no-coverage: to be said behind the path.
    command: (out, args) => ['npx', ['tap', '--reporter=tap', '--jobs=1', `--output-file=${out}`, ...args.length === 0 ? ['--disable-coverage'] : args]],
    read: readTap
  },
  node: {
    command: (out, args, isTypeScript) => [process.execPath, [
      ...(isTypeScript ? ['--import=tsx'] : []), '--test', '--test-concurrency=1', '--test-timeout=120000', `--test-reporter=${join(here, 'reporter.mjs')}`, `--test-reporter-destination=${out}`, ...args
    ]],
    read: text => text.trim().split('\n').filter(Boolean).map(line => JSON.parse(line))
      .map(({ file, name, hasPassed, isCounted, error }) => ({ test: `${file}${name}`, hasPassed, isSkipped: hasPassed && !isCounted, error }))
  }
}

/** The tests of TAP, with the names of those around them. */
function readTap (text) {
  const found = []
  const around = []
  for (const line of text.split('\n')) {
    const depth = /^ */.exec(line)[0].length / 4
    const subtest = /^ *# Subtest: (.*)$/.exec(line)
    if (subtest !== null) around[depth] = subtest[1]
    const point = /^ *(not )?ok \d+ - (.*?)(?: # (.*))?$/.exec(line)
    if (point === null) continue
    const [, not, name, more = ''] = point
    found.push({ test: [...around.slice(0, depth), name].join(' > '), hasPassed: not === undefined, isSkipped: /SKIP|TODO/i.test(more) })
  }
  return found
}

/** @returns what became of each test; of those with one name, the worst */
async function run (cwd, runner, args, isTypeScript, isArmed) {
  if (process.env.BEFORE !== undefined) execSync(process.env.BEFORE, { cwd, stdio: 'ignore' })
  const folder = mkdtempSync(join(tmpdir(), 'applications-'))
  const out = join(folder, 'tests')
  const [command, all] = runner.command(out, args, isTypeScript)
  const options = [process.env.NODE_OPTIONS, isArmed ? `--require=${hook}` : undefined].filter(Boolean).join(' ')
  const child = spawn(command, all, { cwd, stdio: process.env.SHOW === undefined ? 'ignore' : 'inherit', env: { ...process.env, CONFORMANT: plugin, NODE_OPTIONS: options, NODE_NO_WARNINGS: '1' } })
  await once(child, 'exit')
  const found = new Map()
  for (const result of existsSync(out) ? runner.read(readFileSync(out, 'utf8'), cwd) : []) {
    if (found.get(result.test)?.hasPassed !== false) found.set(result.test, result)
  }
  rmSync(folder, { recursive: true })
  return found
}

let lost = 0
for (const one of given) {
  const [cwd, more = ''] = one.split('::')
  const args = more === '' ? [] : more.split(',')
  const { dependencies, devDependencies } = JSON.parse(readFileSync(join(cwd, 'package.json'), 'utf8'))
  const has = { ...dependencies, ...devDependencies }
  const runner = runners['vitest' in has ? 'vitest' : 'tap' in has ? 'tap' : 'node']
  const bare = await run(cwd, runner, args, 'tsx' in has, false)
  const armed = await run(cwd, runner, args, 'tsx' in has, true)
  const passing = [...bare].filter(([, { hasPassed, isSkipped }]) => hasPassed && !isSkipped).map(([test]) => test)
  const failing = passing.filter(test => armed.get(test)?.hasPassed !== true)
  lost += failing.length
  console.log(`${basename(cwd)}: ${passing.length} pass without the plugin, ${bare.size - passing.length} do not or are skipped; ${failing.length} are lost with it`)
  for (const test of failing) console.log(`  ${test}\n    ${String(armed.get(test)?.error ?? 'did not run, or says no more').split('\n', 3).join(' ').slice(0, 300)}`)
  // Nothing that passes shows nothing.
  if (passing.length === 0) process.exitCode = 1
}
if (lost > 0) process.exitCode = 1
