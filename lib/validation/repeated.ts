import type { ApiError } from '../errors/api-error.ts'
import { share } from '../errors/shared.ts'
import { isObject } from '../is-object.ts'
import type { AjvItem } from './ajv-item.ts'

/** The error that was made last of findings that began with the same rule of a schema. */
interface Made { readonly items: readonly AjvItem[], readonly error: ApiError }

/** By the validator, and the place in its schema. */
const made = new WeakMap<object, Map<string, Made>>()

// More findings are rarely the same twice. A schema has more places than this only where one is written by a program.
const mostItems = 8
const mostPlaces = 200
const longestPath = 100

/** What these ask for stands in the schema, and so do the words for it: nothing of a value is in them. */
const fixed = new Set<unknown>([
  'required', 'type', 'enum', 'const', 'format', 'pattern', 'maxLength', 'minLength', 'maximum', 'minimum', 'exclusiveMaximum', 'exclusiveMinimum',
  'multipleOf', 'maxItems', 'minItems', 'maxProperties', 'minProperties'
])

/**
 * The error that was made of the same findings before: clients repeat their mistakes.
 *
 * @param items - what the validator said, all of it
 * @returns undefined where it has to be made
 */
export function repeatedOf (validator: unknown, items: readonly unknown[]): ApiError | undefined {
  const places = made.get(validator as object)
  if (places === undefined) return undefined
  try {
    const known = places.get((items[0] as AjvItem).schemaPath as string)
    return known?.items.length === items.length && known.items.every((item, index) => isSame(item, items[index] as AjvItem)) ? known.error : undefined
  } catch {
    // A finding of a keyword of the application's that cannot be looked at.
    return undefined
  }
}

/** Keeps the error that was made of findings, where all that is in it stands in the schema, and nothing of a value. */
export function remember (validator: unknown, items: readonly unknown[], error: ApiError): ApiError {
  if (typeof validator !== 'function' || items.length === 0 || items.length > mostItems || !items.every(isFixed)) return error
  const places = made.get(validator) ?? new Map<string, Made>()
  if (places.size >= mostPlaces) places.clear()
  // A copy: with `verbose` an item has the value.
  const kept = items.map(({ keyword, instancePath, schemaPath, params }) => ({ keyword, instancePath, schemaPath: schemaPath as string, params: { ...params } }))
  made.set(validator, places.set((kept[0] as AjvItem).schemaPath as string, { items: kept, error: share(error) }))
  return error
}

/** A step of digits may be an index or a name. */
function isFixed (item: unknown): item is AjvItem {
  if (!isObject(item)) return false
  const { keyword, instancePath, schemaPath, params, propertyName, author, words } = item as Partial<AjvItem>
  return fixed.has(keyword) && typeof instancePath === 'string' && instancePath.length <= longestPath && !/\/\d+(?:\/|$)/.test(instancePath) &&
    typeof schemaPath === 'string' && isObject(params) && propertyName === undefined && author === undefined && words === undefined
}

function isSame (one: AjvItem, { keyword, instancePath, schemaPath, params, propertyName, author, words }: AjvItem): boolean {
  return one.instancePath === instancePath && one.schemaPath === schemaPath && one.keyword === keyword && areSame(one.params, params) &&
    propertyName === undefined && author === undefined && words === undefined
}

function areSame (one: AjvItem['params'], other: AjvItem['params']): boolean {
  for (const name in one) if (one[name] !== other[name]) return false
  for (const name in other) if (!(name in one)) return false
  return true
}
