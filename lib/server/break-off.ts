import type { IncomingMessage, ServerResponse } from 'node:http'
import { Transform, type Writable } from 'node:stream'
import { withoutStack } from '../errors/stack.ts'

/** Emitted by a request that was broken off, when the rest of its body has been read past. */
const past = Symbol('fastify-conformant.past')

/**
 * Ends a body for whoever reads it: with the error that Node gives where a connection breaks, and, other than Node,
 * without an end to the connection, on which an answer may be on its way. What still comes of the body is read past.
 *
 * @param isAborted - false where it was not the client who broke it off: then no hook for that runs
 */
export function breakOff (request: IncomingMessage, isAborted = true): void {
  if (request.destroyed || (!isAborted && awaited.has(request))) return
  const { emit } = request
  const told = new Set<string>()
  request.emit = function (this: IncomingMessage, event: string, ...all: unknown[]) {
    // HTTP/2 says so once more, together with its stream.
    const isAgain = told.has(event)
    if (event === 'aborted' || event === 'close') told.add(event)
    // As Node sees to it: an error that nobody listens to, or not any more, would end the process.
    const isUnheard = event === 'error' && this.listenerCount('error') === 0
    return isAgain || isUnheard ? false : emit.call(this, event, ...all)
  } as typeof emit
  readPast(request, emit)
  request._destroy = function (error, done) {
    if (isAborted && !request.aborted) {
      Object.defineProperty(request, 'aborted', { value: true, writable: true, configurable: true })
      request.emit('aborted')
    }
    done(error)
  }
  request.destroy(brokenOff())
}

/** How long a reader waits for the answer to leave, in milliseconds: it is a packet. */
const patience = 1000

/**
 * The same behind the connection's last answer: when that has left, or has to wait for what a client does not read.
 *
 * @param seconds - after which the connection is cut if the answer has not left: one with TLS that the client has reset
 *   may tell nobody
 */
export function breakOffBehind ({ req: request, socket }: ServerResponse & { req: IncomingMessage }, seconds = 5): void {
  if (request.complete || socket === null || socket.writableLength > socket.writableHighWaterMark) return breakOff(request)
  awaited.add(request)
  const late = setTimeout(() => breakOff(request), patience)
  const cut = setTimeout(() => socket.destroy(), seconds * 1000)
  const onEnd = (): void => {
    clearTimeout(late)
    clearTimeout(cut)
    socket.removeListener('finish', onEnd).removeListener('close', onEnd)
    breakOff(request)
  }
  socket.on('finish', onEnd).on('close', onEnd)
}

/** Throws away what still comes of a body that is destroyed, and tells its end. */
export function readPast (request: IncomingMessage, emit = request.emit): void {
  request.push = (chunk: unknown) => {
    if (chunk === null) emit.call(request, past as never)
    return true
  }
}

/** Those that will be broken off as soon as their answer has left. */
const awaited = new WeakSet<IncomingMessage>()

/** Calls back when all of a body has come, be it to its reader or to nobody. */
export function whenWhole (request: IncomingMessage, done: () => void): void {
  request.once('end', done).once(past as never, done)
}

/** Node's own words, without the stack that nobody needs. */
function brokenOff (): Error {
  return Object.assign(withoutStack('aborted'), { code: 'ECONNRESET' })
}

/**
 * Sees to it that what a body is piped through is told where the body breaks off: `pipe` does not. What decodes a body
 * waits for more of it, and whoever reads from there too.
 */
export function followPipes (request: IncomingMessage): void {
  request.pipe = pipe as typeof request.pipe
}

function pipe (this: IncomingMessage, destination: Writable, options?: { end?: boolean }): Writable {
  if (destination instanceof Transform && options?.end !== false) {
    const onClose = (): void => { if (!this.readableEnded) breakOffPiped(this, destination) }
    this.once('close', onClose)
    destination.on('unpipe', source => { if (source === this) this.removeListener('close', onClose) })
  }
  return Object.getPrototypeOf(this).pipe.call(this, destination, options)
}

function breakOffPiped (request: IncomingMessage, between: Writable): void {
  // Its pipe listens to errors itself, and throws what nobody else listens to.
  request.unpipe(between)
  between.destroy(between.listenerCount('error') === 0 ? undefined : request.errored ?? brokenOff())
}
