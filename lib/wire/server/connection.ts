import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'

const current = Symbol('fastify-conformant.current')
const refused = Symbol('fastify-conformant.refused')

interface Tracked { [current]?: ServerResponse, [refused]?: true, destroySoon: () => void }

/** The answer to the last request that came on a connection; undefined where none has come. */
export function currentOf (socket: Socket): (ServerResponse & { req: IncomingMessage }) | undefined {
  return (socket as unknown as Tracked)[current] as ServerResponse & { req: IncomingMessage } | undefined
}

/**
 * Remembers the last request of a connection.
 *
 * @param destroySoon - takes the place of the socket's own at its first request
 */
export function track (socket: Socket, response: ServerResponse, destroySoon: () => void): void {
  const tracked = socket as unknown as Tracked
  if (tracked[current] === undefined) tracked.destroySoon = destroySoon
  tracked[current] = response
}

/** True where the connection has its last answer, or is about to get it. */
export function isRefused (socket: Socket): boolean {
  return (socket as unknown as Tracked)[refused] === true
}

const taken = Symbol('fastify-conformant.taken')

/** Says that the plugin has answered a request whose body is not whole: nobody else reads on. */
export function takeBody (request: IncomingMessage): void {
  (request as { [taken]?: true })[taken] = true
}

export function isTaken (request: IncomingMessage): boolean {
  return (request as { [taken]?: true })[taken] === true
}

/** True at the first call for a connection: it is answered once, however often its parser fails. */
export function refuseOnce (socket: Socket): boolean {
  const tracked = socket as unknown as Tracked
  if (tracked[refused] === true) return false
  tracked[refused] = true
  return true
}
