import type { EventEmitter } from 'node:events'
import { METHODS, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { Http2ServerRequest, Http2ServerResponse } from 'node:http2'
import type { Socket } from 'node:net'
import { ApiError } from '../errors/api-error.ts'
import { expectationFailed, notImplemented, serviceUnavailable } from '../errors/constructors.ts'
import { announcesBody } from '../http/request-head.ts'
import { messageRefusal } from '../gates/message.ts'
import { answerResponse, answerSocket } from './ends.ts'
import { behind, onClientError } from './client-error.ts'
import { currentOf, isRefused, track } from './connection.ts'
import { rememberExchange } from './constraints.ts'
import { limitConnections } from './connection-limit.ts'
import { limitBody } from './body-timeout.ts'
import { followPipes } from './break-off.ts'
import { destroySoonOf, drainBehind, isEnding } from './drain.ts'
import { measured } from './content-length.ts'
import { droppedResponse } from './dropped.ts'
import type { Edge, Listener } from './edge.ts'
import { answerFault, guardedWriteHead } from './fault.ts'
import { followStream } from './stream-ends.ts'
import { onTimeout } from './timeout.ts'

// HTTP/2 and RTSP bring others, and the router has no place to ask hooks about them.
const methods = new Set(METHODS)

// Another server may be there already, or this one has room again; as long as @fastify/under-pressure asks for.
const unavailable = serviceUnavailable({ retryAfter: 10 })
// A new connection is all that is needed.
const tooManyOnOne = serviceUnavailable()
const unexpected = expectationFailed()
const noMethod = notImplemented()
const noVersion = new ApiError('http_version_not_supported')

/**
 * Puts the plugin between a server and Fastify: what Node answers by itself, or with nothing, is answered in the dialect.
 *
 * @param server - of any kind: HTTP/1 or HTTP/2, with TLS or without
 */
export function listenOn (server: Server, edge: Edge): void {
  const isHttp2 = 'updateSettings' in server
  edge.servers.push(server)
  const isOverLimit = limitConnections(server, edge)
  const destroySoon = destroySoonOf(edge.drain)
  const drainRest = drainBehind(edge)
  const writeHead = guardedWriteHead(edge)
  const { write, end } = measured(edge)

  /** What Fastify must not see; undefined where it has been given the request. */
  const refusalOf = (request: IncomingMessage, isHttp1: boolean): ApiError | undefined => {
    if ((edge.isClosing && edge.refusesWhenClosing) || isOverLimit?.(request) === true) return unavailable
    return isHttp1 ? messageRefusal(request) : undefined
  }

  const admit = (request: IncomingMessage, response: ServerResponse, otherwise?: ApiError): boolean => {
    const isHttp1 = !isHttp2 || !('stream' in request)
    // RFC 9112 §9.6: behind the last answer nothing is looked at any more.
    if (isHttp1 && (isRefused(request.socket) || isEnding(request.socket))) {
      request.resume()
      return false
    }
    if (isHttp1) {
      track(request.socket, response, destroySoon)
      if (request.httpVersionMinor === 0) response.destroy = cutHard
      if (announcesBody(request.headers)) {
        response.on('finish', drainRest)
        followPipes(request)
      }
    } else {
      followStream(request as unknown as Http2ServerRequest, response as unknown as Http2ServerResponse)
      if (edge.requestTimeout > 0) limitBody(edge, request, response)
    }
    const refusal = refusalOf(request, isHttp1)
    const chosen = refusal ?? otherwise ?? (methods.has(request.method as string) ? undefined : noMethod)
    if (chosen === undefined) return true
    answerResponse(edge, chosen, request, response, refusal !== undefined)
    return false
  }

  // Fastify's, or what a server factory has put around it.
  const handlers = server.listeners('request') as Listener[]
  const onRequest: Listener = (request, response) => {
    if (!admit(request, response)) return
    response.writeHead = Object.hasOwn(response, 'writeHead') ? guardedWriteHead(edge, response.writeHead) : writeHead
    if (!Object.hasOwn(response, 'write')) response.write = write
    if (!Object.hasOwn(response, 'end')) response.end = end
    if (edge.hasAsyncConstraints) rememberExchange(edge, request, response)
    try {
      for (const handle of handlers) handle.call(server, request, response)
    } catch (thrown) {
      answerFault(edge, thrown, request, response)
    }
  }

  server.removeAllListeners('request').on('request', onRequest)
  yieldingTo(server, 'checkContinue', (request: IncomingMessage, response: ServerResponse) => {
    continueWhenRead(request, response)
    onRequest(request, response)
  })
  yieldingTo(server, 'checkExpectation', (request: IncomingMessage, response: ServerResponse) => {
    admit(request, response, unexpected)
  })
  yieldingTo(server, 'connect', (request: IncomingMessage, connection: Socket | ServerResponse) => {
    if ('writeHead' in connection) return admit(request, connection, noMethod)
    // Node has taken its own listener away.
    connection.on('error', () => connection.destroy())
    const answer = (): void => answerSocket(edge, noMethod, connection)
    const earlier = currentOf(connection)
    if (earlier === undefined) answer()
    else behind(earlier, answer)
  })
  if (isHttp2) {
    yieldingTo(server, 'unknownProtocol', (socket: Socket) => answerSocket(edge, noVersion, socket))
  }
  // Options of Node's constructor that are properties too; messageRefusal looks at Host.
  Object.assign(server, { requireHostHeader: false }, 'headersTimeout' in server ? edge.limits : {})
  removeClientErrorHandler(server, edge)
  server.on('clientError', onClientError(edge))
  server.on('dropRequest', request => {
    const response = droppedResponse(request)
    if (response !== undefined) answerResponse(edge, tooManyOnOne, request, response, true)
  })
  yieldingTo(server, 'timeout', onTimeout(edge))
}

/** `100 Continue` is sent when somebody asks for the body: a client whose request is refused uploads nothing (RFC 9110 §10.1.1). */
function continueWhenRead (request: IncomingMessage, response: ServerResponse): void {
  const { _read: read } = request
  request._read = function (size) {
    request._read = read
    if (!response.headersSent) response.writeContinue()
    read.call(request, size)
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

/** What the application listens to by itself is its own. */
function yieldingTo (server: EventEmitter, event: string, listener: (...all: never[]) => void): void {
  server.on(event, (...all) => {
    if (server.listenerCount(event) === 1) listener(...all as never[])
  })
}

/** Fastify's answer to malformed messages, or the application's, which is asked first now. Both are bound: only the name tells them. */
function removeClientErrorHandler (server: Server, { clientErrorName }: Edge): void {
  for (const listener of server.listeners('clientError')) {
    if (listener.name === `bound ${clientErrorName}`) server.removeListener('clientError', listener as never)
  }
}
