import { STATUS_CODES, validateHeaderName, validateHeaderValue } from 'node:http'
import type { FastifyReply } from 'fastify'
import { logFault } from '../errors/log.ts'
import type { Place } from './place.ts'
import type { Rendered } from './render.ts'

/**
 * Sends an answer to something that was thrown. Where an `onSend` hook fails on this answer too, Fastify would send that
 * error by itself, in its own format: whatever is sent after this answer and before it has left is this answer once more,
 * past the hooks, or what comes in its place.
 *
 * @param instead - told what a hook has thrown; undefined: this answer stays
 */
export function sendLast (rendered: Rendered, place: Place, reply: Last, instead: Instead): void {
  const { send } = reply
  // Where something is being sent already, that leaves past the hooks.
  reply[last] ??= { rendered, place, instead, send }
  // A function of each reply's own would make the engine write down the layout of each one anew, and keep what it has written until it collects all.
  reply.send = sendPast
  send.call(reply, rendered.body)
}

type Instead = (failed: Error, rendered: Rendered, place: Place, reply: FastifyReply) => Rendered | undefined
const last = Symbol('fastify-conformant.last')
interface Last extends FastifyReply { [last]?: { rendered: Rendered, place: Place, instead: Instead, send: FastifyReply['send'] } }

function sendPast (this: Last, payload?: unknown): FastifyReply {
  const { rendered, place, instead, send } = this[last] as NonNullable<Last[typeof last]>
  if (this.sent || this.raw.headersSent) return send.call(this, payload)
  writePast((payload instanceof Error ? instead(payload, rendered, place, this) : undefined) ?? rendered, payload, this)
  return this
}

function writePast ({ status, reason, headers, body }: Rendered, thrown: unknown, reply: FastifyReply): void {
  const { raw } = reply.hijack()
  // What the hook threw may have brought headers, and Fastify has put them on the reply.
  const brought = Object.keys((thrown as { headers?: object } | null)?.headers ?? {}).map(name => name.toLowerCase())
  // A head that HTTP/2 has refused leaves its pseudo-fields there, and one that Node has refused what it was refused for.
  const kept = Object.entries(reply.getHeaders()).filter(([name, value]) => !brought.includes(name) && isSendable(name, value))
  // The hook may have put its own phrase there.
  if (!('stream' in raw)) raw.statusMessage = reason ?? STATUS_CODES[status] as string
  try {
    raw.writeHead(status, { ...Object.fromEntries(kept), ...headers, 'content-length': Buffer.byteLength(body) })
    raw.end(body)
  } catch (fault) {
    logFault(reply, fault, 'answer')
    raw.destroy()
  }
}

/** False for what Node would refuse to send. */
export function isSendable (name: string, value: unknown): boolean {
  try {
    validateHeaderName(name)
    for (const one of [value].flat()) validateHeaderValue(name, one as string)
    return true
  } catch {
    return false
  }
}
