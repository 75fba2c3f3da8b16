import type { FastifySchema } from 'fastify'
import { Places } from '../validation/places.ts'
import { excess } from './excess.ts'
import type { ApiError } from '../errors/api-error.ts'
import { gate } from './gate.ts'
import { sizeLimit, type ExcessStatus } from './size-limit.ts'

/** How many items are taken where neither the options nor the schema of the body say more. */
const standardItems = 100

export const items = gate({
  hook: 'preValidation',
  status: [413, 403],
  option: sizeLimit('items', 'schema' as const),
  arm ({ limit, status }, { options, hasBody, instance, whenReady }) {
    if (limit === undefined || !hasBody) return undefined
    let check = itemsCheck(limit === 'schema' ? standardItems : limit, status)
    // The route's schema may be replaced by a hook behind this one, and what it refers to may be added later.
    if (limit === 'schema') {
      whenReady(() => { check = itemsCheck(declaredItems((options?.schema as FastifySchema | undefined)?.body, id => instance.getSchema(id)), status) })
    }
    return request => check(request)
  }
})

/** What the application says itself of its lists goes before the standard, where it is more. */
function declaredItems (schema: unknown, resolve: (id: string) => unknown): number {
  const { mostItems } = new Places(resolve).of(schema)
  return mostItems === Infinity ? standardItems : Math.max(mostItems, standardItems)
}

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
