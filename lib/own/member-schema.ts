import type { StandardSchema } from './member-types.ts'
import { isObject } from '../is-object.ts'

type Json = Readonly<Record<string, unknown>>

/** What is known of the schema of members. */
interface MemberSchema {
  /** JSON Schema, where it is one or its validator offers one. */
  readonly json: Json | undefined
  /** The names of the members; undefined where nobody says them. */
  readonly names: readonly string[] | undefined
}

/** True for a schema that checks by itself. ArkType's are functions. */
export function isStandard (schema: unknown): schema is StandardSchema {
  return (isObject(schema) || typeof schema === 'function') && typeof (schema as Partial<StandardSchema>)['~standard']?.validate === 'function'
}

/** @param bad - makes the error for what is no schema of an object, from what would be right */
export function schemaOf (schema: unknown, bad?: (right: string) => TypeError): MemberSchema {
  if (schema === undefined) return { json: undefined, names: [] }
  if (isStandard(schema)) {
    const json = offered(schema)
    return { json, names: namesOf(json?.properties ?? (schema as { shape?: unknown }).shape ?? (schema as { entries?: unknown }).entries) }
  }
  const json = schema as Json
  if (!isObject(json) || (json.type !== undefined && json.type !== 'object') || namesOf(json.properties) === undefined) {
    throw bad?.('the schema of an object: Type.Object({ … }), z.object({ … }) or { type: "object", properties: { … } }') ?? new TypeError('no schema of an object')
  }
  return { json, names: namesOf(json.properties) }
}

/** Standard JSON Schema, which few offer yet, and not of every schema. */
function offered (schema: StandardSchema): Json | undefined {
  try {
    return schema['~standard'].jsonSchema?.output({ target: 'draft-2020-12' })
  } catch {
    return undefined
  }
}

function namesOf (members: unknown): string[] | undefined {
  return isObject(members) ? Object.keys(members) : undefined
}
