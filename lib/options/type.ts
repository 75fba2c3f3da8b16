import type { TSchema } from '@sinclair/typebox'
import type { Schema } from '../../types/typebox.d.cts'

export type { Schema, TSchema }

/**
 * Schemas as TypeBox 0.34 makes them: plain JSON Schema, that TypeBox knows as its own by symbols that everybody shares. TypeBox
 * itself would take nearly as long to load as Fastify, for what is written here; whoever uses it loads it.
 */
const kind = Symbol.for('TypeBox.Kind')
const optional = Symbol.for('TypeBox.Optional')
const hint = Symbol.for('TypeBox.Hint')

let recursive = 0

type Members = Readonly<Record<string, TSchema>>
type Said = Readonly<Record<string, unknown>>

function made (as: string, keywords: Said, said?: Said): Schema {
  return { ...said, ...keywords, [kind]: as } as unknown as Schema
}

function record (values: TSchema, said?: Said): Schema {
  return made('Record', { type: 'object', patternProperties: { '^(.*)$': values } }, said)
}

function object (properties: Members, said?: Said): Schema {
  const required = Object.keys(properties).filter(name => !(optional in (properties[name] as TSchema)))
  return made('Object', { type: 'object', ...(required.length === 0 ? {} : { required }), properties }, said)
}

function optionally (schema: TSchema): Schema {
  return { ...schema, [optional]: 'Optional' } as unknown as Schema
}

function membersOf (schema: TSchema): Members {
  return schema['properties'] as Members
}

/** What this package needs of TypeBox's `Type`, by the same names. */
export const Type = Object.freeze({
  Any: (said?: Said) => made('Any', {}, said),
  Array: (items: TSchema, said?: Said) => made('Array', { type: 'array', items }, said),
  Boolean: (said?: Said) => made('Boolean', { type: 'boolean' }, said),
  Composite: (objects: readonly TSchema[], said?: Said) => object(Object.assign({}, ...objects.map(membersOf)) as Members, said),
  /** Of nothing that JSON could say: for options. */
  Function: (said?: Said) => made('Function', { type: 'Function' }, said),
  Integer: (said?: Said) => made('Integer', { type: 'integer' }, said),
  Literal: (value: string | number | boolean, said?: Said) => made('Literal', { const: value, type: typeof value }, said),
  Null: (said?: Said) => made('Null', { type: 'null' }, said),
  Number: (said?: Said) => made('Number', { type: 'number' }, said),
  Object: object,
  Optional: optionally,
  Partial (schema: TSchema, said?: Said): Schema {
    const { type, required, properties, ...others } = schema
    return object(Object.fromEntries(Object.entries(membersOf(schema)).map(([name, member]) => [name, optionally(member)])), { ...others, ...said })
  },
  /** Its keys are any text. */
  Record: record,
  /** A record of itself, among others. No two have the same id, so that one server may have several. */
  RecursiveRecord (values: (self: Schema) => TSchema): Schema {
    const $id = `conformant${++recursive}`
    return { ...record(values(made('This', { $ref: $id })), { $id }), [hint]: 'Recursive' } as unknown as Schema
  },
  String: (said?: Said) => made('String', { type: 'string' }, said),
  Undefined: (said?: Said) => made('Undefined', { type: 'undefined' }, said),
  Union: (anyOf: readonly TSchema[], said?: Said) => made('Union', { anyOf }, said),
  Unknown: (said?: Said) => made('Unknown', {}, said)
})
