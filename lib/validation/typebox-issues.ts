import type { Finding } from '../errors/issue.ts'
import { memberOf, toPointer } from '../http/json-pointer.ts'
import { ajvIssues } from './ajv-issues.ts'
import type { AjvItem } from './ajv-item.ts'
import { leftOf } from './branches.ts'
import { PathBudget, pathReader } from './path-budget.ts'
import { valueAt } from './reading.ts'
import { isObject } from '../is-object.ts'

/** An item of TypeBox 0.34's own validator: words and a place, no keyword. */
export interface TypeBoxItem {
  readonly message: string
  readonly instancePath: string
}

type Reading = (match: RegExpExecArray) => Pick<Finding, 'keyword' | 'params'>

const limit = (keyword: string): Reading => ([, value]) => ({ keyword, params: { limit: Number(value) } })

// The sentences of TypeBox 0.34's default error function (`errors/function.ts`), from which the keyword is read back.
const readings: ReadonlyArray<readonly [RegExp, Reading]> = [
  [/^Expected union value$/, () => ({ keyword: 'anyOf' })],
  [/^Expected required property$/, () => ({ keyword: 'required' })],
  [/^Unexpected property$/, () => ({ keyword: 'additionalProperties' })],
  [/^Expected string length less or equal to (\d+)$/, limit('maxLength')],
  [/^Expected string length greater or equal to (\d+)$/, limit('minLength')],
  [/^Expected array length to be less or equal to (\d+)$/, limit('maxItems')],
  [/^Expected array length to be greater or equal to (\d+)$/, limit('minItems')],
  [/^Expected array elements to be unique$/, () => ({ keyword: 'uniqueItems' })],
  [/^Expected (?:number|integer) to be less or equal to (\S+)$/, limit('maximum')],
  [/^Expected (?:number|integer) to be greater or equal to (\S+)$/, limit('minimum')],
  [/^Expected (?:number|integer) to be less than (\S+)$/, limit('exclusiveMaximum')],
  [/^Expected (?:number|integer) to be greater than (\S+)$/, limit('exclusiveMinimum')],
  [/^Expected (?:number|integer) to be a multiple of (\S+)$/, ([, value]) => ({ keyword: 'multipleOf', params: { multipleOf: Number(value) } })],
  [/^Expected string to match '([a-z-]+)' format$/, ([, format]) => ({ keyword: 'format', params: { format } })],
  [/^Expected string to match /, () => ({ keyword: 'pattern' })],
  [/^Expected (string|number|integer|boolean|object|array|null)$/, ([, type]) => ({ keyword: 'type', params: { type } })],
  [/^Expected (?:'.*'|true|false|-?[\d.]+)$/s, () => ({ keyword: 'const' })]
]

/** Reads the items of one validation, as far as their paths have room; the schema tells a choice of values from other unions. */
export function typeboxIssues (items: readonly TypeBoxItem[], value: unknown, schema: unknown, budget = new PathBudget()): Finding[] {
  const pathOf = pathReader(value)
  const issues: Finding[] = []
  for (const item of items) {
    const path = budget.take(pathOf(item.instancePath))
    if (path === undefined) break
    const read = readingOf(item.message)
    if (read.keyword === 'anyOf') issues.push(...ofUnion(schemaAt(schema, path), value, path))
    else issues.push({ path, ...read, ...(read.keyword === 'const' ? fixedValue(schemaAt(schema, path)) : undefined) })
  }
  // A property that is missing is reported once more for its type.
  const missing = new Set(issues.filter(issue => issue.keyword === 'required').map(issue => JSON.stringify(issue.path)))
  return issues.filter(issue => issue.keyword === 'required' || !missing.has(JSON.stringify(issue.path)))
}

function readingOf (message: string): Pick<Finding, 'keyword' | 'params' | 'words'> {
  for (const [sentence, reading] of readings) {
    const match = sentence.exec(message)
    if (match !== null) return reading(match)
  }
  // Rarer keywords, and an application's own error function.
  return { keyword: 'unknown', words: message }
}

function schemaAt (schema: unknown, path: ReadonlyArray<string | number>): unknown {
  let place = schema
  for (const step of path) {
    const items = memberOf(place, 'items')
    place = typeof step === 'number' ? (Array.isArray(items) ? items[step] : items) : memberOf(memberOf(place, 'properties'), step)
  }
  return place
}

/** TypeBox says no more of a union than that it was not met: what is wrong in its branches is looked for here. */
function ofUnion (schema: unknown, value: unknown, path: ReadonlyArray<string | number>): Finding[] {
  const branches = memberOf(schema, 'anyOf')
  const union = { keyword: 'anyOf', instancePath: toPointer(path), params: {} }
  if (!Array.isArray(branches)) return [{ path, keyword: 'anyOf' }]
  const placed = valueAt(value, path)
  const wrong = branches.map(branch => roughItems(branch, placed, union.instancePath))
  // What is wrong in the branch that was meant is not plain.
  if (wrong.some(items => items.length === 0)) return [{ path, keyword: 'anyOf' }]
  return ajvIssues(leftOf(union, wrong), value)
}

function fixedValue (schema: unknown): Pick<Finding, 'params'> | undefined {
  const fixed = memberOf(schema, 'const')
  return fixed === undefined ? undefined : { params: { allowedValues: [fixed] } }
}

const deepest = 4
const mostItems = 100

/** What is plainly wrong with a value: its type, a value that is fixed, properties that are missing. */
function roughItems (schema: unknown, value: unknown, place: string, depth = 0): AjvItem[] {
  const fixed = memberOf(schema, 'const')
  if (fixed !== undefined) return value === fixed ? [] : [{ keyword: 'const', instancePath: place, params: { allowedValue: fixed } }]
  const type = memberOf(schema, 'type')
  if (typeof type === 'string' && !isOfType(type, value)) return [{ keyword: 'type', instancePath: place, params: { type } }]
  if (depth === deepest) return []
  if (type === 'array') {
    const items = memberOf(schema, 'items')
    return (value as unknown[]).slice(0, mostItems).flatMap((item, index) => roughItems(Array.isArray(items) ? items[index] : items, item, `${place}/${index}`, depth + 1))
  }
  if (type !== 'object') return []
  const required = memberOf(schema, 'required')
  const properties = memberOf(schema, 'properties')
  const missing = (Array.isArray(required) ? required as string[] : []).filter(name => memberOf(value, name) === undefined)
  return [
    ...missing.map((missingProperty): AjvItem => ({ keyword: 'required', instancePath: place, params: { missingProperty } })),
    ...Object.entries(properties ?? {}).filter(([name]) => memberOf(value, name) !== undefined)
      .flatMap(([name, inside]) => roughItems(inside, memberOf(value, name), `${place}${toPointer([name])}`, depth + 1))
  ]
}

function isOfType (type: string, value: unknown): boolean {
  switch (type) {
    case 'null': return value === null
    case 'array': return Array.isArray(value)
    case 'object': return isObject(value) && !Array.isArray(value)
    case 'integer': return Number.isInteger(value)
    default: return typeof value === type
  }
}
