import type { Mapper } from '../normalize.ts'
import { marksOf, type Marks } from './marks.ts'
import { errorOf } from './status.ts'

/**
 * Errors of `@hapi/boom`: their status, their header fields, and the message where it is no server error. `data` is never shown.
 * For `mappers: [boomErrors]`.
 *
 * @example await app.register(conformant, { dialect, mappers: [boomErrors] })
 */
export const boomErrors: Mapper = (thrown) => {
  const marks = marksOf(thrown)
  if (marks?.isBoom !== true || isOfWreck(marks)) return undefined
  const { statusCode, headers, payload } = marksOf(marks.output) ?? {}
  // Without words of its own it says its phrase.
  const isOwn = marks.isServer === false && marks.message !== marksOf(payload)?.error
  return errorOf({ status: statusCode, headers, message: isOwn ? marks.message : undefined }, thrown)
}

const wrecks = /^(?:Client request |Payload stream |Maximum redirections |Received redirection |The content-type is not JSON compatible$)/

/** Of a request to another server: Wreck, by which simple-oauth2 asks. */
export function isOfWreck ({ isBoom, data, message }: Marks): boolean {
  if (isBoom !== true) return false
  const { isResponseError, payload } = marksOf(data) ?? {}
  return isResponseError === true || Buffer.isBuffer(payload) || wrecks.test(String(message))
}
