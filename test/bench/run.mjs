// `npm run bench [rounds]`: bare Fastify and Fastify with the plugin, interleaved in one run.
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { cases } from './cases.mjs'
import { ask, load } from './load.mjs'

const rounds = Number(process.argv[2] ?? 15)
const slice = { connections: 32, milliseconds: Number(process.argv[3] ?? 300) }
const kinds = ['bare', 'conformant']

const servers = {}
for (const kind of kinds) {
  const child = fork(new URL('server.mjs', import.meta.url), [kind])
  const [{ port }] = await once(child, 'message')
  servers[kind] = { child, port }
}

async function cpuOf ({ child }) {
  child.send('cpu')
  const [{ cpu }] = await once(child, 'message')
  return process.env.USER_ONLY ? cpu.user : cpu.user + cpu.system
}

const answers = {}
for (const { name, bytes, status } of cases) {
  for (const kind of kinds) {
    const answer = await ask(servers[kind].port, bytes)
    if (answer.status !== status[kind]) throw new Error(`${name}: ${kind} answered\n${answer.text}`)
    answers[`${name} ${kind}`] = answer
  }
}

// Each round measures everything once, so that whatever slows the machine down slows all of it down.
const measured = { plain: [] }
for (const { name } of cases) for (const kind of kinds) measured[`${name} ${kind}`] = []
for (let round = -2; round < rounds; round++) {
  for (const [index, { name, bytes }] of cases.entries()) {
    const order = (round + index) % 2 === 0 ? kinds : [...kinds].reverse()
    for (const kind of order) {
      const { port } = servers[kind]
      const before = await cpuOf(servers[kind])
      const start = performance.now()
      const count = await load(port, bytes, answers[`${name} ${kind}`], slice)
      const seconds = (performance.now() - start) / 1000
      const cpu = (await cpuOf(servers[kind]) - before) / count
      if (round >= 0) measured[`${name} ${kind}`].push({ throughput: count / seconds, cpu })
    }
  }
}

const median = values => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]
const ratios = (a, b, what) => measured[a].map((_, round) => measured[a][round][what] / measured[b][round][what])
const shown = values => `${median(values).toFixed(2)} (${quartile(values, 0.25).toFixed(2)}–${quartile(values, 0.75).toFixed(2)})`
const quartile = (values, q) => [...values].sort((a, b) => a - b)[Math.floor((values.length - 1) * q)]
const plain = '200, every gate on bare'

console.log(`node ${process.version}, ${rounds} rounds of ${slice.milliseconds} ms, ${slice.connections} connections; median (quartiles)\n`)
console.log('| request | bare ÷ plain 200 | plugin ÷ plain 200 | plugin ÷ bare | CPU µs bare | CPU µs plugin | goal |')
console.log('|---|---|---|---|---|---|---|')
for (const { name, goal } of cases) {
  const bare = `${name} bare`
  const plugin = `${name} conformant`
  const toPlain = ratios(plugin, plain, 'throughput')
  const toBare = ratios(plugin, bare, 'throughput')
  const cpu = kind => median(measured[kind].map(({ cpu }) => cpu)).toFixed(1)
  const verdict = goal === undefined
    ? ''
    : goal.plain !== undefined
      ? `≥ ${goal.plain} of plain: ${median(toPlain) >= goal.plain ? 'met' : 'missed'}`
      : `≥ ${goal.same} × bare: ${median(toBare) >= goal.same ? 'met' : 'missed'}`
  console.log(`| ${name} | ${shown(ratios(bare, plain, 'throughput'))} | ${shown(toPlain)} | ${shown(toBare)} | ${cpu(bare)} | ${cpu(plugin)} | ${verdict} |`)
}
for (const { child } of Object.values(servers)) child.kill()
