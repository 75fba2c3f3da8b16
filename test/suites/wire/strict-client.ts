import { once } from 'node:events'
import { connect, type Socket } from 'node:net'

/** A response with all of its head. A field that came several times is a list; a Date of the right form is `date`. */
export interface Received {
  readonly line: string
  readonly headers: Readonly<Record<string, string | string[]>>
  readonly body: string
}

/** What came over a connection until it ended. */
export interface Heard {
  readonly received: readonly Received[]
  /** What is no whole response. */
  readonly rest: string
  /** How it ended: undefined for a FIN, else the code of the error. */
  readonly error: string | undefined
}

// RFC 9110 §5.6.7
const fixdate = /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT$/

/** Milliseconds after which it ends what hangs; nothing here takes so long, on a busy machine either. */
const patience = 30_000

/** A connection on which bytes are sent as they are, and on which nothing that comes back is passed over. */
export class StrictClient {
  readonly #socket: Socket
  #text = ''
  #error: string | undefined
  #isClosed = false
  #wake = (): void => {}
  readonly #methods: string[]

  private constructor (socket: Socket, methods: readonly string[]) {
    this.#socket = socket
    this.#methods = [...methods]
    socket.setEncoding('latin1')
    socket.on('data', (text: string) => {
      this.#text += text
      this.#wake()
    })
    socket.on('error', (error: NodeJS.ErrnoException) => { this.#error = error.code })
    socket.on('close', () => {
      this.#isClosed = true
      this.#wake()
    })
  }

  /**
   * @param methods - of the requests that will be sent, as answers to HEAD have no body; GET where there are more
   */
  static async connect (port: number, ...methods: string[]): Promise<StrictClient> {
    // Half open: what the server sends after our FIN is of interest.
    const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true })
    await once(socket, 'connect')
    const client = new StrictClient(socket, methods)
    socket.on('end', () => socket.end())
    return client
  }

  /** @param bytes - a string is latin1 */
  send (bytes: string | Buffer): void {
    this.#socket.write(bytes, 'latin1')
  }

  end (): void {
    this.#socket.end()
  }

  /** Waits for as many whole responses; fails where the connection ends before. */
  async answers (count: number): Promise<readonly Received[]> {
    await this.#until(() => this.#isClosed || this.heard().received.length >= count, `${count} answers`)
    return this.heard().received
  }

  /** Waits until the server has ended the connection. */
  async ended (): Promise<Heard> {
    await this.#until(() => this.#isClosed, 'the end of the connection')
    return this.heard()
  }

  /** Waits until a text has come, in a whole response or not. */
  async hears (text: string): Promise<void> {
    await this.#until(() => this.#isClosed || this.#text.includes(text), JSON.stringify(text))
  }

  get isClosed (): boolean {
    return this.#isClosed
  }

  close (): void {
    this.#socket.destroy()
  }

  heard (): Heard {
    const received: Received[] = []
    let text = this.#text
    for (;;) {
      const next = nextOf(text, this.#methods[received.length] ?? 'GET', this.#isClosed)
      if (next === undefined) return { received, rest: text, error: this.#error }
      received.push(next.received)
      text = next.rest
    }
  }

  async #until (isDone: () => boolean, what: string): Promise<void> {
    const limit = { isOver: false }
    const timer = setTimeout(() => {
      limit.isOver = true
      this.#wake()
    }, patience)
    while (!isDone() && !limit.isOver) await new Promise<void>(resolve => { this.#wake = resolve })
    clearTimeout(timer)
    if (!isDone()) throw new Error(`waited for ${what}, heard ${JSON.stringify(this.#text)}`)
  }
}

function nextOf (text: string, method: string, isClosed: boolean): { received: Received, rest: string } | undefined {
  const end = text.indexOf('\r\n\r\n')
  if (end === -1) return undefined
  const [line = '', ...fields] = text.slice(0, end).split('\r\n')
  const headers = fieldsOf(fields)
  const framed = bodyOf(text.slice(end + 4), line, headers, method, isClosed)
  return framed && { received: { line, headers, body: Buffer.from(framed.body, 'latin1').toString() }, rest: framed.rest }
}

function bodyOf (text: string, line: string, headers: Received['headers'], method: string, isClosed: boolean): { body: string, rest: string } | undefined {
  if (method === 'HEAD' || / (?:1\d\d|204|304) /.test(line)) return { body: '', rest: text }
  if (headers['transfer-encoding'] === 'chunked') return unchunked(text)
  const length = headers['content-length']
  if (length === undefined) return isClosed ? { body: text, rest: '' } : undefined
  return text.length < Number(length) ? undefined : { body: text.slice(0, Number(length)), rest: text.slice(Number(length)) }
}

function unchunked (text: string): { body: string, rest: string } | undefined {
  let body = ''
  for (let at = 0; ;) {
    const end = text.indexOf('\r\n', at)
    if (end === -1) return undefined
    const size = parseInt(text.slice(at, end), 16)
    const next = end + 2 + size + 2
    if (text.length < next) return undefined
    body += text.slice(end + 2, end + 2 + size)
    if (size === 0) return { body, rest: text.slice(next) }
    at = next
  }
}

function fieldsOf (lines: readonly string[]): Record<string, string | string[]> {
  const fields: Record<string, string | string[]> = {}
  for (const line of lines) {
    const [, name = line, text = ''] = /^([^:]*): (.*)$/.exec(line) ?? []
    const key = name.toLowerCase()
    const value = key === 'date' && fixdate.test(text) ? 'date' : text
    fields[key] = fields[key] === undefined ? value : [fields[key], value].flat()
  }
  return fields
}
