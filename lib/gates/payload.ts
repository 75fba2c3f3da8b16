import { ApiError } from '../errors/api-error.ts'
import type { Gate } from './gate.ts'

/**
 * 413 where the body is announced as larger than the route takes, before any of it is read (RFC 9110 §15.5.14).
 * A body that does not say its length is counted while it arrives.
 *
 * @param limit - bytes
 */
export function payloadGate (limit: number): Gate {
  const refusal = new ApiError('payload_too_large', { facts: { limit } })
  return ({ headers }) => Number(headers['content-length']) > limit ? refusal : undefined
}
