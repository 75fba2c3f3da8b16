import { declaredIn, kindsOf } from './kinds.ts'
import { leaving } from './leaving.ts'
import { memberOf, valueOf, type Node, type Source } from './tree.ts'

interface Context {
  readonly sourceCode: Source
  readonly options: readonly unknown[]
  report (found: { readonly node: Node, readonly messageId: 'undeclared', readonly data: { readonly kind: string } }): void
}

/** A rule, in the words of ESLint. */
export interface Rule {
  readonly meta: { readonly type: 'problem' }
  create (context: object): { CallExpression (call: object): void }
}

/** Finds errors that a handler throws, returns or sends and its route does not declare. */
export const declaredErrors: Rule = {
  meta: {
    type: 'problem',
    messages: { undeclared: 'The route does not declare "{{kind}}": add it to config.conformant.errors.' },
    schema: [{ type: 'object', properties: { errors: { type: 'array', items: { type: 'string' } } }, additionalProperties: false }]
  } as Rule['meta'],
  create (given: object) {
    const context = given as Context
    const { sourceCode: source, options } = context
    return {
      CallExpression (call: object) {
        const parts = ((call as Node).arguments as Node[]).map(one => valueOf(source, one))
        for (const one of parts) {
          const list = declaredAt(source, one)
          if (list === undefined) continue
          const own = new Set(['errors'])
          const declared = declaredIn(source, list, own)
          const handler = memberOf(source, one, 'handler') ?? parts.at(-1) as Node
          if (declared === undefined || !/Function/.test(handler.type)) continue
          const known = new Set([...declared, ...(options[0] as { readonly errors?: readonly string[] } | undefined)?.errors ?? []])
          for (const node of leaving(source, handler)) {
            const kinds = kindsOf(source, node, own)
            if (kinds !== undefined && !kinds.some(kind => known.has(kind))) context.report({ node, messageId: 'undeclared', data: { kind: kinds[0] as string } })
          }
        }
      }
    }
  }
}

/** What the options of a route declare. */
function declaredAt (source: Source, route: Node): Node | undefined {
  const config = memberOf(source, route, 'config')
  const options = config && memberOf(source, config, 'conformant')
  return options && memberOf(source, options, 'errors')
}
