// One server under test, whose connections are in memory: `node memory-server.mjs FOLDER`, as server.mjs. What the kernel does for a
// request, and differently each time, is not there. Told a row and a count, it answers with the CPU microseconds of one request.
import { Server } from 'node:http'
import { Duplex } from 'node:stream'
import { cases } from './cases.mjs'
import { numbered } from './load.mjs'

const connections = 16
const pipelined = 4

/** As much of a socket as Node and Fastify ask for. */
class Connection extends Duplex {
  received = 0
  remoteAddress = '127.0.0.1'
  _read () {}
  _write (chunk, _encoding, done) {
    this.received += chunk.length
    done()
  }

  _writev (chunks, done) {
    for (const { chunk } of chunks) this.received += chunk.length
    done()
  }

  setTimeout () { return this }
  setNoDelay () { return this }
  setKeepAlive () { return this }
  destroySoon () {
    this.end()
    if (this.writableFinished) this.destroy()
    else this.once('finish', this.destroy)
  }
}

// server.mjs makes the application, and speaks to whoever measures with sockets.
const { listen } = Server.prototype
let server
Server.prototype.listen = function (...given) {
  server = this
  return listen.apply(this, given)
}
const send = process.send.bind(process)
process.send = () => {}
await import('./server.mjs')
process.removeAllListeners('message')

const open = []
function connect () {
  const connection = new Connection()
  connection.on('error', () => {})
  server.emit('connection', connection)
  return connection
}

/**
 * Sends four requests at once on each connection, the next four when all have been answered, or the connection has ended.
 *
 * @returns how many answers came
 */
async function ask (bytes, length, count) {
  const next = numbered(bytes, pipelined)
  let answered = 0
  while (answered < count) {
    for (let at = 0; at < connections; at++) {
      if (open[at] === undefined || open[at].destroyed || !open[at].writable) open[at] = connect()
      open[at].received = 0
      open[at].push(next())
    }
    while (!open.every(({ received, destroyed }) => destroyed || received >= length * pipelined)) await new Promise(resolve => setImmediate(resolve))
    for (const { received } of open) answered += Math.floor(received / length)
  }
  return answered
}

/** How long one answer is. */
async function lengthOf (bytes) {
  const connection = connect()
  connection.push(numbered(bytes, 1)())
  while (connection.received === 0) await new Promise(resolve => setImmediate(resolve))
  await new Promise(resolve => setImmediate(resolve))
  connection.destroy()
  return connection.received
}

process.on('message', async ({ name, count }) => {
  const { bytes } = cases.find(one => one.name === name)
  const length = await lengthOf(bytes)
  const before = process.cpuUsage()
  const answered = await ask(bytes, length, count)
  const { user, system } = process.cpuUsage(before)
  send({ cpu: (user + system) / answered })
})
send({})
