import { excess } from './excess.ts'
import type { ApiError } from '../errors/api-error.ts'
import { gate } from './gate.ts'
import { sizeLimit, type ExcessStatus } from './size-limit.ts'

export const items = gate({
  hook: 'preValidation',
  status: [413, 403],
  option: sizeLimit('items', 100),
  arm ({ limit, status }, { hasBody }) {
    return limit === undefined || !hasBody ? undefined : itemsCheck(limit, status)
  }
})

/**
 * 413 where the body is an array of more items than are allowed at once; none of them is looked at.
 *
 * @param limit - items
 * @param status - 403: the limit is an operational constraint
 */
export function itemsCheck (limit: number, status: ExcessStatus = 413): (request: { readonly body: unknown }) => ApiError | undefined {
  const refusal = excess(limit, 'items', status)
  return ({ body }) => Array.isArray(body) && body.length > limit ? refusal : undefined
}
