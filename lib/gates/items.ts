import { excess } from './excess.ts'
import type { Gate } from './gate.ts'
import type { ExcessStatus } from './limit-option.ts'

/**
 * 413 where the body is an array of more items than are allowed at once; none of them is looked at.
 *
 * @param limit - items
 * @param status - 403: the limit is an operational constraint
 */
export function itemsGate (limit: number, status: ExcessStatus = 413): Gate<unknown> {
  const refusal = excess(limit, 'items', status)
  return (body) => Array.isArray(body) && body.length > limit ? refusal : undefined
}
