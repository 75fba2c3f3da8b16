// `npm run bench:p99 [rounds] [milliseconds] [requests a second]`: how long good requests take when all are good, and when nine of ten are
// errors, at one rate: as many requests leave in each millisecond, whoever has his answer.
import { fork } from 'node:child_process'
import { once } from 'node:events'
import net from 'node:net'
import { fileURLToPath } from 'node:url'
import { cases } from './cases.mjs'
import { ask, load } from './load.mjs'

const [rounds = 11, milliseconds = 1000, rate = 2000] = process.argv.slice(2).map(Number)
const connections = 32
const kinds = [undefined, '404, new path', '404, thrown', 'own error, thrown', '422, one finding', '400, malformed JSON']
const [good] = cases
const child = fork(new URL('server.mjs', import.meta.url), [fileURLToPath(new URL('../../.dist', import.meta.url))])
const [{ port }] = await once(child, 'message')
const answers = {}
for (const { name, bytes } of cases) answers[name] = await ask(port, bytes)
for (const name of kinds) {
  const { bytes } = name === undefined ? good : cases.find(one => one.name === name)
  for (let count = 0; count < 20_000;) count += await load(port, bytes, answers[name ?? good.name], { connections, milliseconds: 200, pipelined: 4 })
}

/** A connection on which one request at a time is asked. */
async function lane () {
  const socket = net.connect(port, '127.0.0.1').setNoDelay(true)
  await once(socket, 'connect')
  const one = { ask, isFree: true }
  let began, told
  let left = 0
  socket.on('data', ({ length }) => {
    left -= length
    if (left > 0) return
    one.isFree = true
    told?.(performance.now() - began)
  })
  function ask (bytes, length, tell) {
    Object.assign(one, { isFree: false })
    left = length
    told = tell
    began = performance.now()
    socket.write(bytes)
  }
  return one
}

const lanes = await Promise.all(Array.from({ length: connections }, lane))
const quantile = (values, q) => [...values].sort((a, b) => a - b)[Math.floor((values.length - 1) * q)]

/** The times of good requests, in milliseconds. */
async function times (name) {
  const bad = cases.find(one => one.name === name)
  const taken = []
  const start = performance.now()
  let sent = 0
  while (performance.now() - start < milliseconds) {
    const due = (performance.now() - start) * rate / 1000
    for (const lane of lanes) {
      if (sent >= due) break
      if (!lane.isFree) continue
      const isGood = bad === undefined || sent % 10 === 0
      const { bytes, name } = isGood ? good : bad
      lane.ask(bytes, answers[name].length, isGood ? time => { taken.push(time) } : undefined)
      sent++
    }
    // Awake, so that no time is lost to waking it.
    await new Promise(resolve => { setImmediate(resolve) })
  }
  while (!lanes.every(({ isFree }) => isFree)) await new Promise(resolve => { setImmediate(resolve) })
  return taken
}

const measured = Object.fromEntries(kinds.map(name => [name, []]))
for (let round = -1; round < rounds; round++) {
  for (const name of round % 2 === 0 ? kinds : [...kinds].reverse()) {
    const all = await times(name)
    if (round >= 0) measured[name].push({ half: quantile(all, 0.5) * 1000, p99: quantile(all, 0.99) * 1000 })
  }
}
child.kill()

const shown = (values, digits) => `${quantile(values, 0.5).toFixed(digits)} (${quantile(values, 0.25).toFixed(digits)}–${quantile(values, 0.75).toFixed(digits)})`
console.log(`node ${process.version}, ${rate} requests a second on ${connections} connections, ${rounds} rounds of ${milliseconds} ms; median of the rounds (quartiles)\n`)
console.log('| nine of ten are | median of good requests, µs | p99, µs | p99 ÷ that of good ones alone |')
console.log('|---|---|---|---|')
for (const [name, all] of Object.entries(measured)) {
  const ratios = all.map(({ p99 }, round) => p99 / measured[undefined][round].p99)
  console.log(`| ${name === 'undefined' ? 'good too' : name} | ${shown(all.map(({ half }) => half), 0)} | ${shown(all.map(({ p99 }) => p99), 0)} | ${shown(ratios, 2)} |`)
}
process.exit()
