import { isObject } from '../is-object.ts'

/** What a schema of another library says of the names of properties, as JSON Schema says it. */
interface NamedProperties {
  readonly properties?: Readonly<Record<string, unknown>>
  readonly additionalProperties?: unknown
  readonly items?: unknown
  readonly anyOf?: readonly unknown[]
  readonly allOf?: readonly unknown[]
}

type Members = Readonly<Record<string, unknown>>

/**
 * Asks a schema of Zod 3 or 4, Valibot or yup which properties it names: their objects take others out, or let them pass, without a
 * word.
 *
 * @returns undefined for a schema of anybody else
 * @example namedPropertiesOf(z.object({ a: z.string() })) // { properties: { a: {} } }
 */
export function namedPropertiesOf (schema: unknown): NamedProperties | undefined {
  if (!isObject(schema)) return undefined
  const { _zod, _def, '~standard': standard, '~run': run, fields, __isYupSchema__: isYups } = schema as Members
  if (typeof _zod === 'object' || typeof _def === 'object') return new Shapes(ofZod).of(schema)
  if (typeof standard === 'object' && run !== undefined) return new Shapes(ofValibot).of(schema)
  return isYups === true || (typeof fields === 'object' && standard !== undefined) ? new Shapes(ofYup).of(schema) : undefined
}

type Read = (schema: Members, shapes: Shapes) => NamedProperties

/** Takes no object: of names it says nothing. */
const nothing: NamedProperties = Object.freeze({})
/** Takes whatever the library takes, also where it stands in a union with objects. */
const anything: NamedProperties = Object.freeze({ additionalProperties: true })

// What `lazy` makes may be made anew each time, without end.
const deepest = 100
const mostSchemas = 10_000

/** Each schema has one shape, which may contain itself as the schema does. */
class Shapes {
  readonly #read: Read
  readonly #known = new Map<object, NamedProperties>()
  #depth = 0

  constructor (read: Read) {
    this.#read = read
  }

  of (schema: unknown): NamedProperties {
    if (!isObject(schema)) return anything
    const known = this.#known.get(schema)
    if (known !== undefined) return known
    if (this.#depth === deepest || this.#known.size === mostSchemas) return anything
    const shape = {}
    this.#known.set(schema, shape)
    this.#depth++
    Object.assign(shape, this.#read(schema as Members, this))
    this.#depth--
    return shape
  }

  /** Of a schema that says no more than the one inside. */
  like (schema: unknown): NamedProperties {
    return { allOf: [this.of(schema)] }
  }

  named (members: unknown, isOpen: boolean): NamedProperties {
    const properties = Object.fromEntries(Object.entries(members ?? {}).map(([name, schema]) => [name, this.of(schema)]))
    return isOpen ? { properties, additionalProperties: true } : { properties }
  }

  any (schemas: unknown): NamedProperties {
    return { anyOf: this.#each(schemas) }
  }

  all (schemas: unknown): NamedProperties {
    return { allOf: this.#each(schemas) }
  }

  #each (schemas: unknown): NamedProperties[] {
    return [...schemas as Iterable<unknown>].map(schema => this.of(schema))
  }
}

/** Of Zod and Valibot: what is no object, or is a list that is left to them. */
const objectless = new Set([
  'string', 'number', 'int', 'boolean', 'bigint', 'symbol', 'undefined', 'null', 'void', 'never', 'nan', 'date', 'literal', 'enum', 'nativeenum', 'picklist',
  'template_literal', 'file', 'blob', 'function', 'tuple', 'strict_tuple', 'loose_tuple', 'tuple_with_rest', 'set'
])

function ofZod (schema: Members, shapes: Shapes): NamedProperties {
  const def = (schema._zod as { def?: Members } | null | undefined)?.def ?? schema._def as Members
  // Zod 3 says `ZodObject` where Zod 4 says `object`.
  const type = typeof def.type === 'string' ? def.type : String(def.typeName).replace(/^Zod/, '').toLowerCase()
  switch (type) {
    case 'object': return shapes.named(typeof def.shape === 'function' ? (def.shape as () => unknown)() : def.shape, isOpenInZod(def))
    case 'array': return { items: shapes.of(def.element ?? def.type) }
    case 'record': return { additionalProperties: shapes.of(def.valueType) }
    case 'union':
    case 'discriminatedunion': return shapes.any(def.options instanceof Map ? def.options.values() : def.options)
    case 'intersection': return shapes.all([def.left, def.right])
    case 'lazy': return shapes.like((def.getter as () => unknown)())
    case 'pipe':
    case 'pipeline': return shapes.like(def.in)
    // Zod 3: what `refine` and `transform` make; what `preprocess` makes of a body may have other names.
    case 'effects': return (def.effect as { type?: unknown } | undefined)?.type === 'preprocess' ? anything : shapes.like(def.schema)
    case 'branded': return shapes.like(def.type)
    default: return objectless.has(type) ? nothing : shapes.like(def.innerType)
  }
}

/** Of `passthrough`, `loose` and `catchall`. */
function isOpenInZod ({ unknownKeys, catchall }: Members): boolean {
  const rest = catchall as { _zod?: { def?: { type?: unknown } }, _def?: { typeName?: unknown } } | undefined
  const type = rest?._zod?.def?.type ?? rest?._def?.typeName
  return unknownKeys === 'passthrough' || (type !== undefined && type !== 'never' && type !== 'ZodNever')
}

function ofValibot (schema: Members, shapes: Shapes): NamedProperties {
  switch (schema.type) {
    case 'object':
    case 'strict_object': return shapes.named(schema.entries, false)
    case 'loose_object':
    case 'object_with_rest': return shapes.named(schema.entries, true)
    case 'array': return { items: shapes.of(schema.item) }
    case 'record': return { additionalProperties: shapes.of(schema.value) }
    case 'union':
    case 'variant': return shapes.any(schema.options)
    case 'intersect': return shapes.all(schema.options)
    default: return objectless.has(String(schema.type)) ? nothing : shapes.like(schema.wrapped)
  }
}

function ofYup (schema: Members, shapes: Shapes): NamedProperties {
  switch (schema.type) {
    case 'object': return schema.fields === undefined || Object.keys(schema.fields as object).length === 0 ? anything : shapes.named(schema.fields, false)
    case 'array': return { items: shapes.of(schema.innerType) }
    default: return anything
  }
}
