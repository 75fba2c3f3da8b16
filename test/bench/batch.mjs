// `npm run bench:batch [rounds]`: a hundred lines, by every way, interleaved in one run.
import { fork } from 'node:child_process'
import { once } from 'node:events'
import net from 'node:net'
import { count, sizes } from './batch-lines.mjs'
import { waysInMemory } from './batch-memory.mjs'

const rounds = Number(process.argv[2] ?? 11)
const milliseconds = Number(process.argv[3] ?? 200)
const connections = 10

const children = []
async function serve (kind) {
  const child = fork(new URL('batch-server.mjs', import.meta.url), [kind])
  children.push(child)
  const [{ port }] = await once(child, 'message')
  return port
}
const ports = { bare: await serve('bare'), conformant: await serve('conformant') }

const requestOf = (path, type, body) => [
  `POST ${path} HTTP/1.1\r\nhost: localhost\r\ncontent-type: ${type}\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n`, body
]

/** A connection on which one request follows the other. */
class Client {
  constructor (port) {
    this.socket = net.connect(port, '127.0.0.1').setNoDelay(true)
    this.text = ''
    this.socket.on('data', chunk => {
      this.text += chunk.toString('latin1')
      if (!isWhole(this.text)) return
      const { text } = this
      this.text = ''
      this.done(text)
    })
  }

  ask ([head, body]) {
    this.socket.cork()
    this.socket.write(head)
    this.socket.write(body)
    this.socket.uncork()
    return new Promise(resolve => { this.done = resolve })
  }
}

function isWhole (text) {
  const end = text.indexOf('\r\n\r\n')
  if (end === -1) return false
  if (/transfer-encoding: chunked/i.test(text.slice(0, end))) return text.endsWith('\r\n0\r\n\r\n')
  return text.length >= end + 4 + Number(/content-length: (\d+)/i.exec(text)?.[1] ?? 0)
}

async function batch (client, request) {
  const text = await client.ask(request)
  if (text.match(/"status_code":204/g)?.length !== count) throw new Error(text)
}

/** The lines one by one, each as soon as a connection is free. */
async function oneByOne (clients, requests) {
  let next = 0
  await Promise.all(clients.map(async client => {
    while (next < requests.length) {
      const text = await client.ask(requests[next++])
      if (!text.startsWith('HTTP/1.1 204')) throw new Error(text)
    }
  }))
}

const clients = Object.fromEntries(Object.entries(ports).map(([kind, port]) => [kind, Array.from({ length: connections }, () => new Client(port))]))

function waysOf (size) {
  const batches = path => requestOf(path, 'application/x-ndjson', size.body)
  const ones = size.lines.map(line => requestOf('/one', 'application/json', Buffer.from(line)))
  const [ours, split2, ndjson] = ['/batch', '/split2', '/ndjson'].map(batches)
  return {
    ...waysInMemory(size),
    ours: () => batch(clients.conformant[0], ours),
    split2: () => batch(clients.bare[0], split2),
    ndjson: () => batch(clients.bare[0], ndjson),
    one: () => oneByOne(clients.conformant, ones),
    oneBare: () => oneByOne(clients.bare, ones)
  }
}

/** Lines a second. */
async function measure (work) {
  const start = performance.now()
  let times = 0
  do {
    await work()
    times++
  } while (performance.now() < start + milliseconds)
  return times * count / (performance.now() - start) * 1000
}

const cases = sizes.map(size => ({ name: size.name, ways: Object.entries(waysOf(size)), measured: {} }))
// Each round measures everything once, so that whatever slows the machine down slows all of it down.
for (let round = -1; round < rounds; round++) {
  for (const { ways, measured } of cases) {
    for (const [way, work] of round % 2 === 0 ? ways : [...ways].reverse()) {
      const speed = await measure(work)
      if (round >= 0) (measured[way] ??= []).push(speed)
    }
  }
}

const quantile = (values, q) => [...values].sort((a, b) => a - b)[Math.floor((values.length - 1) * q)]
const median = values => quantile(values, 0.5)
const shown = (values, digits) => `${median(values).toFixed(digits)} (${quantile(values, 0.25).toFixed(digits)}–${quantile(values, 0.75).toFixed(digits)})`
const ratio = ({ measured }, a, b) => measured[a].map((speed, round) => speed / measured[b][round])

const named = {
  limit: '`JSON.parse` of split strings: the limit',
  bytes: '`JSON.parse` of split bytes',
  memory: 'batch without a socket',
  ours: 'batch',
  split2: 'bare Fastify, split2',
  ndjson: 'bare Fastify, ndjson',
  one: 'one request a line',
  oneBare: 'one request a line, bare Fastify'
}
const goals = {
  '10 KB': ['memory', 'limit', 0.85, 'of the limit'],
  '1 KB': ['ours', 'one', 20, '× one request a line']
}

console.log(`node ${process.version}, ${rounds} rounds of at least ${milliseconds} ms, ${count} lines a batch, ${connections} connections for single lines; median (quartiles)\n`)
console.log('| lines | way | lines a second | ÷ limit | ÷ one request a line | goal |')
console.log('|---|---|---|---|---|---|')
for (const one of cases) {
  for (const way of Object.keys(named)) {
    const [goalWay, to, least, words] = goals[one.name] ?? []
    const verdict = goalWay === way ? `≥ ${least} ${words}: ${median(ratio(one, way, to)) >= least ? 'met' : 'missed'}` : ''
    console.log(`| ${one.name} | ${named[way]} | ${shown(one.measured[way], 0)} | ${shown(ratio(one, way, 'limit'), 2)} | ${shown(ratio(one, way, 'one'), 2)} | ${verdict} |`)
  }
}
for (const list of Object.values(clients)) for (const { socket } of list) socket.destroy()
for (const child of children) child.kill()
