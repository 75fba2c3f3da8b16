import { METHODS, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { Http2ServerRequest, Http2ServerResponse } from 'node:http2'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { takeOff } from '../answer/at-once.ts'
import type { Settler } from '../answer/place.ts'
import type { ApiError } from '../errors/api-error.ts'
import { notImplemented, serviceUnavailable } from '../errors/constructors.ts'
import { isOfBody } from '../errors/of-body.ts'
import { messageRefusal } from '../gates/message.ts'
import { announcesBody } from '../http/request-head.ts'
import { limitBody } from './body-timeout.ts'
import { followPipes } from './break-off.ts'
import { takeBody } from './connection.ts'
import { rememberExchange } from './constraints.ts'
import { whenAsked } from './cors.ts'
import { destroySoonOf, isDrained, isEnding } from './drain.ts'
import { edgeOf, type Edge, type Listener } from './edge.ts'
import { answerResponse } from './ends.ts'
import { answerFault } from './fault.ts'
import { follow, guard } from './response.ts'
import { followStream } from './stream-ends.ts'

// HTTP/2 and RTSP bring others, and the router has no place to ask hooks about them.
const methods = new Set(METHODS)

// Another server may be there already, or this one has room again; as long as @fastify/under-pressure asks for.
const unavailable = serviceUnavailable({ retryAfter: 10 })
const noMethod = notImplemented()

/** Told of a request that Node has read the head of. False: it has been answered, and Fastify must not see it. */
export type Admit = (request: IncomingMessage, response: ServerResponse, otherwise?: ApiError) => boolean

/**
 * What every request meets before Fastify: that what must not be answered as if it were sound is refused, and that somebody
 * sees to the rest of its body.
 *
 * @param needsHost - false where the application takes requests without a Host
 * @param isOverLimit - whether it came over one connection too many; undefined: there is no limit
 */
export function admission (edge: Edge, isHttp2: boolean, needsHost: boolean, isOverLimit: ((request: IncomingMessage) => boolean) | undefined): Admit {
  const destroySoon = destroySoonOf(edge.drain)
  return (request, response, otherwise) => {
    const { socket } = request
    const isHttp1 = !isHttp2 || !('stream' in request)
    if (isHttp1) {
      // RFC 9112 §9.6: behind the last answer nothing is looked at any more.
      if ((!socket.writable && isEnding(socket)) || !follow(edge, socket, response, destroySoon)) {
        request.resume()
        return false
      }
      if (request.httpVersionMinor === 0) response.destroy = cutHard
      const { headers } = request
      // The call is left out for nearly all that have none.
      if ((headers['content-length'] ?? headers['transfer-encoding']) !== undefined && announcesBody(headers)) followPipes(request)
    } else {
      guard(edge, response, false)
      followStream(request as unknown as Http2ServerRequest, response as unknown as Http2ServerResponse)
      if (edge.requestTimeout > 0) limitBody(edge, request, response)
    }
    const isUnavailable = (edge.isClosing && edge.refusesWhenClosing) || isOverLimit?.(request) === true
    const refusal = isUnavailable ? unavailable : isHttp1 ? messageRefusal(request, needsHost) : undefined
    const chosen = refusal ?? otherwise ?? (request.method === 'GET' || edge.isReporting || methods.has(request.method as string) ? undefined : noMethod)
    if (chosen === undefined) return true
    turnAway(edge, chosen, request, response, refusal !== undefined)
    return false
  }
}

// Where what a closure holds is of a function, that allocates it for every request.
function turnAway (edge: Edge, refusal: ApiError, request: IncomingMessage, response: ServerResponse, isLast: boolean): void {
  whenAsked(edge, request, response, cors => answerResponse(edge, refusal, request, response, isLast, undefined, cors))
}

/**
 * The listener to requests: what is admitted goes to Fastify, with a response whose bytes are what its head says.
 *
 * @param handlers - Fastify's, or what a server factory has put around it
 */
export function listener (server: Server, edge: Edge, admit: Admit, handlers: readonly Listener[]): Listener {
  return (request, response) => {
    if (!admit(request, response)) return
    if (edge.hasAsyncConstraints) rememberExchange(edge, request, response)
    try {
      for (const handle of handlers) handle.call(server, request, response)
    } catch (thrown) {
      answerFault(edge, thrown, request, response)
    }
  }
}

/** RFC 9112 §6.3: what HTTP/1.0 sends without a length ends with the connection; only a reset shows that it is not whole. */
function cutHard (this: ServerResponse, error?: Error): ServerResponse {
  try {
    if (this.headersSent && !hasLeft(this) && !this.hasHeader('content-length')) this.socket?.resetAndDestroy()
  } catch {
    // Only TCP has resets.
  }
  return Object.getPrototypeOf(this).destroy.call(this, error)
}

/** True where the system has all of an answer. `writableFinished` says so a turn later from Node 24 on. */
function hasLeft ({ writableEnded, writableLength, socket }: ServerResponse): boolean {
  return writableEnded && writableLength === 0 && (socket === null || socket.writableLength === 0)
}

/**
 * Whether the connection outlives an error. Fastify closes it after every parser error, because more of the body might
 * come. Here all of it has been read, or the rest will be; where that would be too much the answer says so
 * (RFC 9110 §15.5.14).
 */
function settleConnection (reply: FastifyReply, request: FastifyRequest, error: ApiError): void {
  const { raw } = request
  const { complete, headers } = raw
  const isOpen = !complete && (headers['content-length'] ?? headers['transfer-encoding']) !== undefined && announcesBody(headers)
  if (isOpen || raw.httpVersionMajor === 2) takeBody(raw)
  if (raw.httpVersionMajor === 2) for (const name of connectionFields) reply.removeHeader(name)
  else if (isOpen && !isDrained(edgeOf(request.server.server)?.drain, raw)) reply.header('connection', 'close')
  // Fastify has said something of the connection; Node says what is true, as it alone knows whether this is the last answer.
  else if (reply.hasHeader('connection') && isOfBody(error) && mayPersist(request, reply)) takeOff('connection', reply)
}

/** What a hook may have set with HTTP/1.1 in mind makes a message of HTTP/2 malformed (RFC 9113 §8.2.2). */
const connectionFields = ['connection', 'keep-alive', 'proxy-connection', 'transfer-encoding', 'upgrade', 'http2-settings', 'te']

/** RFC 9112 §9.3: where neither the client nor the server, when it is closing, wants the connection to end. */
function mayPersist ({ raw: { httpVersion, headers } }: FastifyRequest, reply: FastifyReply): boolean {
  return httpVersion !== '1.0' && !/\bclose\b/i.test(headers.connection ?? '') && !reply.raw.hasHeader('connection')
}

export const connections: Settler = { takesBody: true, before: settleConnection }
