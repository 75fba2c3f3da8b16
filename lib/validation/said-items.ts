import { readable } from '../errors/plain-data.ts'
import { stepsOf } from '../http/json-pointer.ts'
import type { AjvItem } from './ajv-item.ts'
import { arktypeItems, type ArkError } from './arktype-items.ts'
import { joiItems, type JoiDetail } from './joi-items.ts'
import { plainItems } from './plain-items.ts'
import { itemOf } from './reading.ts'
import { valibotItems, type ValibotIssue } from './valibot-items.ts'
import { yupItems, type YupError } from './yup-items.ts'
import { zodItems, type ZodIssue } from './zod-items.ts'
import { isObject } from '../is-object.ts'

/**
 * What a validator said, as a list: the errors of Ajv or of any other, or an error that has them.
 *
 * @param limit - how many there may be where they are looked for as they are asked for
 */
export function saidItems (said: unknown, limit: number): readonly unknown[] {
  if (said === undefined || said === null || said === false) return []
  if (Array.isArray(said)) return said
  if (typeof said !== 'object') return [said]
  const { errors, validation, details, inner, issues, failures } = said as Readonly<Record<string, unknown>>
  // Ajv's own, of schemas with `$async`.
  if (validation === true && Array.isArray(errors)) return errors
  if (Array.isArray(details)) return details
  if (Array.isArray(inner)) return inner.length > 0 ? inner : [said]
  if (Array.isArray(issues)) return issues
  if (typeof failures !== 'function') return [said]
  const first = firstOf(failures.bind(said) as () => Iterable<unknown>, limit)
  return first.length > 0 ? first : [said]
}

function firstOf (look: () => Iterable<unknown>, limit: number): unknown[] {
  const first: unknown[] = []
  try {
    for (const item of look()) if (first.push(item) > limit) break
  } catch {
    // It fails as it looks for more: what it has found is there.
  }
  return first
}

/** True for an error of a validator that is known, so that it says what is wrong with a value and not with the validator. */
export function isOfValidator (thrown: unknown): boolean {
  if (!isObject(thrown)) return false
  const { validation, details, inner, issues, failures } = thrown as Readonly<Record<string, unknown>>
  return validation === true || [details, inner, issues].some(list => Array.isArray(list)) || typeof failures === 'function'
}

type Marked = Readonly<Record<string, unknown>>

/**
 * Reads what a validator said as Ajv would have said it, one by one: of what cannot be read there are its words, and it costs no other
 * its place.
 *
 * @param value - the part that was validated
 */
export function asAjvItems (items: readonly unknown[], value: unknown): readonly AjvItem[] {
  const read = readerOf(items[0], value)
  if (read === ofAjv && areWhole(items)) return items as readonly AjvItem[]
  return items.flatMap((item) => {
    try {
      return read(item)
    } catch {
      return itemOf([], { keyword: 'unknown' }, readable(item as AjvItem, ['message']).message)
    }
  })
}

type Reader = (item: unknown) => AjvItem | AjvItem[]

const plain: Reader = item => plainItems([item])
const ofAjv: Reader = item => wholeItem(item as AjvItem)

function areWhole (items: readonly unknown[]): boolean {
  try {
    for (const item of items) if (!isWhole(item as AjvItem)) return false
    return true
  } catch {
    return false
  }
}

/** How the findings of a validator are read, by its first. */
function readerOf (first: unknown, value: unknown): Reader {
  try {
    return isObject(first) ? readerOfMarks(first as Marked, value) : plain
  } catch {
    return plain
  }
}

function readerOfMarks (first: Marked, value: unknown): Reader {
  const { keyword, instancePath, schemaPath, params, code, problem, kind, type, path, context, inner } = first
  if (typeof keyword === 'string' && typeof instancePath === 'string') {
    // The providers of Zod say it in Ajv's form, and nearly all of Zod's own in the parameters.
    const isZods = isObject(params) && 'issue' in params
    if (isZods) return item => zodItems([(item as { params: { issue: ZodIssue } }).params.issue], value)
    if (instancePath.startsWith('/') && schemaPath === `#${instancePath}/${keyword}`) return item => zodItems([zodIssueOf(item as AjvItem, value)], value)
    return ofAjv
  }
  if (typeof code === 'string' && typeof problem === 'string') return item => arktypeItems([item as ArkError])
  if (typeof code === 'string' && Array.isArray(path)) return item => zodItems([item as ZodIssue], value)
  if (typeof kind === 'string' && typeof type === 'string') return item => valibotItems([item as ValibotIssue])
  if (typeof type === 'string' && typeof context === 'object' && Array.isArray(path)) return item => joiItems([item as JoiDetail])
  return Array.isArray(inner) ? item => yupItems([item as YupError]) : plain
}

/** An item as Ajv makes it; of one that somebody has made himself, what it has of that. */
function wholeItem (item: AjvItem): AjvItem {
  if (isWhole(item)) return item
  const { keyword, instancePath, params, message } = item as Partial<Record<keyof AjvItem, unknown>>
  return {
    keyword: isText(keyword) ? keyword : 'unknown',
    instancePath: isText(instancePath) ? instancePath : '',
    params: isObject(params) ? params as AjvItem['params'] : {},
    ...(isText(message) ? { message } : undefined)
  }
}

function isWhole ({ keyword, instancePath, schemaPath, params, message }: Partial<Record<keyof AjvItem, unknown>>): boolean {
  return isText(keyword) && isText(instancePath) && (schemaPath === undefined || isText(schemaPath)) && (message === undefined || isText(message)) && isObject(params)
}

function isText (value: unknown): value is string {
  return typeof value === 'string'
}

function zodIssueOf ({ keyword, instancePath, params, message }: AjvItem, value: unknown): ZodIssue {
  return { ...params, code: keyword, path: instancePath === '/' ? [] : stepsOf(instancePath, value), message }
}
