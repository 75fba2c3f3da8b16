import type { FastifyReply } from 'fastify'
import type { Settler } from '../answer/place.ts'

/** A header field that the plugin has put on a reply, and what was there before. */
interface Put { readonly name: string, readonly value: unknown, readonly before: string | undefined }

const descriptions = new WeakMap<FastifyReply, readonly Put[]>()

/**
 * Puts on a reply what describes the representation. What the application has set stays; Vary is joined
 * (RFC 9110 §12.5.5).
 */
export function describe (reply: FastifyReply, fields: Readonly<Record<string, string | string[]>>): void {
  const puts: Put[] = []
  for (const [name, field] of Object.entries(fields)) {
    const before = reply.hasHeader(name) ? String(reply.getHeader(name)) : undefined
    if (before !== undefined && name !== 'vary') continue
    const value = before === undefined ? field : `${before}, ${String(field)}`
    reply.header(name, value)
    puts.push({ name, value, before })
  }
  descriptions.set(reply, puts)
}

/** Takes away again what is still as it was put there: the answer shows something else than the representation. */
export function withdrawDescription (reply: FastifyReply): void {
  for (const { name, value, before } of descriptions.get(reply) ?? []) {
    const now = reply.getHeader(name)
    const left = now === value ? before : name === 'vary' ? withoutMembers(now, value, before) : now
    if (left === undefined) reply.removeHeader(name)
    else reply.header(name, left)
  }
  // An error that has taken the place of the representation may say the same of itself.
  descriptions.delete(reply)
}

/** What others have joined with it since stays. */
function withoutMembers (now: unknown, put: unknown, before: string | undefined): string | undefined {
  const kept = membersOf(before)
  const gone = membersOf(put).filter(member => !kept.includes(member))
  const left = membersOf(now).filter(member => !gone.includes(member))
  return left.length === 0 ? undefined : left.join(', ')
}

function membersOf (field: unknown): string[] {
  return field === undefined ? [] : String(field).split(',').map(member => member.trim())
}

/** What described the representation goes with no error. */
export const describing: Settler = { before: withdrawDescription }
