import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { parserError, refusedMessage } from '../errors/mappers/parser.ts'
import { logFault } from '../errors/log.ts'
import { answerResponse, answerSocket } from './ends.ts'
import { breakOff, breakOffBehind } from './break-off.ts'
import { currentOf, refuseOnce, socketOf } from './connection.ts'
import { endGently, isEnding } from './drain.ts'
import type { ClientErrorListener, Edge } from './edge.ts'

/**
 * For `clientError`: a message that Node's parser refused, one that took too long, or a connection that broke.
 * The first two get one answer, behind those that are due already. Whoever listens must see to the socket.
 */
export function onClientError (edge: Edge): ClientErrorListener {
  return (thrown, socket) => {
    // It has its last answer, and what follows is read past.
    if (isEnding(socket)) return
    const { error, cause } = parserError(thrown, edge.isReporting) ?? {}
    const response = currentOf(socket)
    // Nobody who says nothing is told that it took too long: browsers open connections in advance.
    const isSilent = error?.kind === 'request_timeout' && socket.bytesRead === 0
    const isFirst = refuseOnce(socket)
    if (error === undefined || !socket.writable || isSilent) {
      if (isFirst) hasAnswered(edge, thrown, socket)
      socket.destroy()
      return
    }
    if (!isFirst || hasAnswered(edge, thrown, socket)) return
    if (response === undefined) return answerSocket(edge, error, socket, refusedMessage(thrown), cause)
    if (response.req.complete) return behind(response, () => answerSocket(edge, error, socket, refusedMessage(thrown), cause))
    // What was refused is the body of a request that has come so far.
    if (!response.headersSent) {
      answerResponse(edge, error, response.req, response, true, cause)
      breakOffBehind(response, edge.drain?.seconds)
    } else if (response.writableEnded) {
      behind(response, () => endGently(socket, edge.drain))
      breakOff(response.req)
    } else {
      // Half an answer cannot be taken back: it must look as incomplete as it is.
      logFault(edge, thrown, 'cut')
      socket.destroy(thrown)
    }
  }
}

/** The application's own `clientErrorHandler` goes first; what it answers is answered. */
function hasAnswered (edge: Edge, thrown: Error, socket: Socket): boolean {
  const { clientError } = edge
  if (clientError === undefined) return false
  const written = socket.bytesWritten
  try {
    clientError(thrown, socket)
  } catch (fault) {
    logFault(edge, fault, 'clientError')
  }
  return socket.destroyed || !socket.writable || socket.bytesWritten > written
}

/** Behind the last answer that is due, unless that one ends the connection (RFC 9112 §9.6). */
export function behind (response: ServerResponse & { req: IncomingMessage }, answer: () => void): void {
  const next = (): void => {
    if (socketOf(response.req).writable) answer()
  }
  if (response.closed) next()
  else response.once('close', next)
}
