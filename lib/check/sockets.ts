import { subscribe } from 'node:diagnostics_channel'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { IncomingHttpHeaders, ServerHttp2Stream } from 'node:http2'
import type { AddressInfo, Server, Socket } from 'node:net'
import type { FastifyInstance } from 'fastify'
import { longestBody, readHead, type Answer, type Fields } from './answer.ts'
import { heardLately, heardOf } from './heard.ts'

/** Told of each answer. */
type Told = (answer: Answer) => void

const watched = new WeakMap<object, Told>()
/** Applications that listen. */
const listening = new Map<FastifyInstance, Told>()
let isListening = false

/** Has whoever asks told of each answer that leaves by a socket: over HTTP/1.1 and HTTP/2, and of those that stand below Fastify's hooks. */
export function watchSockets (app: FastifyInstance, told: Told): void {
  const server = app.server as Server
  watched.set(server, told)
  // Before the listener that makes a request of it.
  server.prependListener('stream', (stream: ServerHttp2Stream, fields: IncomingHttpHeaders) => watchStream(stream, fields, told))
  for (const event of ['connection', 'secureConnection']) server.prependListener(event, (socket: Socket) => watchBytes(socket, told))
  const begin = (): void => { listening.set(app, told) }
  if (server.listening) begin()
  else server.once('listening', begin)
  server.once('close', () => { listening.delete(app) })
  if (!isListening) subscribe('http.server.request.start', message => watchRequest(message as { request: IncomingMessage, response: ServerResponse, server: Server }))
  isListening = true
}

/** Listening on `localhost` makes a second server, which Fastify shows nobody but by its address. */
function toldOf (server: Server): Told | undefined {
  if (watched.has(server)) return watched.get(server)
  // One that closes has none any more, and what listens at a path has no port.
  const portOf = (address: unknown): number | undefined => (address as AddressInfo | null)?.port
  const port = portOf(server.address())
  const [, told] = [...listening].find(([app]) => port !== undefined && app.addresses().map(portOf).includes(port)) ?? []
  if (told !== undefined) watched.set(server, told)
  return told
}

/** What has been written of a body. */
interface Written { pieces: Buffer[], length: number, isEnding: boolean, lately: Answer['heard'] }

type Write = (...given: never[]) => unknown

/** `respond` is a stream's of HTTP/2, and is given a head. */
interface Writes { write: Write, end: Write, respond: Write }

const written = new WeakMap<object, Written>()
const kinds = new WeakMap<object, object>()

/** Notes what is written, from below whatever else is put around the functions that write: a prototype between them and Node's own. */
function note (target: object): Written {
  const nodes = Object.getPrototypeOf(target) as Writes
  let between = kinds.get(nodes)
  if (between === undefined) {
    kinds.set(nodes, between = Object.create(nodes, Object.fromEntries((['write', 'end', 'respond'] as const).filter(name => name in nodes).map(name => [name, {
      value (this: object, ...given: never[]) {
        const now = written.get(this) as Written
        // What stands below the hooks is told of before it is written, at once.
        now.lately ??= heardLately()
        if (!now.isEnding) keep(now, given)
        now.isEnding ||= name === 'end'
        return nodes[name].apply(this, given)
      },
      writable: true,
      configurable: true
    }]))) as object)
  }
  Object.setPrototypeOf(target, between)
  const now = { pieces: [], length: 0, isEnding: false, lately: undefined }
  written.set(target, now)
  return now
}

function keep (now: Written, [chunk, encoding]: readonly unknown[]): void {
  if (typeof chunk !== 'string' && !(chunk instanceof Uint8Array)) return
  const bytes = typeof chunk === 'string' ? Buffer.from(chunk, typeof encoding === 'string' ? encoding as BufferEncoding : 'utf8') : Buffer.from(chunk)
  now.length += bytes.length
  if (now.length <= longestBody) now.pieces.push(bytes)
}

function bodyOf ({ pieces, length }: Written): Pick<Answer, 'body' | 'length'> {
  return { body: length > longestBody ? undefined : Buffer.concat(pieces), length }
}

const nothing = { body: Buffer.alloc(0), length: 0 }

function watchRequest ({ request, response, server }: { request: IncomingMessage, response: ServerResponse, server: Server }): void {
  const told = toldOf(server)
  if (told === undefined) return
  const now = note(response)
  const raw = raws.get(request.socket) ?? { responses: 0, text: '' }
  raw.responses++
  response.once('close', () => { raw.responses-- })
  response.once('finish', () => {
    const head = readHead(String((response as unknown as { _header?: string })._header)) as NonNullable<ReturnType<typeof readHead>>
    const { method = '', url = '' } = request
    // Node drops the body of an answer that has none.
    const isDropped = (response as unknown as { _hasBody?: boolean })._hasBody === false
    told({ method, url, ...head, ...isDropped ? nothing : bodyOf(now), heard: now.lately ?? heardOf(request) })
  })
}

function watchStream (stream: ServerHttp2Stream, fields: IncomingHttpHeaders, told: Told): void {
  const now = note(stream)
  stream.once('close', () => {
    const sent = stream.sentHeaders
    // One that was broken off says nothing whole.
    if (sent === undefined || stream.rstCode !== 0) return
    const { ':status': status, ...headers } = sent
    const { ':method': method = '', ':path': url = '' } = fields
    const isDropped = method === 'HEAD'
    told({ method, url, status: Number(status), headers: headers as Fields, ...isDropped ? nothing : bodyOf(now), heard: now.lately ?? heardOf(stream) })
  })
}

interface Raw { responses: number, text: string }

const raws = new WeakMap<object, Raw>()

/** What is written to a socket while no response is due: the answer to a message that could not be read. */
function watchBytes (socket: Socket, told: Told): void {
  const raw: Raw = { responses: 0, text: '' }
  raws.set(socket, raw)
  const own = socket as unknown as Writes
  for (const name of ['write', 'end'] as const) {
    const nodes = own[name]
    own[name] = (...given: never[]) => {
      const [chunk] = given as readonly unknown[]
      if (raw.responses === 0 && (typeof chunk === 'string' || chunk instanceof Uint8Array)) {
        if (raw.text === '') {
          const heard = heardLately()
          setImmediate(() => tellBytes(raw, heard, told))
        }
        raw.text += typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString('latin1')
      }
      return nodes.apply(socket, given)
    }
  }
}

function tellBytes (raw: Raw, heard: Answer['heard'], told: Told): void {
  const { text } = raw
  raw.text = ''
  const end = text.indexOf('\r\n\r\n')
  const head = end === -1 ? undefined : readHead(text.slice(0, end))
  if (head === undefined) return
  const body = Buffer.from(text.slice(end + 4), 'latin1')
  told({ method: heard?.method ?? '', url: heard?.path ?? '', ...head, body, length: body.length, heard })
}
