// A client that costs as little as possible: it sends the same bytes and counts the bytes that come back.
import net from 'node:net'

/** Sends one request and reads its answer. */
export function ask (port, bytes) {
  return new Promise((resolve, reject) => {
    const socket = net.connect(port, '127.0.0.1', () => socket.write(bytes))
    let text = ''
    socket.on('error', reject)
    socket.on('data', chunk => {
      text += chunk.toString('latin1')
      const end = text.indexOf('\r\n\r\n')
      if (end === -1) return
      const length = end + 4 + Number(/content-length: (\d+)/i.exec(text)?.[1] ?? 0)
      if (text.length < length) return
      socket.destroy()
      resolve({ length, status: Number(text.slice(9, 12)), closes: /connection: close/i.test(text), text })
    })
  })
}

const zeros = '0'.repeat(10)
let numbers = 0

/** Where ten zeros stand in a request they become the next number: no two requests are the same then. */
export function numbered (bytes, pipelined) {
  const all = Buffer.concat(Array(pipelined).fill(bytes))
  const first = bytes.indexOf(zeros)
  if (first === -1) return () => all
  return () => {
    const next = Buffer.from(all)
    for (let at = first; at < next.length; at += bytes.length) next.write(String(++numbers).padStart(zeros.length, '0'), at, 'latin1')
    return next
  }
}

/**
 * Keeps `connections` busy for `milliseconds`, each with `pipelined` requests that are sent together, and the next ones when all of
 * these have been answered. Where an answer ends the connection, those behind it get none.
 *
 * @returns how many answers came
 */
export async function load (port, bytes, answer, { connections, milliseconds, pipelined = 1 }) {
  const next = numbered(bytes, pipelined)
  const status = Buffer.from(String(answer.status))
  const end = performance.now() + milliseconds
  let count = 0
  const busy = () => new Promise((resolve, reject) => {
    let open = true
    const connect = () => {
      let received = 0
      let due = pipelined
      const socket = net.connect(port, '127.0.0.1', () => socket.write(next()))
      socket.setNoDelay(true)
      socket.on('error', () => {})
      socket.on('data', chunk => {
        if (received === 0 && chunk.compare(status, 0, 3, 9, 12) !== 0) reject(new Error(`answered with\n${chunk.toString('latin1')}`))
        received += chunk.length
        while (received >= answer.length) {
          received -= answer.length
          due--
          count++
        }
        if (due > 0 && !answer.closes) return
        if (performance.now() >= end) {
          open = false
          socket.destroy()
        } else if (!answer.closes) {
          due = pipelined
          socket.write(next())
        }
      })
      socket.on('close', () => open && performance.now() < end ? connect() : resolve())
    }
    connect()
  })
  const stop = stayAwake()
  try {
    await Promise.all(Array.from({ length: connections }, busy))
  } finally {
    stop()
  }
  return count
}

/**
 * A client that has nothing to do sleeps, and then it is the server that pays for waking it at each answer: 5 to 10 microseconds of
 * CPU a write, more the slower it answers. So this one looks for answers without a pause.
 */
function stayAwake () {
  let isAwake = true
  const turn = () => { if (isAwake) setImmediate(turn) }
  turn()
  return () => { isAwake = false }
}
