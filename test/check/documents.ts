import type { Node } from '../../lib/check/operations.ts'

/** A response as the package's documents have it. */
export function response (schema: Node | string = { $ref: '#/components/schemas/Problem' }, kinds: readonly string[] = [], mediaType = schema === 'object' ? 'application/json' : 'application/problem+json'): Node {
  const examples = kinds.length === 0 ? {} : { examples: Object.fromEntries(kinds.map(kind => [kind, { value: {} }])) }
  return { description: 'One', content: { [mediaType]: { schema: typeof schema === 'string' ? { type: schema } : schema, ...examples } } }
}

/** A document of operations: `GET /books/{id}`. */
export function documentWith (operations: Readonly<Record<string, Node>>, more: Node = {}): Node {
  const paths: Record<string, Record<string, unknown>> = {}
  for (const [name, responses] of Object.entries(operations)) {
    const [method = '', path = ''] = name.split(' ')
    ;(paths[path] ??= {})[method.toLowerCase()] = { responses }
  }
  const Problem = { type: 'object', required: ['type', 'title', 'status'], properties: { type: { type: 'string' }, title: { type: 'string' }, status: { type: 'integer' } } }
  return { openapi: '3.1.0', info: { title: 'Books', version: '1' }, paths, components: { schemas: { Problem } }, ...more }
}
