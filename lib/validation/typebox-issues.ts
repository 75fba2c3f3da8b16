import type { Finding } from '../errors/issue.ts'
import { memberOf } from '../http/json-pointer.ts'
import { PathBudget, pathReader } from './path-budget.ts'

/** An item of TypeBox 0.34's own validator: words and a place, no keyword. */
export interface TypeBoxItem {
  readonly message: string
  readonly instancePath: string
}

type Reading = (match: RegExpExecArray) => Pick<Finding, 'keyword' | 'params'>

const limit = (keyword: string): Reading => ([, value]) => ({ keyword, params: { limit: Number(value) } })

// The sentences of TypeBox 0.34's default error function (`errors/function.ts`), from which the keyword is read back.
const readings: ReadonlyArray<readonly [RegExp, Reading]> = [
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
    issues.push({ path, ...(read.keyword === 'anyOf' ? choiceAt(schema, path) : read) })
  }
  // A property that is missing is reported once more for its type.
  const missing = new Set(issues.filter(issue => issue.keyword === 'required').map(issue => JSON.stringify(issue.path)))
  return issues.filter(issue => issue.keyword === 'required' || !missing.has(JSON.stringify(issue.path)))
}

function readingOf (message: string): Pick<Finding, 'keyword' | 'params'> {
  for (const [sentence, reading] of readings) {
    const match = sentence.exec(message)
    if (match !== null) return reading(match)
  }
  // Unions, rarer keywords and an application's own error function: the dialect's general word will do.
  return { keyword: 'anyOf' }
}

function choiceAt (schema: unknown, path: ReadonlyArray<string | number>): Pick<Finding, 'keyword' | 'params'> {
  let place = schema
  for (const step of path) {
    place = typeof step === 'number' ? memberOf(place, 'items') : memberOf(memberOf(place, 'properties'), step)
  }
  const branches = memberOf(place, 'anyOf')
  if (!Array.isArray(branches) || !branches.every(branch => Object.hasOwn(branch, 'const'))) return { keyword: 'anyOf' }
  return { keyword: 'enum', params: { allowedValues: branches.map(branch => branch.const) } }
}
