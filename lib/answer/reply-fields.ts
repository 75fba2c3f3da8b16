import type { FastifyReply } from 'fastify'
import { forbidsKeeping, isUnsatisfied } from '../errors/headers.ts'
import { retryAfterSeconds } from '../errors/retry-after.ts'
import { isSendable } from './past-hooks.ts'

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
