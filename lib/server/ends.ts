import { STATUS_CODES, type IncomingMessage, type ServerResponse } from 'node:http'
import type { Http2ServerRequest } from 'node:http2'
import type { Socket } from 'node:net'
import type { ApiError } from '../errors/api-error.ts'
import type { RefusedMessage } from '../errors/mappers/parser.ts'
import { pathOfUrl } from '../http/request-head.ts'
import { again, answer, answerError, once } from '../answer/answer.ts'
import type { Asker } from '../answer/asker.ts'
import type { KnownHead } from '../answer/context.ts'
import type { SentFields } from '../errors/headers.ts'
import { withCors } from '../neighbours/index.ts'
import type { Place } from '../answer/place.ts'
import type { Rendered } from '../answer/render.ts'
import { markAnswered, refuseOnce, socketOf, takeBody } from './connection.ts'
import { corsFields, fixedFields } from './cors.ts'
import { endGently, isDrained } from './drain.ts'
import type { Edge } from './edge.ts'

/**
 * Answers below Fastify, through Node's response: pipelined answers keep their order, HEAD has no body.
 * Whatever else tries to answer afterwards is ignored.
 *
 * @param close - whether this is the connection's last answer
 * @param cause - for the log, where the error does not have it
 * @param cors - where it has been asked for before
 */
export function answerResponse (edge: Edge, thrown: unknown, request: IncomingMessage, response: ServerResponse, close: boolean, cause?: unknown, cors?: SentFields): void {
  const isHttp2 = request.httpVersionMajor === 2 && 'stream' in request
  if (!request.complete) takeBody(request)
  if (!isHttp2 && close) refuseOnce(socketOf(request))
  const isLast = close || (!request.complete && !isDrained(edge.drain, request))
  const { headers, method, url = '' } = request
  const path = pathOfUrl(url)
  const place = edge.prefixes.at(path)
  const { status, reason, headers: fields, body } = answer(thrown, place, askerOf(edge, place, {
    method,
    path,
    host: headers[':authority'] as string ?? headers.host,
    isSecure: 'encrypted' in socketOf(request),
    headers,
    idOf: edge.idOf(request)
  }, once, cause)).written
  for (const name of response.getHeaderNames()) {
    // What is removed is not said by Node either (RFC 9112 §9.6).
    if (name !== 'connection') response.removeHeader(name)
  }
  // What was set before may be what could not be sent.
  if (!isHttp2) response.statusMessage = reason ?? STATUS_CODES[status] as string
  response.writeHead(status, {
    ...(isForPages(place) ? withCors(cors ?? corsFields(place, request, edge), fields) : fields), 'content-length': Buffer.byteLength(body), ...(isLast && !isHttp2 ? { connection: 'close' } : {})
  })
  response.end(body)
  if (close && isHttp2) (request as unknown as Http2ServerRequest).stream.session?.close()
  Object.defineProperties(response, isHttp2 ? inertOfHttp2 : inert)
  markAnswered(response)
  // Whatever is to be sent now has to be let go of.
  response.on('pipe', source => source.destroy())
}

function ignore <Response> (this: Response): Response {
  return this
}

/**
 * Nothing is written after the answer, and nobody who tries is told: a throw here would end the process.
 * For Fastify the response has not ended: where a connection is gone it has not either, and the handler of a request
 * that was broken off may end as it does there, without a warning that it has sent something twice.
 */
const inert = Object.fromEntries(Object.entries({
  writableEnded: false,
  writeHead: ignore,
  write: () => true,
  end: ignore,
  setHeader: ignore,
  setHeaders: ignore,
  appendHeader: ignore,
  removeHeader: ignore,
  flushHeaders: ignore,
  addTrailers: ignore,
  writeContinue: ignore,
  writeEarlyHints: ignore,
  writeProcessing: ignore
}).map(([name, value]) => [name, { value, writable: true, configurable: true }]))

/** A response of the compatibility layer does not say by itself that it is over. */
const inertOfHttp2 = { ...inert, destroyed: { value: true, writable: true, configurable: true } }

/**
 * Answers where there is no response to write to: the parser has refused the message. The connection ends.
 *
 * @param error - one that is made once for all such messages
 */
export function answerSocket (edge: Edge, error: ApiError, socket: Socket, message?: RefusedMessage, cause?: unknown): void {
  const idOf = edge.idOf(undefined)
  const head = message === undefined ? { idOf } : { method: message.method, path: message.path, isSecure: 'encrypted' in socket, idOf }
  const place = edge.prefixes.at(message?.path)
  const { written } = answerError(error, place, askerOf(edge, place, head, again, cause))
  const { headers: fields } = written
  const headers = isForPages(place) ? withCors(fixedFields(place, { method: message?.method, url: message?.path, headers: {} }, edge), fields) : fields
  endGently(socket, edge.drain, bytesOf({ ...written, headers }, message?.method === 'HEAD'))
}

function isForPages ({ cors, settings }: Place): boolean {
  return cors !== undefined || settings.cors !== undefined
}

function askerOf (edge: Edge, { settings }: Place, head: KnownHead, write: typeof once, cause: unknown): Asker<Rendered> {
  // Fastify would have its log say the id that the client is told.
  const log = settings.requestId === undefined ? edge.log : edge.log.child({ [edge.idLabel]: head.idOf?.() })
  return { log, server: edge.server, request: undefined, head, write, cause, where: 'below' }
}

/** The whole message; RFC 9110 §6.6.1 asks for the Date. */
function bytesOf ({ status, reason = STATUS_CODES[status], headers, body }: Rendered, isHead: boolean): Buffer {
  const fields: Record<string, string | string[] | number> = {
    ...headers, date: new Date().toUTCString(), connection: 'close', 'content-length': Buffer.byteLength(body)
  }
  let lines = ''
  for (const [name, value] of Object.entries(fields)) {
    for (const one of Array.isArray(value) ? value : [value]) lines += `${name}: ${one}\r\n`
  }
  const head = Buffer.from(`HTTP/1.1 ${status} ${reason}\r\n${lines}\r\n`, 'latin1')
  return isHead ? head : Buffer.concat([head, Buffer.from(body)])
}
