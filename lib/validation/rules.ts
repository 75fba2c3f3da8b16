import { memberOf } from '../http/json-pointer.ts'
import type { Located } from './references.ts'
import { isObject } from '../is-object.ts'

/** A schema that applies at a place. `isSure`: whatever the value is, not only where a branch of a union is taken. */
export interface Applied extends Located { readonly isSure: boolean }

/** What one schema says of properties and items. */
export interface Rules {
  readonly root: unknown
  readonly isSure: boolean
  readonly named: ReadonlyMap<string, unknown>
  readonly patterns: ReadonlyArray<readonly [pattern: RegExp, schema: unknown]>
  /** For properties that are neither named nor match a pattern. */
  readonly others: unknown
  readonly tuple: readonly unknown[]
  readonly items: unknown
}

export function rulesOf ({ schema, root, isSure }: Applied): Rules {
  const items = memberOf(schema, 'items')
  const tuple = Array.isArray(items) ? items : memberOf(schema, 'prefixItems') ?? []
  return {
    root,
    isSure,
    named: new Map(Object.entries(memberOf(schema, 'properties') ?? {})),
    patterns: Object.entries(memberOf(schema, 'patternProperties') ?? {}).map(([pattern, member]) => [expressionOf(pattern), member]),
    others: memberOf(schema, 'additionalProperties') ?? memberOf(schema, 'unevaluatedProperties'),
    tuple: tuple as unknown[],
    items: Array.isArray(items) ? memberOf(schema, 'additionalItems') : items
  }
}

/** Ajv reads patterns with `u`, but where the application has said `unicodeRegExp: false`: what only that takes is there then. */
function expressionOf (pattern: string): RegExp {
  try {
    return new RegExp(pattern, 'u')
  } catch {
    return new RegExp(pattern)
  }
}

/** The schemas that apply to a property. */
export function memberSchemas (rules: Rules, name: string): Applied[] {
  const { named, patterns, others, root, isSure } = rules
  const schemas = patterns.filter(([pattern]) => pattern.test(name)).map(([, schema]) => schema)
  if (named.has(name)) schemas.push(named.get(name))
  return schemas.length === 0 ? located(others, rules) : schemas.map(schema => ({ schema, root, isSure }))
}

/** The schemas that apply to an item. */
export function itemSchemas (rules: Rules, index: number): Applied[] {
  return located(rules.tuple[index] ?? rules.items, rules)
}

function located (schema: unknown, { root, isSure }: Rules): Applied[] {
  return isSchema(schema) ? [{ schema, root, isSure }] : []
}

/** An object: `true` and `false` leave everything to the validator. */
export function isSchema (schema: unknown): boolean {
  return isObject(schema)
}
