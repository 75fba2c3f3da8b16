import { ApiError } from '../errors/api-error.ts'
import type { ExcessStatus } from './size-limit.ts'

/**
 * The refusal of what is over a limit: a 413, or the 403 of an operational constraint where the application says so.
 *
 * @param limit - items or bytes
 * @example excess(100, 'items', 403).kind // 'operational_constraint'
 */
export function excess (limit: number, unit: 'items' | 'bytes', status: ExcessStatus): ApiError {
  if (status === 403) return new ApiError('operational_constraint', { facts: { limit, unit } })
  return new ApiError(unit === 'items' ? 'too_many_items' : 'payload_too_large', { facts: { limit } })
}
