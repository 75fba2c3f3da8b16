// Changes the trunk of lib/ in one place at a time, and says which changes no test notices: `npm run mutants -- SEED COUNT [NUMBER…]`.
// It works in a copy, so that nothing has to be put back. Numbers: only those of the mutants.
import { spawn } from 'node:child_process'
import { cpSync, existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { choose } from './choose.mjs'
import { mutantsOf } from './mutants.mjs'

const root = fileURLToPath(new URL('../../', import.meta.url))
const [seed = 1, count = 60, ...only] = process.argv.slice(2).map(Number)

/** What every request passes. */
const trunk = [
  ...['plugin', 'answer', 'server', 'gates', 'neighbours', 'conditional'].flatMap(folder => readdirSync(join(root, 'lib', folder)).sort().map(name => `lib/${folder}/${name}`)),
  ...['gate', 'meet', 'presence', 'registry', 'counted-at'].map(name => `lib/limits/${name}.ts`),
  'lib/options/option.ts', 'lib/options/check.ts', 'lib/spam/gate.ts'
]
/** In seconds; what hangs has been noticed. */
const patience = 240

const copy = mkdtempSync(join(tmpdir(), 'mutants-'))
let running

process.on('exit', () => {
  endRunning()
  rmSync(copy, { recursive: true, force: true })
})
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => process.exit(130))

cpSync(root, copy, { recursive: true, filter: source => !/[/\\](?:node_modules|\.git|\.dist)$/.test(source) })
symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'), 'dir')

const same = JSON.parse(readFileSync(join(root, 'test/mutants/same-program.json'), 'utf8'))
const sources = new Map(trunk.map(file => [file, readFileSync(join(root, file), 'utf8')]))
const chosen = choose([...sources].flatMap(([file, source]) => mutantsOf(file, source)), seed, count)
const green = new Map()
const counts = { noticed: 0, same: 0, SURVIVED: 0 }
for (const [at, mutant] of chosen.entries()) if (only.length === 0 || only.includes(at + 1)) await tryOut(mutant, at + 1)
console.log(`seed ${seed}: ${counts.noticed} noticed, ${counts.same} are the same program, ${counts.SURVIVED} survived`)
process.exit(counts.SURVIVED === 0 ? 0 : 1)

async function tryOut ({ file, operator, line, before, after, mutated }, number) {
  const say = (verdict, reason = '') => {
    counts[verdict]++
    console.log(`${number}/${chosen.length} ${verdict} ${file}:${line} ${operator}: ${before} → ${after}${reason}`)
  }
  const known = same.find(one => one.file === file && one.operator === operator && one.before === before && one.after === after)
  if (known !== undefined) return say('same', ` (${known.why})`)
  writeFileSync(join(copy, file), mutated)
  const by = await whoNotices(file)
  writeFileSync(join(copy, file), sources.get(file))
  if (by === undefined) say('SURVIVED')
  else say('noticed', ` (by ${by})`)
}

/** The nearest tests first. */
async function whoNotices (file) {
  for (const test of testsOf(file)) {
    const failed = await failedIn(test)
    if (failed === undefined) continue
    const mutated = readFileSync(join(copy, file))
    writeFileSync(join(copy, file), sources.get(file))
    if (await isGreen(test)) return failed
    writeFileSync(join(copy, file), mutated)
  }
}

/** A test that always fails would notice everything. */
async function isGreen (test) {
  if (!green.has(test)) {
    green.set(test, await failedIn(test) === undefined)
    if (!green.get(test)) console.error(`${test} fails as it is, and is asked nothing`)
  }
  return green.get(test)
}

function testsOf (file) {
  const folder = basename(dirname(file))
  const own = file.replace(/^lib\/(.*)\.ts$/, 'test/$1.test.ts')
  const near = [own, `test/together/${folder}.test.ts`]
  const far = ['together', 'suites/wire', 'suites/refusals', 'suites/ends'].flatMap(folder => testsIn(`test/${folder}`))
  return [...new Set([...near, 'test/together/wire.test.ts', ...far])].filter(test => existsSync(join(copy, test)))
}

function testsIn (folder) {
  const path = join(copy, folder)
  return existsSync(path) ? readdirSync(path).filter(name => name.endsWith('.test.ts')).sort().map(name => `${folder}/${name}`) : []
}

/** @returns what has failed; undefined where nothing has */
function failedIn (test) {
  return new Promise(resolve => {
    let output = ''
    // Some tests have mocks, which tap loads by itself where it starts them.
    running = spawn(process.execPath, ['--import', '@tapjs/mock/import', '--import', './test/helpers/typescript.mjs', test], {
      cwd: copy, env: { ...process.env, TAP_BAIL: '1', TAP_TIMEOUT: '200' }, stdio: ['ignore', 'pipe', 'ignore'], detached: true
    })
    const timer = setTimeout(() => {
      endRunning()
      resolve(`${test}, which hangs`)
    }, patience * 1000)
    running.stdout.setEncoding('utf8').on('data', text => { output += text })
    running.on('close', code => {
      clearTimeout(timer)
      running = undefined
      const [, name = 'does not start'] = /^ *not ok \d+ - (.*)$/m.exec(output) ?? []
      resolve(code === 0 ? undefined : `${test}: ${name.replace(/ *(?:#.*|\{)$/, '')}`)
    })
  })
}

/** With the servers and processes that it has started. */
function endRunning () {
  if (running === undefined) return
  try { process.kill(-running.pid, 'SIGKILL') } catch {}
}
