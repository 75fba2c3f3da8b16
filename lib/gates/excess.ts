import { ApiError } from '../errors/api-error.ts'
import { refusal } from '../errors/refused.ts'
import type { ExcessStatus } from './size-limit.ts'

/**
 * The refusal of what is over a limit: a 413, or the 403 of an operational constraint where the application says so.
 *
 * @param limit - items or bytes
 * @param cause - for the log, where somebody else has found it
 * @example excess(100, 'items', 403).kind // 'operational_constraint'
 */
export function excess (limit: number, unit: 'items' | 'bytes', status: ExcessStatus, cause?: unknown): ApiError {
  const of = cause === undefined ? {} : { cause }
  if (status === 403) return refusal(new ApiError('operational_constraint', { facts: { limit, unit }, ...of }))
  return refusal(new ApiError(unit === 'items' ? 'too_many_items' : 'payload_too_large', { facts: { limit }, ...of }))
}
