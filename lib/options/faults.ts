import type { TSchema } from './type.ts'
import { isObject } from '../is-object.ts'

/** What a value has that its schema does not allow. */
export interface Fault {
  /** JSON Pointer. */
  readonly path: string
  readonly schema: TSchema
  readonly value: unknown
  /** True for a property that the schema does not name. */
  readonly isUnknown?: true
}

type Members = Readonly<Record<string, TSchema>>

/** Says what is wrong inside a value; where that is nothing, the value may still be wrong itself. */
type Inside = (value: never, schema: TSchema, path: string, faults: Fault[]) => void

interface Rule { isMet (value: never, schema: TSchema): boolean, readonly inside?: Inside }

/**
 * All that is wrong with a value: a reader of those keywords of JSON Schema that options are described with. It takes what stands
 * in the schema as it is, so that nothing has to be compiled before the first option can be looked at, neither when the package is
 * built nor when it is loaded; and the schemas stay the only place that says what is right.
 */
export function faultsOf (schema: TSchema, value: unknown, path = '', faults: Fault[] = []): Fault[] {
  const { anyOf, type, const: only } = schema as { readonly anyOf?: readonly TSchema[], readonly type?: string, readonly const?: unknown }
  if (anyOf !== undefined) return ofForms(schema, anyOf, value, path, faults)
  if (type === undefined) return faults
  const rule = only === undefined ? rules[type] as Rule : { isMet: () => value === only }
  if (rule.isMet(value as never, schema)) rule.inside?.(value as never, schema, path, faults)
  else faults.push({ path, schema, value })
  return faults
}

/** What is wrong inside of one form says more than that none of them was met. */
function ofForms (schema: TSchema, forms: readonly TSchema[], value: unknown, path: string, faults: Fault[]): Fault[] {
  const inside: Fault[] = []
  for (const form of forms) {
    const found = faultsOf(form, value, path)
    if (found.length === 0) return faults
    inside.push(...found.filter(fault => fault.path.length > path.length))
  }
  faults.push(...(inside.length > 0 ? inside : [{ path, schema, value }]))
  return faults
}

const rules: Readonly<Record<string, Rule>> = {
  Function: { isMet: value => typeof value === 'function' },
  undefined: { isMet: value => value === undefined },
  boolean: { isMet: value => typeof value === 'boolean' },
  string: { isMet: (value, { minLength = 0, pattern }) => typeof value === 'string' && (value as string).length >= minLength && (pattern === undefined || patternOf(pattern as string).test(value)) },
  number: { isMet: (value, schema) => Number.isFinite(value) && isWithin(value, schema) },
  integer: { isMet: (value, schema) => Number.isInteger(value) && isWithin(value, schema) },
  array: {
    isMet: (value: unknown[], { minItems = 0, uniqueItems }) => Array.isArray(value) && value.length >= minItems && (uniqueItems !== true || new Set(value).size === value.length),
    inside (value: unknown[], { items }, path, faults) {
      for (const [at, item] of value.entries()) faultsOf(items as TSchema, item, `${path}/${at}`, faults)
    }
  },
  object: {
    isMet: (value: object, { minProperties = 0 }) => isObject(value) && !Array.isArray(value) && Object.keys(value).length >= minProperties,
    inside: ofMembers
  }
}

function isWithin (value: number, { minimum = -Infinity, maximum = Infinity, exclusiveMinimum = -Infinity }: TSchema): boolean {
  return value >= minimum && value <= maximum && value > exclusiveMinimum
}

function ofMembers (value: Readonly<Record<string, unknown>>, schema: TSchema, path: string, faults: Fault[]): void {
  const { properties, required, additionalProperties, patternProperties } = schema as {
    properties?: Members, required?: readonly string[], additionalProperties?: boolean, patternProperties?: Members
  }
  for (const name of Object.keys(value)) {
    // The one pattern that records have takes every name.
    if (patternProperties !== undefined) faultsOf(Object.values(patternProperties)[0] as TSchema, value[name], below(path, name), faults)
    else if (additionalProperties === false && !Object.hasOwn(properties as Members, name)) faults.push({ path: below(path, name), schema, value: value[name], isUnknown: true })
  }
  for (const name in properties) {
    const schema = properties[name] as TSchema
    const isRequired = required?.includes(name) === true
    // What an instance has of its class counts, and what is left open is not there.
    if (isRequired && !(name in value)) faults.push({ path: below(path, name), schema, value: undefined })
    else if (isRequired || value[name] !== undefined) faultsOf(schema, value[name], below(path, name), faults)
  }
}

/** RFC 6901 §3 */
function below (path: string, name: string): string {
  return `${path}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`
}

const patterns = new Map<string, RegExp>()

function patternOf (text: string): RegExp {
  let pattern = patterns.get(text)
  if (pattern === undefined) patterns.set(text, pattern = new RegExp(text))
  return pattern
}
