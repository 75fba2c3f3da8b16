// An HTTP/2 client of frames (RFC 9113 §4.1): Node's own ends a stream before it resets it.
import type { Duplex } from 'node:stream'

const types = { data: 0, headers: 1, rst: 3, settings: 4, ping: 6, goaway: 7 } as const

export class FrameClient {
  readonly #socket: Duplex
  #bytes = Buffer.alloc(0)
  /** The frames that have come: type, flags, stream and content. */
  readonly frames: Array<{ type: number, flags: number, stream: number, content: Buffer }> = []
  #wake: () => void = () => {}
  isClosed = false

  constructor (socket: Duplex) {
    this.#socket = socket
    socket.on('data', (chunk: Buffer) => this.#take(chunk)).on('error', () => {}).on('close', () => {
      this.isClosed = true
      this.#wake()
    })
    socket.write('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n')
    this.#send(types.settings, 0, 0)
  }

  /** Opens a stream; fields are literals without an index (RFC 7541 §6.2.2). */
  request (stream: number, fields: Readonly<Record<string, string>>): void {
    const text = (value: string): Buffer => Buffer.concat([Buffer.from([value.length]), Buffer.from(value)])
    this.#send(types.headers, 4, stream, Buffer.concat(Object.entries(fields).flatMap(([name, value]) => [Buffer.from([0]), text(name), text(value)])))
  }

  data (stream: number, content: string | Buffer): void {
    this.#send(types.data, 0, stream, Buffer.from(content))
  }

  reset (stream: number, code: number): void {
    this.#send(types.rst, 0, stream, word(code))
  }

  goaway (code: number): void {
    this.#send(types.goaway, 0, 0, Buffer.concat([word(0), word(code)]))
  }

  /** Until everything that was sent has been read. */
  async read (): Promise<void> {
    const count = this.#pongs
    this.#send(types.ping, 0, 0, Buffer.alloc(8))
    await this.until(() => this.#pongs > count)
  }

  get #pongs (): number {
    return this.frames.filter(({ type, flags }) => type === types.ping && flags === 1).length
  }

  /** The code with which the server has reset a stream. */
  resetOf (stream: number): number | undefined {
    return this.frames.find(frame => frame.type === types.rst && frame.stream === stream)?.content.readUInt32BE()
  }

  async until (isSo: () => boolean): Promise<void> {
    while (!isSo() && !this.isClosed) await new Promise<void>(resolve => { this.#wake = resolve })
  }

  close (): void {
    this.#socket.destroy()
  }

  #send (type: number, flags: number, stream: number, content: Buffer = Buffer.alloc(0)): void {
    const head = Buffer.alloc(9)
    head.writeUIntBE(content.length, 0, 3)
    head[3] = type
    head[4] = flags
    head.writeUInt32BE(stream, 5)
    this.#socket.write(Buffer.concat([head, content]))
  }

  #take (chunk: Buffer): void {
    this.#bytes = Buffer.concat([this.#bytes, chunk])
    while (this.#bytes.length >= 9) {
      const length = this.#bytes.readUIntBE(0, 3)
      if (this.#bytes.length < 9 + length) break
      const frame = { type: this.#bytes[3] as number, flags: this.#bytes[4] as number, stream: this.#bytes.readUInt32BE(5), content: this.#bytes.subarray(9, 9 + length) }
      this.#bytes = this.#bytes.subarray(9 + length)
      this.frames.push(frame)
      if (frame.type === types.settings && frame.flags === 0) this.#send(types.settings, 1, 0)
    }
    this.#wake()
  }
}

function word (value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(value)
  return bytes
}
