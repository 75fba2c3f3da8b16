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

/**
 * Keeps `connections` busy, one request at a time each, for `milliseconds`.
 *
 * @returns how many answers came
 */
export async function load (port, bytes, answer, { connections, milliseconds }) {
  const end = performance.now() + milliseconds
  let count = 0
  const busy = () => new Promise(resolve => {
    let open
    const connect = () => {
      let received = 0
      const socket = net.connect(port, '127.0.0.1', () => socket.write(bytes))
      socket.setNoDelay(true)
      socket.on('error', () => {})
      socket.on('data', chunk => {
        received += chunk.length
        if (received < answer.length) return
        received -= answer.length
        count++
        if (performance.now() >= end) {
          open = false
          socket.destroy()
        } else if (!answer.closes) {
          socket.write(bytes)
        }
      })
      socket.on('close', () => open && performance.now() < end ? connect() : resolve())
    }
    open = true
    connect()
  })
  await Promise.all(Array.from({ length: connections }, busy))
  return count
}
