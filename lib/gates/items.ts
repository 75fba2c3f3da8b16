import { ApiError } from '../errors/api-error.ts'
import type { Gate } from './gate.ts'

/**
 * 413 where the body is an array of more items than are allowed at once; none of them is looked at.
 *
 * @param limit - items
 */
export function itemsGate (limit: number): Gate<unknown> {
  const refusal = new ApiError('too_many_items', { facts: { limit } })
  return (body) => Array.isArray(body) && body.length > limit ? refusal : undefined
}
