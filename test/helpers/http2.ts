import { once } from 'node:events'
import type { EventEmitter } from 'node:events'
import { connect, type ClientHttp2Session, type ClientHttp2Stream, type IncomingHttpHeaders, type OutgoingHttpHeaders, type ServerHttp2Stream } from 'node:http2'
import { certificate } from '../fixtures/certificate.ts'
import type { Answer } from './raw.ts'

interface Teardown { teardown: (task: () => unknown) => void }

/** A session that lasts until the test is over. */
export function open (t: Teardown, port: number, isSecure = false): ClientHttp2Session {
  const session = connect(`http${isSecure ? 's' : ''}://127.0.0.1:${port}`, { ca: certificate.cert })
  t.teardown(() => session.destroy())
  return session
}

/** The streams of a server that are open as it sees them, from now on. */
export function streamsOf (server: EventEmitter): ReadonlySet<ServerHttp2Stream> {
  const streams = new Set<ServerHttp2Stream>()
  server.on('stream', (stream: ServerHttp2Stream) => {
    streams.add(stream)
    stream.once('close', () => streams.delete(stream))
  })
  return streams
}

/** The whole answer, without its Date. */
export async function answerOf (stream: ClientHttp2Stream): Promise<Answer> {
  const [{ ':status': status, date, ...headers }] = await once(stream, 'response') as [IncomingHttpHeaders & { ':status': number }]
  let body = ''
  for await (const piece of stream.setEncoding('utf8')) body += piece
  if (typeof date !== 'string') throw new Error('an answer has no Date')
  return { status, headers: Object.fromEntries(Object.entries(headers)) as Answer['headers'], body }
}

/** A request without a body, and its answer. */
export async function ask (session: ClientHttp2Session, fields: OutgoingHttpHeaders = {}): Promise<Answer> {
  return await answerOf(session.request({ ':path': '/', ...fields }))
}
