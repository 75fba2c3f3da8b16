import { memberOf, toPointer } from '../http/json-pointer.ts'
import { isObject } from '../is-object.ts'
import type { AjvItem } from '../validation/ajv-item.ts'

type Schema = Readonly<Record<string, unknown>>

/** Where a value stands, how it came there, and what has been found. */
interface Look { readonly path: readonly unknown[], readonly isText: boolean, readonly found: AjvItem[] }

/** A rule of values of a type: what Ajv says of one that breaks it. */
interface Rule { readonly type: string | undefined, breaks (value: unknown, asked: unknown): AjvItem['params'] | false | undefined }

type Broken = (size: number, limit: number) => boolean

const sized = (type: string, isBroken: Broken, comparison?: string): Rule => ({
  type,
  breaks: (value, limit) => typeof limit !== 'number' ? undefined : isBroken(sizeOf(value as never), limit) && (comparison === undefined ? { limit } : { comparison, limit })
})
const sizeOf = (value: number | string | readonly unknown[]): number => typeof value === 'number' ? value : [...value].length
const under: Broken = (size, limit) => size < limit
const over: Broken = (size, limit) => size > limit

/** What nobody has to ask a validator about; `undefined` of one is: it may be written so that it says something else. */
const rules: Readonly<Record<string, Rule>> = {
  minimum: sized('number', under, '>='),
  maximum: sized('number', over, '<='),
  minLength: sized('string', under),
  maxLength: sized('string', over),
  minItems: sized('array', under),
  maxItems: sized('array', over),
  pattern: { type: 'string', breaks: (value, pattern) => !new RegExp(pattern as string, 'u').test(value as string) && { pattern } },
  const: { type: undefined, breaks: (value, allowedValue) => isObject(allowedValue) ? undefined : value !== allowedValue && { allowedValue } },
  enum: { type: undefined, breaks: (value, allowedValues) => (allowedValues as unknown[]).some(isObject) ? undefined : !(allowedValues as unknown[]).includes(value) && { allowedValues } }
}

const types = new Set<unknown>(['object', 'array', 'string', 'number', 'integer', 'boolean'])
/** Keywords that are read where others are, and those that say nothing of values. */
const silent = new Set(['type', 'properties', 'required', 'additionalProperties', 'items', 'default', 'title', 'description', 'examples', 'deprecated', 'readOnly', 'writeOnly'])

/**
 * What Ajv finds in a value, as Fastify sets it up, worked out without a validator: to compile one takes longer than all else that is done for
 * the document of a route.
 *
 * @param isText - of query strings and the like, whose values become what the schema asks for; they do so here
 * @returns undefined where only a validator knows: for other keywords than the plain ones
 */
export function findingsIn (schema: unknown, value: unknown, isText: boolean): AjvItem[] | undefined {
  const found: AjvItem[] = []
  return look(schema, value, { path: [], isText, found }) ? found : undefined
}

function look (given: unknown, value: unknown, at: Look): boolean {
  if (!isObject(given)) return false
  const schema = given as Schema
  const type = typeOf(value)
  const asked = schema['type']
  if (asked !== undefined && !types.has(asked)) return false
  if (!isOf(value, asked)) say(at, 'type', { type: asked })
  for (const keyword of Object.keys(schema)) {
    if (silent.has(keyword)) continue
    const rule = Object.hasOwn(rules, keyword) ? rules[keyword] : undefined
    if (rule === undefined) return false
    if (rule.type !== undefined && rule.type !== type) continue
    const broken = rule.breaks(value, schema[keyword])
    if (broken === undefined) return false
    if (broken !== false) say(at, keyword, broken)
  }
  const { items } = schema
  if (type === 'array') return items === undefined || (value as unknown[]).every((_, index, list) => lookInside(items, list, index, at))
  return type !== 'object' || lookAtMembers(schema, value as Record<string, unknown>, at)
}

function lookAtMembers ({ properties = {}, required = [], additionalProperties = true }: Schema, value: Record<string, unknown>, at: Look): boolean {
  const named = properties as Schema
  for (const name of Object.keys(named)) if (value[name] === undefined && !hasDefault(named[name], value, name, at)) return false
  for (const name of required as string[]) if (value[name] === undefined) say(at, 'required', { missingProperty: name })
  for (const name of Object.keys(value)) {
    if (Object.hasOwn(named, name)) continue
    if (typeof additionalProperties !== 'boolean') return false
    if (!additionalProperties) say(at, 'additionalProperties', { additionalProperty: name })
  }
  for (const name of Object.keys(named)) if (value[name] !== undefined && !lookInside(named[name], value, name, at)) return false
  return true
}

/** Puts in what is there where nothing is said; false: of what is no text something else may become. */
function hasDefault (schema: unknown, value: Record<string, unknown>, name: string, { isText }: Look): boolean {
  const standard = memberOf(schema, 'default')
  if (standard === undefined) return true
  if (isObject(standard) || (isText && typeof standard !== 'string' && !isOf(standard, memberOf(schema, 'type')))) return false
  value[name] = standard
  return true
}

function lookInside (schema: unknown, holder: object, name: string | number, { path, ...at }: Look): boolean {
  const values = holder as Record<string | number, unknown>
  if (at.isText) values[name] = ofText(values[name], memberOf(schema, 'type'))
  return look(schema, values[name], { ...at, path: [...path, name] })
}

/** As Ajv coerces a text; one that cannot become what is asked for stays. */
function ofText (value: unknown, type: unknown): unknown {
  if (typeof value !== 'string') return value
  if (type === 'array') return [value]
  if (type === 'boolean') return value === 'true' || (value === 'false' ? false : value)
  const isNumber = (type === 'number' || type === 'integer') && value !== '' && !Number.isNaN(Number(value))
  return isNumber && (type === 'number' || Number(value) % 1 === 0) ? Number(value) : value
}

function isOf (value: unknown, type: unknown): boolean {
  return type === undefined || type === typeOf(value) || (type === 'integer' && Number.isInteger(value))
}

function typeOf (value: unknown): string {
  return Array.isArray(value) ? 'array' : value === null ? 'null' : typeof value
}

function say ({ path, found }: Look, keyword: string, params: AjvItem['params']): void {
  found.push({ keyword, instancePath: toPointer(path), params })
}
