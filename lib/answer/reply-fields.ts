import { validateHeaderName, validateHeaderValue } from 'node:http'
import type { FastifyReply } from 'fastify'
import { retryAfterSeconds } from '../errors/retry-after.ts'

/** What described the representation that is not sent now (RFC 9110 §8, §15.4.5), and how long to keep it. */
const representation = new Set([
  'accept-ranges', 'age', 'cache-control', 'content-digest', 'content-disposition', 'content-encoding', 'content-language',
  'content-length', 'content-location', 'content-range', 'content-type', 'digest', 'etag', 'expires', 'last-modified',
  'location', 'repr-digest', 'transfer-encoding'
])

/**
 * Removes from a reply what an error must not inherit: what described another representation, and what Node would refuse
 * to send. The reason of the error may have been just that, and would be the error's again.
 */
export function forgetRepresentation (reply: FastifyReply): void {
  const fields = reply.getHeaders()
  for (const name of Object.keys(fields)) {
    if (representation.has(name) || !isSendable(name, fields[name])) reply.removeHeader(name)
  }
}

/** When to come again, as a hook or a plugin has set it, in whole seconds; what is no time says nothing (RFC 9110 §10.2.3). */
export function settleRetryAfter (reply: FastifyReply): void {
  const seconds = retryAfterSeconds(String(reply.getHeader('retry-after')), Date.now())
  if (seconds === undefined) reply.removeHeader('retry-after')
  else reply.header('retry-after', String(seconds))
}

function isSendable (name: string, value: unknown): boolean {
  try {
    validateHeaderName(name)
    for (const one of [value].flat()) validateHeaderValue(name, one as string)
    return true
  } catch {
    return false
  }
}
