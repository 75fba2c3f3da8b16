import { STATUS_CODES, type IncomingMessage, type ServerResponse } from 'node:http'
import type { Http2ServerRequest } from 'node:http2'
import type { Socket } from 'node:net'
import type { ApiError } from '../errors/api-error.ts'
import type { RefusedMessage } from '../errors/mappers/parser.ts'
import { pathOfUrl } from '../http/request-head.ts'
import { formatHttpDate } from '../http/date.ts'
import { answer } from '../answer/answer.ts'
import { headContext, type KnownHead } from '../answer/context.ts'
import { render, type Rendered } from '../answer/render.ts'
import { markAnswered, refuseOnce, takeBody } from './connection.ts'
import { endGently, isDrained } from './drain.ts'
import { placeAt, type Edge } from './edge.ts'

/**
 * Answers below Fastify, through Node's response: pipelined answers keep their order, HEAD has no body.
 * Whatever else tries to answer afterwards is ignored.
 *
 * @param close - whether this is the connection's last answer
 */
export function answerResponse (edge: Edge, thrown: unknown, request: IncomingMessage, response: ServerResponse, close: boolean): void {
  const isHttp2 = request.httpVersionMajor === 2 && 'stream' in request
  if (!request.complete) takeBody(request)
  if (!isHttp2 && close) refuseOnce(request.socket)
  const isLast = close || (!request.complete && !isDrained(edge.drain, request))
  const { headers, method, url = '' } = request
  const { status, reason, headers: fields, body } = rendered(edge, thrown, {
    method,
    path: pathOfUrl(url),
    host: headers[':authority'] as string ?? headers.host,
    isSecure: 'encrypted' in request.socket
  })
  for (const name of response.getHeaderNames()) {
    // What is removed is not said by Node either (RFC 9112 §9.6).
    if (name !== 'connection') response.removeHeader(name)
  }
  // What was set before may be what could not be sent.
  if (!isHttp2) response.statusMessage = reason ?? STATUS_CODES[status] as string
  response.writeHead(status, {
    ...fields, 'content-length': Buffer.byteLength(body), ...(isLast && !isHttp2 ? { connection: 'close' } : {})
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

/** Answers where there is no response to write to: the parser has refused the message. The connection ends. */
export function answerSocket (edge: Edge, error: ApiError, socket: Socket, message?: RefusedMessage): void {
  const known = message && { method: message.method, path: pathOfUrl(message.target), isSecure: 'encrypted' in socket }
  const bytes = bytesOf(rendered(edge, error, known ?? {}), message?.method === 'HEAD')
  endGently(socket, edge.drain, bytes)
}

function rendered (edge: Edge, thrown: unknown, head: KnownHead): Rendered {
  const place = placeAt(edge, head.path)
  const { settings } = place
  return answer(thrown, place, {
    log: edge.log, request: undefined, write: (shown, log) => render(shown, settings.dialect, headContext(head, settings), log)
  }).written
}

/** The whole message; RFC 9110 §6.6.1 asks for the Date. */
function bytesOf ({ status, reason = STATUS_CODES[status], headers, body }: Rendered, isHead: boolean): Buffer {
  const fields: Record<string, string | string[] | number> = {
    ...headers, date: formatHttpDate(Date.now()), connection: 'close', 'content-length': Buffer.byteLength(body)
  }
  const lines = Object.entries(fields).flatMap(([name, value]) => [value].flat().map(one => `${name}: ${one}\r\n`))
  const head = Buffer.from(`HTTP/1.1 ${status} ${reason}\r\n${lines.join('')}\r\n`, 'latin1')
  return isHead ? head : Buffer.concat([head, Buffer.from(body)])
}
