import { ajvCompiler } from '../validation/ajv.ts'
import { isObject } from '../is-object.ts'
import type { Node } from './operations.ts'

/** What is wrong with a value by a schema; undefined: nothing. */
export type SchemaCheck = (schema: Node, value: unknown) => string | undefined

type Validate = ((value: unknown) => boolean) & { errors: ReadonlyArray<{ instancePath: string, message?: string }> }

type Compile = (route: { readonly schema: unknown }) => Validate

const base = 'http://localhost/openapi.json'
const mostFaults = 4

// Nothing of an answer is changed, and a document may say more than a validator knows.
const customOptions = { coerceTypes: false, useDefaults: false, removeAdditional: false, strict: false, validateSchema: false, logger: false } as const

/** Holds values against schemas of a document: OpenAPI 3.0, 3.1 and 3.2. */
export function schemaCheck (document: Node): SchemaCheck {
  const known = new WeakMap<Node, Validate | string>()
  let compile: Compile | undefined
  return (schema, value) => {
    compile ??= ajvCompiler()()({ [base]: { $id: base, components: plain(document['components']) } }, { customOptions }) as Compile
    let validate = known.get(schema)
    if (validate === undefined) known.set(schema, validate = compiled(compile, schema))
    if (typeof validate === 'string') return validate
    if (validate(value)) return undefined
    return validate.errors.slice(0, mostFaults).map(({ instancePath, message }) => `${instancePath === '' ? 'the body' : instancePath} ${message}`).join('; ')
  }
}

function compiled (compile: Compile, schema: Node): Validate | string {
  try {
    return compile({ schema: plain(schema) })
  } catch (fault) {
    return `the schema cannot be read: ${(fault as Error).message}`
  }
}

const maps = new Set(['properties', 'patternProperties', 'schemas', '$defs', 'definitions', 'dependentSchemas'])
const values = new Set(['enum', 'const', 'default', 'example', 'examples'])

/** A schema of OpenAPI as JSON Schema draft 7 has it, with references into the document. */
function plain (node: unknown): unknown {
  if (Array.isArray(node)) return node.map(plain)
  if (!isObject(node)) return node
  const { $id, $schema, discriminator, example, examples, nullable, ...stated } = node as Record<string, unknown>
  const made: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(stated)) {
    if (name === '$ref') made[name] = String(value).replace(/^#/, `${base}#`)
    else if (maps.has(name) && isObject(value)) made[name] = Object.fromEntries(Object.entries(value).map(([key, schema]) => [key, plain(schema)]))
    else made[name] = values.has(name) ? value : plain(value)
  }
  // 3.0: a limit says whether it belongs to what it limits.
  for (const [name, limit] of [['exclusiveMinimum', 'minimum'], ['exclusiveMaximum', 'maximum']] as const) {
    if (typeof made[name] !== 'boolean') continue
    const isExclusive = made[name]
    delete made[name]
    if (isExclusive) made[name] = made[limit]
  }
  // 3.1: the first items each by itself, and `items` of the others.
  if ('prefixItems' in made) {
    const { prefixItems, items, ...others } = made
    return nullOr(nullable, { ...others, items: prefixItems, ...(items === undefined ? undefined : { additionalItems: items }) })
  }
  return nullOr(nullable, made)
}

/** 3.0 */
function nullOr (nullable: unknown, schema: object): object {
  return nullable === true ? { anyOf: [{ type: 'null' }, schema] } : schema
}
