// `npm run bench:start [rounds]`: what it costs to load the package, to start 500 routes, and to register it in a scope.
//
// Each number is of a process of its own; the kinds take turns, so that whatever slows the machine down slows all of them down.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'

const rounds = Number(process.argv[2] ?? 15)
const child = new URL('start-child.mjs', import.meta.url).pathname

function measure (kind) {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--expose-gc', child, ...kind.split(' ')], { encoding: 'utf8' })
  if (status !== 0) throw new Error(stderr)
  return Number(stdout)
}

/** All kinds in turn, and what each pair of a round makes. */
function compare (kinds) {
  const numbers = Object.fromEntries(kinds.map(kind => [kind, []]))
  for (let round = -1; round < rounds; round++) {
    for (const kind of round % 2 === 0 ? kinds : [...kinds].reverse()) {
      const number = measure(kind)
      if (round >= 0) numbers[kind].push(number)
    }
  }
  return numbers
}

function spread (numbers, digits = 1) {
  const sorted = [...numbers].sort((a, b) => a - b)
  const at = share => sorted[Math.round((sorted.length - 1) * share)].toFixed(digits)
  return `${at(0.5)} (${at(0)} to ${at(1)})`
}

function ratios (numbers, [over, under], part = (a, b) => a / b) {
  return numbers[over].map((number, at) => part(number, numbers[under][at]))
}

console.log(`node ${process.version}, ${rounds} rounds; median (least to most)\n`)

const imports = ['import bare', 'import package']
const loaded = compare(imports)
for (const kind of imports) console.log(`${kind}: ${spread(loaded[kind])} ms of CPU`)
console.log(`the import adds ${spread(ratios(loaded, ['import package', 'import bare'], (a, b) => (a - b) / b), 2)} of Fastify's own; the goal is 0.35\n`)

const routes = ['routes bare', 'routes plugin', 'routes options']
const started = compare(routes)
for (const kind of routes) console.log(`${kind}: ${spread(started[kind])} ms of CPU for 500 routes with a schema`)
console.log(`with the plugin alone: ${spread(ratios(started, ['routes plugin', 'routes bare']), 2)} of bare Fastify`)
console.log(`with a limit and options of its own on each: ${spread(ratios(started, ['routes options', 'routes bare']), 2)} of bare Fastify; the goal is 1.15\n`)

// Of the package of a suite: npm ci --ignore-scripts --prefix test/suites/openapi
if (existsSync(new URL('../suites/openapi/node_modules', import.meta.url))) {
  for (const [what, how] of [['swagger', 'not asked for its document'], ['document', 'asked for its document']]) {
    const kinds = [`${what} bare`, `${what} plugin`]
    const both = compare(kinds)
    for (const kind of kinds) console.log(`${kind}: ${spread(both[kind])} ms of CPU for 500 routes with @fastify/swagger, ${how}`)
    console.log(`with the plugin: ${spread(ratios(both, [kinds[1], kinds[0]]), 2)} of Fastify with @fastify/swagger; the goal is 1.2\n`)
  }
}

const scopes = ['scopes bare', 'scopes plugin']
const held = compare(scopes)
console.log(`a registration in a scope: ${spread(ratios(held, ['scopes plugin', 'scopes bare'], (a, b) => (a - b) / 500 / 1000))} KB; the goal is 10`)
