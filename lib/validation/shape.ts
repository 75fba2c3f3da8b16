/** What a schema of another library says of the names of properties, as JSON Schema says it. */
interface Shape {
  readonly properties?: Readonly<Record<string, unknown>>
  readonly additionalProperties?: unknown
  readonly items?: unknown
  readonly anyOf?: readonly unknown[]
  readonly allOf?: readonly unknown[]
}

type Members = Readonly<Record<string, unknown>>

// Schemas may contain themselves; bodies are not nested so deep that more would be of use.
const deepest = 20

/**
 * Asks a schema of Zod 3 or 4, Valibot or yup which properties it names: their objects take others out, or let them pass, without a
 * word.
 *
 * @returns undefined for a schema of anybody else
 * @example shapeOf(z.object({ a: z.string() })) // { properties: { a: {} } }
 */
export function shapeOf (schema: unknown): Shape | undefined {
  if (typeof schema !== 'object' || schema === null) return undefined
  const { _zod, _def, '~standard': standard, '~run': run, fields, __isYupSchema__: isYups } = schema as Members
  if (typeof _zod === 'object' || typeof _def === 'object') return ofZod(schema as Members, deepest)
  if (typeof standard === 'object' && run !== undefined) return ofValibot(schema as Members, deepest)
  return isYups === true || (typeof fields === 'object' && standard !== undefined) ? ofYup(schema as Members, deepest) : undefined
}

type Read = (schema: Members, depth: number) => Shape

/** Nothing is said: what stands there is left to the library. */
const anything: Shape = Object.freeze({})

function inside (read: Read, schema: unknown, depth: number): Shape {
  return typeof schema === 'object' && schema !== null && depth > 0 ? read(schema as Members, depth - 1) : anything
}

function named (read: Read, members: unknown, depth: number, isOpen: boolean): Shape {
  const properties = Object.fromEntries(Object.entries(members ?? {}).map(([name, schema]) => [name, inside(read, schema, depth)]))
  return isOpen ? { properties, additionalProperties: true } : { properties }
}

function anyOf (read: Read, schemas: unknown, depth: number): Shape {
  return { anyOf: [...schemas as Iterable<unknown>].map(schema => inside(read, schema, depth)) }
}

function ofZod (schema: Members, depth: number): Shape {
  const def = (schema._zod as { def?: Members } | undefined)?.def ?? schema._def as Members
  // Zod 3 says `ZodObject` where Zod 4 says `object`.
  const type = String(def.type ?? '').length > 0 && typeof def.type === 'string' ? def.type : String(def.typeName).replace(/^Zod/, '').toLowerCase()
  switch (type) {
    case 'object': {
      const shape = typeof def.shape === 'function' ? (def.shape as () => unknown)() : def.shape
      return named(ofZod, shape, depth, isOpenInZod(def))
    }
    case 'array': return { items: inside(ofZod, def.element ?? def.type, depth) }
    case 'union':
    case 'discriminatedunion': return anyOf(ofZod, def.options instanceof Map ? def.options.values() : def.options, depth)
    case 'intersection': return { allOf: [inside(ofZod, def.left, depth), inside(ofZod, def.right, depth)] }
    case 'lazy': return inside(ofZod, (def.getter as () => unknown)(), depth)
    case 'pipe': return inside(ofZod, def.in, depth)
    // Zod 3: what `refine` and `transform` make.
    case 'effects': return inside(ofZod, def.schema, depth)
    default: return inside(ofZod, def.innerType, depth)
  }
}

/** Of `passthrough`, `loose` and `catchall`. */
function isOpenInZod ({ unknownKeys, catchall }: Members): boolean {
  const rest = catchall as { _zod?: { def?: { type?: unknown } }, _def?: { typeName?: unknown } } | undefined
  const type = rest?._zod?.def?.type ?? rest?._def?.typeName
  return unknownKeys === 'passthrough' || (type !== undefined && type !== 'never' && type !== 'ZodNever')
}

function ofValibot (schema: Members, depth: number): Shape {
  switch (schema.type) {
    case 'object':
    case 'strict_object': return named(ofValibot, schema.entries, depth, false)
    case 'loose_object':
    case 'object_with_rest': return named(ofValibot, schema.entries, depth, true)
    case 'array': return { items: inside(ofValibot, schema.item, depth) }
    case 'union':
    case 'variant': return anyOf(ofValibot, schema.options, depth)
    case 'intersect': return { allOf: (schema.options as unknown[]).map(one => inside(ofValibot, one, depth)) }
    default: return inside(ofValibot, schema.wrapped, depth)
  }
}

function ofYup (schema: Members, depth: number): Shape {
  switch (schema.type) {
    case 'object': return schema.fields === undefined || Object.keys(schema.fields as object).length === 0 ? anything : named(ofYup, schema.fields, depth, false)
    case 'array': return { items: inside(ofYup, schema.innerType, depth) }
    default: return anything
  }
}
