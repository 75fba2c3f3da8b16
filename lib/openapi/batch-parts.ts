import { batchIn } from '../batch/index.ts'
import type { KnownRoute } from '../plugin/known-routes.ts'
import type { Components } from './components.ts'
import { resolverOf } from './resolve.ts'

type Json = Record<string, unknown>

/** What a batch takes and gives: a value a line, or the items of an array. */
export interface BatchParts { readonly requestBody: Json, readonly success: Json }

const array = 'application/json'

/** The parts of a batch's operation; undefined for a route that is none. OpenAPI 3.2 knows streams of items (§ Media Type Object). */
export function batchParts ({ instance, options, place: { settings } }: KnownRoute, components: Components): BatchParts | undefined {
  const batch = batchIn(options.config)
  if (batch === undefined) return undefined
  const { key, item, isStandard, settings: { types, lines } } = batch
  const resolve = resolverOf(instance)
  const content = (one: unknown, what: string, limits: Json): Json => Object.fromEntries(types.map(type => {
    if (type === array) return [type, { schema: { type: 'array', items: one, ...limits } }]
    return [type, components.version === '3.2.0' ? { itemSchema: one } : { schema: { type: 'string', description: what }, 'x-item-schema': one }]
  }))
  const result = isStandard ? components.convert(resultSchema(key, settings.dialect.schema(400)), resolve) : {}
  return {
    requestBody: { required: true, content: content(components.convert(item, resolve), `A JSON object a line, at most ${lines}.`, { maxItems: lines }) },
    success: { description: 'The results, in the order of the lines: of each its status, and of one that failed what its error says.', content: content(result, 'A JSON object a line.', {}) }
  }
}

/** The members of a result; of those of an error what says the status is said by another. */
function resultSchema (key: string, { properties }: Json): Json {
  const { code, status, ...members } = (properties ?? {}) as Json
  return {
    type: 'object',
    required: ['status_code'],
    properties: { line: { type: 'integer', minimum: 1 }, [key]: { type: 'string' }, status_code: { type: 'integer' }, ...members }
  }
}
