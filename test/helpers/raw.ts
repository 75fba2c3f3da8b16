import { connect, type Socket } from 'node:net'
import { once } from 'node:events'

/** A response as it came over the wire. Header names in lower case; a field that came several times is a list. */
export interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string | string[]>>
  readonly body: string
}

/** An HTTP/1 client that sends what it is told, byte for byte. */
export class RawClient {
  readonly socket: Socket
  /** Its own; a socket that has closed does not know it any more. */
  readonly port: number | undefined
  #bytes = Buffer.alloc(0)
  #ended = false
  #wake: () => void = () => {}

  private constructor (socket: Socket) {
    this.socket = socket
    this.port = socket.localPort
    socket.on('data', chunk => {
      this.#bytes = Buffer.concat([this.#bytes, chunk])
      this.#wake()
    })
    socket.on('error', () => {})
    socket.on('close', () => {
      this.#ended = true
      this.#wake()
    })
  }

  static async connect (port: number, address = '127.0.0.1'): Promise<RawClient> {
    const socket = connect(port, address)
    await once(socket, 'connect')
    return new RawClient(socket)
  }

  send (text: string | Buffer): void {
    this.socket.write(text)
  }

  /** The next answer, without its Date and what only says that the connection stays. */
  async answer (method = 'GET'): Promise<Answer> {
    const head = (await this.#take(bytes => endOf(bytes, '\r\n\r\n'))).toString('latin1').split('\r\n')
    const status = Number(head[0]?.split(' ')[1])
    const headers = fieldsOf(head.slice(1, -2))
    const body = await this.#body(method, status, headers)
    delete headers.date
    delete headers['keep-alive']
    if (headers.connection === 'keep-alive') delete headers.connection
    return { status, headers, body }
  }

  /** All that is left until the server closes. */
  async rest (): Promise<string> {
    return (await this.#take(bytes => this.#ended ? bytes.length : -1)).toString('latin1')
  }

  close (): void {
    this.socket.destroy()
  }

  async #body (method: string, status: number, headers: Record<string, string | string[]>): Promise<string> {
    if (method === 'HEAD' || status === 204 || status === 304) return ''
    if (headers['transfer-encoding'] === 'chunked') return await this.#chunks()
    const length = headers['content-length']
    return (await this.#take(bytes => {
      if (length === undefined) return this.#ended ? bytes.length : -1
      return bytes.length >= Number(length) ? Number(length) : -1
    })).toString()
  }

  async #chunks (): Promise<string> {
    let body = ''
    for (;;) {
      const size = parseInt((await this.#take(bytes => endOf(bytes, '\r\n'))).toString(), 16)
      body += (await this.#take(bytes => bytes.length >= size + 2 ? size + 2 : -1)).subarray(0, size).toString()
      if (size === 0) return body
    }
  }

  async #take (until: (bytes: Buffer) => number): Promise<Buffer> {
    for (;;) {
      const end = until(this.#bytes)
      if (end !== -1) {
        const taken = this.#bytes.subarray(0, end)
        this.#bytes = this.#bytes.subarray(end)
        return taken
      }
      if (this.#ended) throw new Error(`the connection ended after ${JSON.stringify(this.#bytes.toString('latin1'))}`)
      await new Promise<void>(resolve => { this.#wake = resolve })
    }
  }
}

function endOf (bytes: Buffer, mark: string): number {
  const start = bytes.indexOf(mark)
  return start === -1 ? -1 : start + mark.length
}

function fieldsOf (lines: readonly string[]): Record<string, string | string[]> {
  const fields: Record<string, string | string[]> = {}
  for (const line of lines) {
    const colon = line.indexOf(':')
    const name = line.slice(0, colon).toLowerCase()
    const value = line.slice(colon + 1).trim()
    const earlier = fields[name]
    fields[name] = earlier === undefined ? value : [earlier, value].flat()
  }
  return fields
}
