import { share, type ApiError } from '../errors/api-error.ts'
import { isObject } from '../is-object.ts'
import type { AjvItem } from './ajv-item.ts'

/** The findings that broke the same rules last, and the error of them where they have come twice. */
interface Made { readonly items: readonly AjvItem[], error: ApiError | undefined }

/** By the validator, and the places in its schema. */
const made = new WeakMap<object, Map<string, Made>>()

// More findings are rarely the same twice. Whoever sends ever other ones only has these forgotten.
const mostItems = 8
const mostPlaces = 50
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
    const known = places.get(keyOf(items as readonly AjvItem[]))
    return known?.error !== undefined && areSameItems(known.items, items as readonly AjvItem[]) ? known.error : undefined
  } catch {
    // A finding of a keyword of the application's that cannot be looked at.
    return undefined
  }
}

/**
 * Keeps the error that was made of findings, where all that is in it stands in the schema, and nothing of a value. Of what has come
 * once only that is known: what is repeated costs more to render than what is not.
 */
export function remember (validator: unknown, items: readonly unknown[], error: ApiError): ApiError {
  if (typeof validator !== 'function' || items.length === 0 || items.length > mostItems || !items.every(isFixed)) return error
  let places = made.get(validator)
  if (places === undefined) made.set(validator, places = new Map())
  const key = keyOf(items)
  const known = places.get(key)
  if (known !== undefined && areSameItems(known.items, items)) {
    known.error = share(error)
    return error
  }
  if (places.size >= mostPlaces) places.clear()
  // A copy: with `verbose` an item has the value.
  const kept = items.map(({ keyword, instancePath, schemaPath, params }) => ({ keyword, instancePath, schemaPath: schemaPath as string, params: { ...params } }))
  places.set(key, { items: kept, error: undefined })
  return error
}

function keyOf (items: readonly AjvItem[]): string {
  let key = ''
  for (const { schemaPath } of items) key += `${schemaPath} `
  return key
}

/** Of two with the same key. */
function areSameItems (known: readonly AjvItem[], items: readonly AjvItem[]): boolean {
  if (known.length !== items.length) return false
  for (let at = 0; at < known.length; at++) if (!isSame(known[at] as AjvItem, items[at] as AjvItem)) return false
  return true
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
