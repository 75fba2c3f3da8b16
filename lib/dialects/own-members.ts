import type { Schema } from '../options/type.ts'
import type { SchemaOf } from './dialect.ts'

/**
 * The schema of a body with the members of an error that the application has defined, where it tells them; else the schema as it is.
 *
 * @param schema - of an object
 * @example withMembers(problemSchema(403), { kind: 'outOfCredit', definition: catalog.outOfCredit, mayHaveIssues: false })
 */
export function withMembers (schema: Schema, { definition }: SchemaOf): Schema {
  const { properties, required, $defs, definitions } = definition?.own?.schema ?? {}
  if (properties === undefined) return schema
  const made = {
    ...schema,
    ...($defs === undefined ? {} : { $defs }),
    ...(definitions === undefined ? {} : { definitions }),
    properties: { ...schema['properties'] as object, ...properties as object },
    required: [...schema['required'] as string[], ...(required ?? []) as string[]]
  }
  return made as unknown as Schema
}
