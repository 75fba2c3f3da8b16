// `npm run bench [rounds] [milliseconds]`: bare Fastify and Fastify with the plugin, interleaved in one run, one request at a time on
// each connection and by HTTP pipelining of 4.
//
// --only "422,thrown"   the rows whose name has one of these in it
// --pipelined 4         this depth alone; `1,4` is both
// --logger              Fastify's logger is on, and writes to /dev/null
// --before FOLDER       beside another build of the package, as `.dist` of another clone
// --alone               each row has servers of its own: what it costs where the engine has seen no other kind of request
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { cases } from './cases.mjs'
import { ask, load } from './load.mjs'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { only: { type: 'string' }, pipelined: { type: 'string', default: '1,4' }, logger: { type: 'boolean' }, alone: { type: 'boolean' }, before: { type: 'string' } }
})
const rounds = Number(positionals[0] ?? 15)
const milliseconds = Number(positionals[1] ?? 150)
const connections = 32
const warm = 20_000
const depths = values.pipelined.split(',').map(Number)
// What the others are compared with is always there.
const rows = cases.filter(({ name }, at) => at === 0 || values.only === undefined || values.only.split(',').some(part => name.includes(part)))
const folders = { bare: 'bare', plugin: fileURLToPath(new URL('../../.dist', import.meta.url)), ...(values.before === undefined ? {} : { before: values.before }) }
const kinds = Object.keys(folders)

const servers = new Map()
const keyOf = (name, kind) => values.alone ? `${kind} ${name}` : kind
for (const { name } of rows) {
  for (const kind of kinds) {
    if (servers.has(keyOf(name, kind))) continue
    const child = fork(new URL('server.mjs', import.meta.url), [folders[kind], ...(values.logger ? ['logger'] : [])], { stdio: ['ignore', values.logger ? 'ignore' : 'inherit', 'inherit', 'ipc'] })
    const [{ port }] = await once(child, 'message')
    servers.set(keyOf(name, kind), { child, port })
  }
}

async function cpuOf ({ child }) {
  child.send('cpu')
  const [{ cpu }] = await once(child, 'message')
  return cpu.user + cpu.system
}

const answers = {}
for (const { name, bytes, statuses } of rows) {
  for (const kind of kinds) {
    const answer = answers[`${name} ${kind}`] = await ask(servers.get(keyOf(name, kind)).port, bytes)
    if (answer.status !== statuses[kind === 'bare' ? 0 : 1]) throw new Error(`${name}: ${kind} answered\n${answer.text}`)
  }
}

// An engine needs some thousand requests of a kind until its code for them is the last one: who is measured before pays for the making of it.
for (const { name, bytes } of rows) {
  for (const kind of kinds) {
    const end = performance.now() + 3000
    for (let count = 0; count < warm && performance.now() < end;) count += await load(servers.get(keyOf(name, kind)).port, bytes, answers[`${name} ${kind}`], { connections, milliseconds: 150, pipelined: 4 })
  }
}

// Each round measures everything once, so that whatever slows the machine down slows all of it down.
const measured = {}
function measuredOf (name, kind, pipelined) {
  return (measured[`${name} ${kind} ${pipelined}`] ??= [])
}
for (let round = -1; round < rounds; round++) {
  for (const pipelined of depths) {
    for (const [index, { name, bytes }] of rows.entries()) {
      for (const kind of (round + index) % 2 === 0 ? kinds : [...kinds].reverse()) {
        const server = servers.get(keyOf(name, kind))
        const before = await cpuOf(server)
        const start = performance.now()
        const count = await load(server.port, bytes, answers[`${name} ${kind}`], { connections, milliseconds, pipelined })
        const seconds = (performance.now() - start) / 1000
        const cpu = (await cpuOf(server) - before) / count
        if (round >= 0) measuredOf(name, kind, pipelined).push({ speed: count / seconds, cpu })
      }
    }
  }
}
for (const { child } of servers.values()) child.kill()

const quantile = (values, q) => [...values].sort((a, b) => a - b)[Math.floor((values.length - 1) * q)]
const median = values => quantile(values, 0.5)
const shown = values => `${median(values).toFixed(2)} (${quantile(values, 0.25).toFixed(2)}–${quantile(values, 0.75).toFixed(2)})`
/** Of throughput, or how much less CPU: more than 1 is better than `under` in both. */
const ratios = (over, under, what) => over.map((one, round) => what === 'speed' ? one.speed / under[round].speed : under[round].cpu / one.cpu)

function verdict ({ of, required, wanted }, reached) {
  const isMet = at => median(reached) >= at ? 'met' : 'missed'
  return `${required} of ${of}: ${isMet(required)}${wanted === required ? '' : `; ${wanted}: ${isMet(wanted)}`}`
}

console.log(`node ${process.version}, logger ${values.logger ? 'on' : 'off'}, ${values.alone ? 'servers of its own for each row, ' : ''}${rounds} rounds of ${milliseconds} ms, ${connections} connections; median (quartiles)`)
for (const pipelined of depths) {
  console.log(`\n${pipelined === 1 ? 'One request at a time' : `HTTP pipelining of ${pipelined}`}\n`)
  console.log(`| request | bare ÷ plain 200 | plugin ÷ plain 200 | plugin ÷ bare | CPU µs bare | CPU µs plugin | goal |${values.before === undefined ? '' : ' plugin ÷ before | by CPU |'}`)
  console.log(`|---|---|---|---|---|---|---|${values.before === undefined ? '' : '---|---|'}`)
  const plain = measuredOf(rows[0].name, 'bare', pipelined)
  for (const { name, goal } of rows) {
    const [bare, plugin, before] = kinds.map(kind => measuredOf(name, kind, pipelined))
    const beside = { plain, bare, 'own 200': measuredOf(rows[0].name, 'plugin', pipelined) }
    const cpu = of => median(of.map(({ cpu }) => cpu)).toFixed(1)
    const cells = [
      name, shown(ratios(bare, plain, 'speed')), shown(ratios(plugin, plain, 'speed')), shown(ratios(plugin, bare, 'speed')), cpu(bare), cpu(plugin),
      verdict(goal, ratios(plugin, beside[goal.of], 'speed')), ...(before === undefined ? [] : ['speed', 'cpu'].map(what => shown(ratios(plugin, before, what))))
    ]
    console.log(`| ${cells.join(' | ')} |`)
  }
}
