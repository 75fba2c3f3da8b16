// `npm run bench:limits [rounds] [milliseconds]`: what a rate limit costs, beside bare Fastify and @fastify/rate-limit,
// interleaved in one run.
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { ask, load } from './load.mjs'

const rounds = Number(process.argv[2] ?? 15)
const slice = { connections: 32, milliseconds: Number(process.argv[3] ?? 300) }
const kinds = ['bare', 'plugin', 'allowed', 'allowed, bucket', 'allowed, draft fields', 'allowed, GitLab fields', 'allowed, three limits', 'allowed, concurrency',
  '@fastify/rate-limit, allowed', 'refused', 'refused, draft fields', '@fastify/rate-limit, refused']
  .filter(kind => process.argv[4] === undefined || kind === 'bare' || new RegExp(process.argv[4]).test(kind))
const bytes = Buffer.from('GET / HTTP/1.1\r\nHost: localhost\r\nAccept: application/json\r\n\r\n')

const servers = {}
for (const kind of kinds) {
  const child = fork(new URL('limits-server.mjs', import.meta.url), [kind])
  const [{ port }] = await once(child, 'message')
  // The second answer is what all later ones are; lengths may change with the seconds that stand in them, not with the clock of the run.
  await ask(port, bytes)
  servers[kind] = { child, port, answer: await ask(port, bytes) }
  const status = kind.includes('refused') ? 429 : 200
  if (servers[kind].answer.status !== status) throw new Error(`${kind} answered\n${servers[kind].answer.text}`)
}

async function cpuOf ({ child }) {
  child.send('cpu')
  const [{ cpu }] = await once(child, 'message')
  return cpu.user + cpu.system
}

const measured = Object.fromEntries(kinds.map(kind => [kind, []]))
for (let round = -2; round < rounds; round++) {
  for (const kind of round % 2 === 0 ? kinds : [...kinds].reverse()) {
    const server = servers[kind]
    server.answer = await ask(server.port, bytes)
    const before = await cpuOf(server)
    const start = performance.now()
    const count = await load(server.port, bytes, server.answer, slice)
    const seconds = (performance.now() - start) / 1000
    if (round >= 0) measured[kind].push({ throughput: count / seconds, cpu: (await cpuOf(server) - before) / count })
  }
}

const quantile = (values, q) => [...values].sort((a, b) => a - b)[Math.floor((values.length - 1) * q)]
const ratios = (kind, what) => measured[kind].map((one, round) => one[what] / measured.bare[round][what])
const shown = values => `${quantile(values, 0.5).toFixed(2)} (${quantile(values, 0.25).toFixed(2)}–${quantile(values, 0.75).toFixed(2)})`

console.log(`node ${process.version}, ${rounds} rounds of ${slice.milliseconds} ms, ${slice.connections} connections; median (quartiles)\n`)
console.log('| server | CPU ÷ bare 200 | requests a second ÷ bare 200 | CPU µs |')
console.log('|---|---|---|---|')
for (const kind of kinds) {
  console.log(`| ${kind} | ${shown(ratios(kind, 'cpu'))} | ${shown(ratios(kind, 'throughput'))} | ${quantile(measured[kind].map(({ cpu }) => cpu), 0.5).toFixed(1)} |`)
}
for (const { child } of Object.values(servers)) child.kill()
