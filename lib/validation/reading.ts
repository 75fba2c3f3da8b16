import { memberOf, toPointer } from '../http/json-pointer.ts'
import type { AjvItem } from './ajv-item.ts'

/** What one finding of a validator means in the words of JSON Schema. */
export interface Reading {
  readonly keyword: string
  readonly params?: Readonly<Record<string, unknown>> | undefined
  /** The sentence that the validator has for it; another one is the author's. Undefined: the validator's is shown, as no dialect has one. */
  readonly sentence?: RegExp
}

/**
 * A finding of any validator as Ajv would have said it.
 *
 * @param path - names and indexes
 * @param message - what the validator or the author says
 */
export function itemOf (path: readonly unknown[], { keyword: given, params = {}, sentence }: Reading, message: unknown): AjvItem {
  const keyword = typeof given === 'string' ? given : 'unknown'
  // What it asks for is no number, but a date or another place: no dialect has words for that.
  if (!isNumeric(params) && (sentence === undefined || isOf(sentence, message))) return itemOf(path, { keyword: 'unknown' }, message)
  const said = typeof message !== 'string' || message === ''
    ? undefined
    : sentence === undefined ? { words: message } : isOf(sentence, message) ? undefined : { author: message }
  const named = nameIn[keyword]
  if (named === undefined) return { keyword, instancePath: toPointer(path), params, ...said }
  // The whole part is missing.
  if (path.length === 0) return { keyword: 'type', instancePath: '', params: { type: 'object' }, ...said }
  return { keyword, instancePath: toPointer(path.slice(0, -1)), params: { [named]: String(path.at(-1)) }, ...said }
}

/** Of what asks for a number, whether it has one. */
function isNumeric ({ limit = 0, multipleOf = 0 }: Readonly<Record<string, unknown>>): boolean {
  return !Number.isNaN(limit) && !Number.isNaN(multipleOf)
}

// A sentence may repeat a name or a value that a client has sent, as long as the body, and be looked through again from each word of it.
const longestEnd = 500

function isOf (sentence: RegExp, message: unknown): boolean {
  const text = String(message)
  return sentence.test(text.length > 2 * longestEnd ? text.slice(0, longestEnd) + text.slice(-longestEnd) : text)
}

/** What says something of a property stands at its object. */
const nameIn: Readonly<Record<string, string>> = Object.assign(Object.create(null), { required: 'missingProperty', additionalProperties: 'additionalProperty' })

/** `maxLength`, `maxItems` or `maximum`, as the value is. */
export function limitOf (side: 'min' | 'max', kind: unknown, limit: unknown, isInclusive = true): Pick<Reading, 'keyword' | 'params'> {
  const params = { limit: kind === 'date' || limit instanceof Date ? NaN : Number(limit) }
  switch (kind) {
    case 'string': return { keyword: `${side}Length`, params }
    case 'array':
    case 'object': return { keyword: `${side}Items`, params }
    default: return { keyword: isInclusive ? `${side}imum` : side === 'min' ? 'exclusiveMinimum' : 'exclusiveMaximum', params }
  }
}

/** How many names one finding may be of: each repeats the path before it. */
export const mostNames = 10_000

/** An exact length is passed on one side. */
export function lengthOf (kind: unknown, value: unknown, length: unknown): Pick<Reading, 'keyword' | 'params'> {
  return limitOf(Number((value as { length?: unknown } | null | undefined)?.length) < Number(length) ? 'min' : 'max', kind, length)
}

/** The names that validators have for JSON Schema's formats and types. */
const formats = new Map<unknown, string>(Object.entries({
  url: 'uri', datetime: 'date-time', iso_timestamp: 'date-time', iso_date_time: 'date-time', isoDate: 'date-time', iso_date: 'date', iso_time: 'time', guid: 'uuid', ip: 'ip'
}))
const types = new Map<unknown, string>(Object.entries({
  int: 'integer', float: 'number', nan: 'number', double: 'number', record: 'object', map: 'object', tuple: 'array', set: 'array', Array: 'array', Object: 'object', strict_object: 'object', loose_object: 'object'
}))

export function formatOf (name: unknown): Pick<Reading, 'keyword' | 'params'> {
  return { keyword: 'format', params: { format: formats.get(name) ?? name } }
}

export function typeOf (name: unknown): Pick<Reading, 'keyword' | 'params'> {
  return { keyword: 'type', params: { type: types.get(name) ?? name } }
}

/** What stands at a path; undefined where nothing does. */
export function valueAt (value: unknown, path: readonly unknown[]): unknown {
  let place = value
  for (const step of path) place = memberOf(place, String(step))
  return place
}
