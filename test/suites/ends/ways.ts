// Ways in which a body breaks off.
import { once } from 'node:events'
import { constants } from 'node:http2'
import { connect, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import { certificate } from '../../fixtures/certificate.ts'
import { FrameClient } from '../../helpers/frames.ts'

export interface Upload { readonly port: number, readonly isSecure: boolean, readonly path: string, readonly name: string, readonly type: string, readonly half: string | Buffer, readonly begun: (name: string) => Promise<void> }

export interface Way {
  /** What follows half of the body. */
  readonly rest?: string
  readonly isChunked?: true
  /** The client waits for its answer before it goes on. */
  readonly isHeard?: true
  /** What the client does then. */
  readonly leave?: (socket: Socket) => void
  /** It is done to the connection below TLS. */
  readonly isBelow?: true
  readonly options?: object
  /** The status that it hears. */
  readonly status?: number
}

const slow = { requestTimeout: 1000, node: { connectionsCheckingInterval: 50, headersTimeout: 1000 } }

export const ways: Readonly<Record<string, Way>> = {
  FIN: { leave: socket => socket.end(), status: 400 },
  // With TLS neither reading nor writing tells Node of it: how long the connection stays is up to the plugin.
  RST: { isBelow: true, leave: socket => socket.resetAndDestroy(), options: { plugin: { drain: { seconds: 2 } } } },
  'bad chunk': { isChunked: true, rest: 'ZZ\r\n', status: 400 },
  'bad trailer': { isChunked: true, rest: '0\r\nbad trailer\r\n\r\n', status: 400 },
  'slow body': { options: slow, status: 408 },
  'connection timeout': { options: { connectionTimeout: 1000 }, status: 408 }
}

/** Sends half of an upload and breaks off. @returns the status that is heard, once the connection is gone */
export async function breakOff ({ port, isSecure, path, name, type, half, begun }: Upload, { rest = '', isChunked, isHeard, leave, isBelow }: Way): Promise<number | undefined> {
  const plain = connect({ port, host: '127.0.0.1', allowHalfOpen: true })
  const socket = isSecure ? connectTls({ socket: plain, ca: certificate.cert, servername: 'localhost', rejectUnauthorized: false }) : plain
  let heard = ''
  socket.on('data', chunk => { heard += String(chunk) }).on('error', () => {})
  plain.on('error', () => {})
  const closed = new Promise(resolve => { plain.once('close', resolve) })
  const answered = new Promise(resolve => { socket.once('data', resolve) })
  const framing = isChunked === true ? 'Transfer-Encoding: chunked' : 'Content-Length: 100000'
  const head = `POST /${path} HTTP/1.1\r\nHost: a.example\r\nX-Try: ${name}\r\nContent-Type: ${type}\r\n${framing}\r\n\r\n`
  const body = isChunked === true ? Buffer.concat([Buffer.from(`${half.length.toString(16)}\r\n`), Buffer.from(half), Buffer.from(`\r\n${isHeard === true ? '' : rest}`)]) : Buffer.from(half)
  socket.on('end', () => socket.end())
  await new Promise(resolve => { socket.write(Buffer.concat([Buffer.from(head), body]), resolve) })
  await begun(name)
  if (isHeard === true) {
    await answered
    socket.write(rest)
  }
  leave?.(isBelow === true ? plain : socket)
  await closed
  return heard === '' ? undefined : Number(heard.split(' ', 2)[1])
}

/** Ways over HTTP/2: what the client does with its stream, or with all of the session. */
export const waysOfHttp2: Readonly<Record<string, { readonly leave?: (client: FrameClient) => unknown, readonly options?: object, readonly status?: number }>> = {
  'RST_STREAM CANCEL': { leave: client => client.reset(1, constants.NGHTTP2_CANCEL) },
  'RST_STREAM NO_ERROR': { leave: client => client.reset(1, constants.NGHTTP2_NO_ERROR) },
  'RST_STREAM INTERNAL_ERROR': { leave: client => client.reset(1, constants.NGHTTP2_INTERNAL_ERROR) },
  'GOAWAY with an error': { leave: client => client.goaway(constants.NGHTTP2_PROTOCOL_ERROR) },
  'a connection that is gone': { leave: client => client.close() },
  'slow body': { options: { requestTimeout: 1000 }, status: 408 }
}

/** @returns undefined: whether an answer came is seen by its RST_STREAM, which is awaited where the client stays */
export async function breakOffStream ({ port, isSecure, path, name, type, half }: Upload, { leave }: (typeof waysOfHttp2)[string]): Promise<undefined> {
  const socket = isSecure ? connectTls({ port, host: '127.0.0.1', ALPNProtocols: ['h2'], rejectUnauthorized: false }) : connect(port, '127.0.0.1')
  await once(socket, isSecure ? 'secureConnect' : 'connect')
  const client = new FrameClient(socket)
  client.request(1, { ':method': 'POST', ':path': `/${path}`, ':scheme': 'http', ':authority': 'a.example', 'x-try': name, 'content-type': type })
  client.data(1, half)
  await client.read()
  if (leave === undefined) await client.until(() => client.resetOf(1) === 0)
  else {
    await leave(client)
    if (!client.isClosed) await client.read()
  }
  client.close()
}
