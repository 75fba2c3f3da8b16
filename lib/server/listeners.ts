import type { EventEmitter } from 'node:events'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { ApiError } from '../errors/api-error.ts'
import { expectationFailed, notImplemented, serviceUnavailable } from '../errors/constructors.ts'
import { behind, onClientError } from './client-error.ts'
import { currentOf } from './connection.ts'
import { limitConnections } from './connection-limit.ts'
import { droppedResponse } from './dropped.ts'
import type { Edge, Listener } from './edge.ts'
import { answerResponse, answerSocket } from './ends.ts'
import { admission, listener } from './exchange.ts'
import { onTimeout } from './timeout.ts'

// A new connection is all that is needed.
const tooManyOnOne = serviceUnavailable()
const unexpected = expectationFailed()
const noTunnel = notImplemented()
const noVersion = new ApiError('http_version_not_supported')

/**
 * Puts the plugin between a server and Fastify: what Node answers by itself, or with nothing, is answered in the dialect.
 *
 * @param server - of any kind: HTTP/1 or HTTP/2, with TLS or without
 */
export function listenOn (server: Server, edge: Edge): void {
  const isHttp2 = 'updateSettings' in server
  edge.servers.push(server)
  // Options of Node's constructor that are properties too; messageRefusal looks at Host in place of Node.
  const needsHost = (server as { requireHostHeader?: boolean }).requireHostHeader !== false
  const admit = admission(edge, isHttp2, needsHost, limitConnections(server, edge))
  const onRequest = listener(server, edge, admit, server.listeners('request') as Listener[])
  server.removeAllListeners('request').on('request', onRequest)
  yieldingTo(server, 'checkContinue', (request: IncomingMessage, response: ServerResponse) => {
    continueWhenRead(request, response)
    onRequest(request, response)
  })
  yieldingTo(server, 'checkExpectation', (request: IncomingMessage, response: ServerResponse) => {
    admit(request, response, unexpected)
  })
  yieldingTo(server, 'connect', (request: IncomingMessage, connection: Socket | ServerResponse) => {
    if ('writeHead' in connection) return admit(request, connection, noTunnel)
    // Node has taken its own listener away.
    connection.on('error', () => connection.destroy())
    const answer = (): void => answerSocket(edge, noTunnel, connection)
    const earlier = currentOf(connection)
    if (earlier === undefined) answer()
    else behind(earlier, answer)
  })
  if (isHttp2) {
    yieldingTo(server, 'unknownProtocol', (socket: Socket) => answerSocket(edge, noVersion, socket))
  }
  Object.assign(server, { requireHostHeader: false }, 'headersTimeout' in server ? edge.limits : {})
  removeClientErrorHandler(server, edge)
  server.on('clientError', onClientError(edge))
  server.on('dropRequest', request => {
    const response = droppedResponse(request)
    if (response !== undefined) answerResponse(edge, tooManyOnOne, request, response, true)
  })
  if (!edge.isReporting) yieldingTo(server, 'timeout', onTimeout(edge))
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
