import { excess } from './excess.ts'
import type { Gate } from './gate.ts'
import type { ExcessStatus } from './limit-option.ts'

/**
 * 413 where the body is announced as larger than the route takes, before any of it is read (RFC 9110 §15.5.14).
 * A body that does not say its length is counted while it arrives.
 *
 * @param limit - bytes
 * @param status - 403: the limit is an operational constraint
 */
export function payloadGate (limit: number, status: ExcessStatus = 413): Gate {
  const refusal = excess(limit, 'bytes', status)
  return ({ headers }) => Number(headers['content-length']) > limit ? refusal : undefined
}
