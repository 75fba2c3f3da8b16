import type { IncomingMessage, ServerResponse } from 'node:http'
import { Socket } from 'node:net'
import { announcesBody } from '../http/request-head.ts'
import type { DrainLimits } from './options.ts'
import { breakOff, readPast, whenWhole } from './break-off.ts'
import { currentOf, forget, isTaken, socketOf } from './connection.ts'
import type { Edge } from './edge.ts'

/**
 * Ends a connection so that its last answer arrives. A socket that is closed while bytes from the client lie unread is
 * reset, and a client that writes before it reads loses the answer (RFC 9112 §9.6): so the sending side is closed first,
 * and what still comes is read and thrown away, within limits.
 *
 * @param bytes - to send first
 */
export function endGently (socket: Socket, limits: DrainLimits | undefined, bytes?: Buffer): void {
  if (bytes !== undefined) socket.write(bytes)
  if (limits === undefined) return Socket.prototype.destroySoon.call(socket)
  socket.end()
  bound(socket, limits)
  socket.resume()
}

/** True where what is left of a body will be read. */
export function isDrained (limits: DrainLimits | undefined, { headers }: IncomingMessage): boolean {
  return !announcesBody(headers) || (limits !== undefined && Number(headers['content-length'] ?? 0) <= limits.bytes)
}

/** In place of `destroySoon`, which Node calls behind the last answer of a connection. */
export function destroySoonOf (limits: DrainLimits | undefined): (this: Socket) => void {
  return function (this: Socket) {
    const request = currentOf(this)?.req
    if (request === undefined || request.complete) Socket.prototype.destroySoon.call(this)
    else endGently(this, limits)
    request?.resume()
  }
}

/** Behind an answer that came before the end of its request's body: Node would read the rest without a limit. */
export function drainBehind (edge: Edge, response: ServerResponse & { req: IncomingMessage }): void {
  const { drain: limits } = edge
  const { req: request } = response
  const socket = socketOf(request)
  if (request.socket === null) readPast(request)
  if (!request.complete) endWithConnection(response)
  // The head may have left before anybody knew that this would be the last answer.
  if (edge.isClosing && !edge.isReporting && currentOf(socket) === response) return socket.destroySoon()
  if (request.complete) return
  // Whoever reads what was refused learns that no more comes to him.
  if (isTaken(request)) endRead(request)
  else if (isBeingRead(request)) return
  // The connection ends anyway: destroySoon has seen to it.
  if (socket.destroyed || !socket.writable) return
  if (limits === undefined) return Socket.prototype.destroySoon.call(socket)
  whenWhole(request, bound(socket, limits))
  if (request.destroyed) socket.resume()
  else request.resume()
}

/** Node tells a request that has its answer nothing of the end of its connection. */
function endWithConnection (response: ServerResponse & { req: IncomingMessage }): void {
  const { req: request } = response
  const socket = socketOf(request)
  const onClose = (): void => breakOff(request)
  socket.once('close', onClose)
  whenWhole(request, () => {
    socket.removeListener('close', onClose)
    forget.call(response)
  })
}

/** Takes a request from whoever began to read it, and tells him. */
export function endRead (request: IncomingMessage): void {
  if (isBeingRead(request)) breakOff(request, false)
}

/** An application may answer first and read on. */
export function isBeingRead (request: IncomingMessage): boolean {
  return request.listenerCount('data') > 0 || request.listenerCount('readable') > 0
}

const bounded = new WeakSet<Socket>()

/** True where the sending side is closed and the rest is being read past. */
export function isEnding (socket: Socket): boolean {
  return !socket.writable && bounded.has(socket)
}

/** Cuts the connection when more comes, or for longer, than the limits allow. */
function bound (socket: Socket, { bytes, seconds }: DrainLimits): () => void {
  if (bounded.has(socket)) return () => {}
  bounded.add(socket)
  let left = bytes
  const count = ({ length }: Buffer): void => {
    left -= length
    if (left < 0) socket.destroy()
  }
  // Node may have paused the socket with more of the body in hand: a listener that is there before it goes on would keep it so.
  const start = setImmediate(() => socket.on('data', count))
  const timer = setTimeout(() => socket.destroy(), seconds * 1000)
  const stop = (): void => {
    clearImmediate(start)
    clearTimeout(timer)
    bounded.delete(socket)
    socket.removeListener('data', count).removeListener('close', stop)
  }
  socket.on('close', stop)
  return stop
}
