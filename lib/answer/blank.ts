import type { FastifyReply } from 'fastify'

let key: symbol | undefined

/**
 * True where nobody has put a field on a reply, as on nearly every one: then nothing has to be looked for among them. What is on it
 * stands in `Symbol(fastify.reply.headers)`; the public way to see it copies all of it.
 *
 * @returns false where this Fastify does not show it
 */
export function isBlank (reply: FastifyReply): boolean {
  const holder = reply as unknown as Record<symbol, object | undefined>
  if (key === undefined || holder[key] === undefined) key = Object.getOwnPropertySymbols(reply).find(({ description }) => description === 'fastify.reply.headers')
  const fields = key && holder[key]
  return fields !== undefined && Object.keys(fields).length === 0 && reply.raw.getHeaderNames().length === 0
}
