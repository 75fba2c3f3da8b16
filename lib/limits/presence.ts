import type { Http2ServerResponse } from 'node:http2'
import type { Socket } from 'node:net'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { ApiError } from '../errors/api-error.ts'
import type { ConcurrencyLimiter } from './concurrency.ts'
import { notBefore } from './meet.ts'

/**
 * Lets a request into the limits of concurrency, until its answer has left or its connection is gone.
 *
 * @returns the refusal, if any
 * @throws what the application's own functions throw
 */
export function enter (limiters: readonly ConcurrencyLimiter[], request: FastifyRequest, reply: FastifyReply): ApiError | undefined {
  const leave: Array<() => void> = []
  const out = (): void => { for (const one of leave.splice(0)) one() }
  try {
    for (const limiter of limiters) {
      const place = limiter.enter(request)
      if (typeof place === 'function') leave.push(place)
      else if (place !== undefined) {
        out()
        return notBefore(place, request)
      }
    }
  } catch (error) {
    out()
    throw error
  }
  if (leave.length === 0) return undefined
  whenOver(request, reply, out)
  return undefined
}

/** Who waits for the end of a connection: one listener serves all requests of a pipeline, and all that come later. */
const waiting = new WeakMap<Socket, Set<() => void>>()

/**
 * Calls back once: when the answer has left or its connection is gone, at once where it already is.
 * Node tells an answer that stands behind another one in a pipeline nothing of the end of its connection.
 */
function whenOver ({ raw: { socket, httpVersionMajor } }: FastifyRequest, { raw }: FastifyReply, done: () => void): void {
  if (httpVersionMajor === 2) {
    if ((raw as unknown as Http2ServerResponse).stream.destroyed) done()
    else raw.once('close', done)
    return
  }
  if (raw.destroyed || socket.destroyed) return done()
  const others = othersOf(socket)
  const once = (): void => { if (others.delete(once)) done() }
  others.add(once)
  raw.once('close', once)
}

function othersOf (socket: Socket): Set<() => void> {
  let others = waiting.get(socket)
  if (others === undefined) {
    const all = others = new Set()
    waiting.set(socket, all)
    socket.once('close', () => { for (const one of all) one() })
  }
  return others
}
