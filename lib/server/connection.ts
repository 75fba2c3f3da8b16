import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'

/** The answer to its last request; null between two. */
export const current = Symbol('fastify-conformant.current')
/** True where it has its last answer, or is about to get it. */
export const refused = Symbol('fastify-conformant.refused')

export interface Tracked { [current]?: ServerResponse | null, [refused]?: true, destroySoon: () => void }

/** The socket of a request. undici, which sends its body on, may have taken it from it; Node has it by this name too. */
export function socketOf (request: IncomingMessage): Socket {
  return request.socket ?? (request as unknown as { client: Socket }).client
}

/** The answer to the last request that came on a connection; undefined where none has come, or nothing is left of it. */
export function currentOf (socket: Socket): (ServerResponse & { req: IncomingMessage }) | undefined {
  return ((socket as unknown as Tracked)[current] ?? undefined) as ServerResponse & { req: IncomingMessage } | undefined
}

/** True between two requests of a connection. */
export function isIdle (socket: Socket): boolean {
  return (socket as unknown as Tracked)[current] === null
}

/** A connection that waits for its next request keeps nothing of the last one, once that has come as a whole. */
export function forget (this: ServerResponse): void {
  const tracked = socketOf(this.req) as unknown as Tracked
  if (tracked[current] === this && this.req.complete) tracked[current] = null
}

const taken = Symbol('fastify-conformant.taken')

/** Says that the plugin has answered a request whose body is not whole: nobody else reads on. */
export function takeBody (request: IncomingMessage): void {
  (request as { [taken]?: true })[taken] = true
}

export function isTaken (request: IncomingMessage): boolean {
  return (request as { [taken]?: true })[taken] === true
}

const answered = Symbol('fastify-conformant.answered')

/** Says that the plugin has answered below Fastify: what comes from above has nowhere to go. */
export function markAnswered (response: ServerResponse): void {
  (response as { [answered]?: true })[answered] = true
}

export function isAnswered (response: ServerResponse): boolean {
  return (response as { [answered]?: true })[answered] === true
}

/** True at the first call for a connection: it is answered once, however often its parser fails. */
export function refuseOnce (socket: Socket): boolean {
  const tracked = socket as unknown as Tracked
  if (tracked[refused] === true) return false
  tracked[refused] = true
  return true
}
