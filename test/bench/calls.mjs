// `npm run bench:calls`: how many calls, distinct functions and distinct files of the package one request of each kind passes.
// `npm run bench:calls -- --list "406"`: which functions these are, file by file.
import { readFileSync } from 'node:fs'
import { Session } from 'node:inspector/promises'
import net from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { cases, start } from './calls-cases.mjs'

const { values: { list } } = parseArgs({ options: { list: { type: 'string' } } })
const chosen = cases.filter(({ name }) => list === undefined || name === list)
if (chosen.length === 0) throw new Error(`--list takes one of: ${cases.map(({ name }) => name).join('; ')}`)
const built = new URL('../../lib/', import.meta.url).href
const warm = 20
const counted = 5

// Begins before the package is loaded: what has been inlined before would not be counted.
const session = new Session()
session.connect()
await session.post('Profiler.enable')
await session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: false })
const app = await start()

const rows = []
for (const one of chosen) {
  const client = clientOf(app.server.address().port)
  await askOften(client, one, warm)
  let calls
  // What is written anew every second would make one of the requests dearer than the others: then they are counted again.
  for (let left = 5; left > 0 && !calls?.every(({ calls }) => Number.isInteger(calls)); left--) {
    await callsSince()
    await askOften(client, one, counted)
    calls = await callsSince()
  }
  rows.push({ ...one, calls })
  client.close()
}
await app.close()
if (list === undefined) printTable()
else printList(rows[0])

async function askOften (client, { name, status, bytes, body = '' }, times) {
  for (let time = 0; time < times; time++) {
    const text = await client.ask(typeof bytes === 'function' ? bytes() : bytes)
    if (!text.startsWith(`HTTP/1.1 ${status} `) || !text.includes(body)) throw new Error(`${name} was answered\n${text}`)
  }
  // A request is over a little later for the server than for the client.
  await wait(50)
}

/** What has been called since it was asked before, for one request of those that are counted. */
async function callsSince () {
  const { result } = await session.post('Profiler.takePreciseCoverage')
  return result.filter(({ url }) => url.startsWith(built)).flatMap(({ url, functions }) => functions
    .map(({ functionName, ranges: [{ startOffset, count }] }) => ({ url, functionName, startOffset, calls: count / counted }))
    // The function without a name at the very beginning is the module itself.
    .filter(({ functionName, startOffset, calls }) => calls > 0 && (functionName !== '' || startOffset > 0)))
}

/** Keeps its connection as long as the server does, so that only the request is counted. */
function clientOf (port) {
  let socket
  const ask = bytes => new Promise((resolve, reject) => {
    let text = ''
    if (socket === undefined) socket = net.connect(port, '127.0.0.1').setEncoding('latin1')
    const done = () => {
      socket.removeAllListeners()
      if (socket.destroyed) socket = undefined
      resolve(text)
    }
    socket.on('error', reject)
    socket.on('close', done)
    socket.on('data', (chunk) => {
      text += chunk
      if (!/^connection: close/im.test(text) && isWhole(text)) done()
    })
    socket.write(bytes)
  })
  return { ask, close: () => socket?.destroy() }
}

function isWhole (text) {
  const end = text.indexOf('\r\n\r\n')
  if (end === -1) return false
  const length = /^content-length: (\d+)/im.exec(text)?.[1]
  return length === undefined ? text.endsWith('\r\n0\r\n\r\n') : text.length === end + 4 + Number(length)
}

function printTable () {
  console.log(`node ${process.version}, mean of ${counted} requests after ${warm}; functions of the framework are not counted\n`)
  console.log('| request | calls | functions | files | goal |')
  console.log('|---|---|---|---|---|')
  for (const { name, calls, goal } of rows) {
    const files = Object.keys(byFile(calls)).length
    const isMet = goal !== undefined && calls.length <= goal.functions && files <= goal.files
    const verdict = goal === undefined ? '' : `≤ ${goal.functions} functions in ${goal.files} files: ${isMet ? 'met' : 'missed'}`
    console.log(`| ${name} | ${total(calls)} | ${calls.length} | ${files} | ${verdict} |`)
  }
}

function printList ({ name, calls }) {
  console.log(`${name}: calls for one request, function, its line`)
  for (const [url, functions] of Object.entries(byFile(calls))) {
    const source = readFileSync(fileURLToPath(url), 'utf8')
    console.log(`\n${url.slice(built.length)}: ${total(functions)} calls of ${functions.length}`)
    for (const { functionName, startOffset, calls } of functions) {
      const line = source.slice(0, startOffset).split('\n').length
      console.log(`${shown(calls).padStart(7)}  ${functionName || '(no name)'}, line ${line}`)
    }
  }
}

function byFile (calls) {
  const files = {}
  for (const call of calls) (files[call.url] ??= []).push(call)
  return files
}

function total (calls) {
  return shown(calls.reduce((sum, { calls }) => sum + calls, 0))
}

/** Not whole where the requests were not alike. */
function shown (count) {
  return String(Number(count.toFixed(1)))
}
