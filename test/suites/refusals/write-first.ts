import { Socket } from 'node:net'
import { once } from 'node:events'
import type { Answer } from '../../helpers/raw.ts'

/**
 * A client that does not read a byte, not even into memory of its own, before it asks for an answer, and that does not
 * end because the server does.
 */
export class WriteFirstClient {
  readonly socket = new Socket({ allowHalfOpen: true })
  readonly #port: number
  #bytes = Buffer.alloc(0)
  #failure: Error | undefined
  #isOver = false

  constructor (port: number) {
    this.#port = port
    // Node begins to read as soon as it is connected, unless it is told before.
    this.socket.pause()
    this.socket.on('error', error => { this.#failure = error })
    this.socket.on('close', () => { this.#isOver = true })
  }

  async connect (): Promise<void> {
    this.socket.connect(this.#port, '127.0.0.1')
    await once(this.socket, 'connect')
  }

  /** Writes one piece after the other, and resolves when the last has left this process. */
  async write (pieces: Iterable<Buffer | string>): Promise<void> {
    for (const piece of pieces) {
      if (this.socket.destroyed) return
      await new Promise<void>(resolve => { this.socket.write(piece, () => resolve()) })
    }
  }

  /** The next answer; it has a length. Without its Date and what only says that the connection stays. */
  async answer (): Promise<Answer> {
    for (;;) {
      const answer = this.#parse()
      if (answer !== undefined) return answer
      const wasOver = this.#isOver
      const chunk = this.socket.read() as Buffer | null
      if (chunk !== null) this.#bytes = Buffer.concat([this.#bytes, chunk])
      else if (wasOver || this.socket.readableEnded) throw this.#failure ?? new Error(`the connection ended after ${JSON.stringify(this.#bytes.toString('latin1'))}`)
      else await this.#event()
    }
  }

  /** All that is left until the server ends the connection; this client may still write. */
  async rest (): Promise<string> {
    while (!this.#isOver && !this.socket.readableEnded) {
      const chunk = this.socket.read() as Buffer | null
      if (chunk === null) await this.#event()
      else this.#bytes = Buffer.concat([this.#bytes, chunk])
    }
    return this.#bytes.toString('latin1')
  }

  close (): void {
    this.socket.destroy()
  }

  #event (): Promise<void> {
    return new Promise(resolve => {
      const { socket } = this
      const wake = (): void => {
        for (const event of ['readable', 'end', 'close']) socket.removeListener(event, wake)
        resolve()
      }
      for (const event of ['readable', 'end', 'close']) socket.on(event, wake)
    })
  }

  #parse (): Answer | undefined {
    const end = this.#bytes.indexOf('\r\n\r\n')
    if (end === -1) return undefined
    const [line = '', ...lines] = this.#bytes.toString('latin1', 0, end).split('\r\n')
    const headers = told(lines.map(one => [one.slice(0, one.indexOf(':')), one.slice(one.indexOf(':') + 1).trim()]))
    const length = end + 4 + Number(headers['content-length'])
    if (this.#bytes.length < length) return undefined
    const body = this.#bytes.toString('utf8', end + 4, length)
    this.#bytes = this.#bytes.subarray(length)
    return { status: Number(line.split(' ')[1]), headers, body }
  }
}

/** The headers of an answer, without its Date and what only says that the connection stays. */
export function told (fields: Iterable<readonly [name: string, value: string]>): Record<string, string> {
  const headers = Object.fromEntries([...fields].map(([name, value]) => [name.toLowerCase(), value]))
  delete headers.date
  delete headers['keep-alive']
  if (headers.connection === 'keep-alive') delete headers.connection
  return headers
}
