import type { FastifyReply } from 'fastify'
import { forbidsKeeping, isUnsatisfied } from '../errors/headers.ts'
import { retryAfterSeconds } from '../errors/retry-after.ts'
import { isSendable } from './past-hooks.ts'

type Fields = Record<string, unknown>

let key: symbol | undefined

/**
 * The fields on a reply, as Fastify keeps them in `Symbol(fastify.reply.headers)`; the public way to see them copies all.
 *
 * @returns undefined where this Fastify does not show them
 */
export function fieldsOn (reply: FastifyReply): Fields | undefined {
  const holder = reply as unknown as Record<symbol, Fields | undefined>
  if (key === undefined || holder[key] === undefined) key = Object.getOwnPropertySymbols(reply).find(({ description }) => description === 'fastify.reply.headers')
  return key && holder[key]
}

/**
 * Puts fields on a reply that is blank, as `reply.headers()` does one by one.
 *
 * @returns false where nothing has been done: somebody may be told of each, or put more behind one
 */
export function setFields (fields: Readonly<Record<string, string | string[]>>, reply: FastifyReply): boolean {
  if (key === undefined || 'set-cookie' in fields || Object.hasOwn(reply, 'header') || Object.hasOwn(reply, 'headers')) return false
  const holder = reply as unknown as Record<symbol, Fields>
  holder[key] = { ...fields }
  return true
}

/**
 * True where nobody has put a field on a reply, but for a type, as on nearly every one: then nothing has to be looked for among them.
 *
 * @returns false where this Fastify does not show them
 */
export function isBlank (reply: FastifyReply): boolean {
  const fields = fieldsOn(reply)
  if (fields === undefined || reply.raw.getHeaderNames().length > 0) return false
  const names = Object.keys(fields)
  // The type of what was to be sent is the one field that Fastify puts there by itself, and that every error replaces.
  return names.length === 0 || (names.length === 1 && names[0] === 'content-type')
}

/** What described the representation that is not sent now (RFC 9110 §8, §15.4.5). */
const representation = new Set([
  'accept-ranges', 'content-digest', 'content-disposition', 'content-encoding', 'content-language', 'content-length',
  'content-location', 'content-range', 'content-type', 'digest', 'etag', 'last-modified', 'repr-digest', 'transfer-encoding'
])

/** How long to keep it, and where it is: what has been said of an answer that was to be another, unless an error was sent as such. */
const ofAnswer = new Set(['age', 'cache-control', 'expires', 'location'])

/**
 * Removes from a reply what an error must not inherit: what described another representation, and what Node would refuse
 * to send. The reason of the error may have been just that, and would be the error's again.
 *
 * @param isSent - true where the fields have been set for an error
 */
export function forgetRepresentation (reply: FastifyReply, status?: number, isSent = false): void {
  const fields = reply.getHeaders()
  for (const name of Object.keys(fields)) {
    if (status === 416 && isUnsatisfied(name, fields[name])) continue
    const isLost = representation.has(name) || (!isSent && ofAnswer.has(name) && !forbidsKeeping(name, fields[name]))
    if (isLost || !isSendable(name, fields[name])) reply.removeHeader(name)
  }
}

/** When to come again, as a hook or a plugin has set it, in whole seconds; what is no time says nothing (RFC 9110 §10.2.3). */
export function settleRetryAfter (reply: FastifyReply): void {
  const seconds = retryAfterSeconds(String(reply.getHeader('retry-after')), Date.now())
  if (seconds === undefined) reply.removeHeader('retry-after')
  else reply.header('retry-after', String(seconds))
}
