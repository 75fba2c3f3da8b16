import type { AjvItem } from './ajv-item.ts'
import { leftOf } from './branches.ts'
import { formatOf, itemOf, limitOf, mostNames, typeOf, valueAt, type Reading } from './reading.ts'
import { toPointer } from '../http/json-pointer.ts'

/** A finding of Zod 3 or 4; only what is read of it. */
export interface ZodIssue {
  readonly code?: unknown
  readonly path?: readonly unknown[]
  readonly message?: unknown
  readonly [member: string]: unknown
}

// The sentences of Zod 3 and of Zod 4 in English; in another language they are the application's.
const sentences = {
  type: /^(?:Required|Expected .+, received .+|Invalid input(?:: expected .+)?|Invalid date)$/s,
  choice: /^Invalid (?:enum value|literal value|discriminator value|option|input)\b/,
  keys: /^Unrecognized key/,
  limit: /^(?:String|Array|Set|Number|BigInt|Date) must |^Too (?:small|big)\b/,
  format: /^Invalid\b/,
  multiple: /^(?:Number must be|Invalid number: must be) a multiple of /,
  union: /^Invalid input$/,
  own: /^Invalid(?: input)?$/
}

/** Formats of Zod that say how a text is built, and not what it stands for. */
const patterns = new Set<unknown>(['regex', 'starts_with', 'startsWith', 'ends_with', 'endsWith', 'includes', 'lowercase', 'uppercase'])

/**
 * Reads the findings of Zod.
 *
 * @param value - the part that was validated
 * @param above - where the findings lie: those of a union's branches are told from the union on
 */
export function zodItems (issues: readonly ZodIssue[], value: unknown, above: readonly unknown[] = []): AjvItem[] {
  return issues.flatMap((issue) => {
    const path = [...above, ...Array.isArray(issue.path) ? issue.path as unknown[] : []]
    if (issue.code === 'unrecognized_keys' && Array.isArray(issue.keys)) {
      // All are at one place: it is worked out once.
      const one = itemOf([...path, ''], { keyword: 'additionalProperties', sentence: sentences.keys }, issue.message)
      return issue.keys.slice(0, mostNames).map(key => ({ ...one, params: { additionalProperty: String(key) } }))
    }
    if (issue.code === 'invalid_union' && issue.options === undefined) return ofUnion(issue, value, path, above)
    return itemOf(path, readingOf(issue, valueAt(value, path)), issue.message)
  })
}

function readingOf (issue: ZodIssue, value: unknown): Reading {
  const { code } = issue
  switch (code) {
    case 'invalid_type':
    case 'invalid_date':
      if (value === undefined) return { keyword: 'required', sentence: sentences.type }
      return { ...typeOf(code === 'invalid_date' ? 'date' : issue.expected), sentence: sentences.type }
    case 'invalid_enum_value':
    case 'invalid_union_discriminator':
    case 'invalid_union':
      return { ...choice(value, issue.options), sentence: sentences.choice }
    case 'invalid_value': return { ...choice(value, issue.values), sentence: sentences.choice }
    case 'invalid_literal': return { ...choice(value, [issue.expected]), sentence: sentences.choice }
    case 'too_small': return { ...limitOf('min', kindOf(issue), issue.minimum, issue.inclusive !== false), sentence: sentences.limit }
    case 'too_big': return { ...limitOf('max', kindOf(issue), issue.maximum, issue.inclusive !== false), sentence: sentences.limit }
    case 'invalid_string':
    case 'invalid_format': {
      const format = issue.format ?? issue.validation
      return { ...(patterns.has(format) || typeof format !== 'string' ? { keyword: 'pattern' } : formatOf(format)), sentence: sentences.format }
    }
    case 'not_multiple_of': return { keyword: 'multipleOf', params: { multipleOf: Number(issue.divisor ?? issue.multipleOf) }, sentence: sentences.multiple }
    case 'custom': return { keyword: 'custom', sentence: sentences.own }
    default: return { keyword: typeof code === 'string' ? code : 'custom' }
  }
}

function choice (value: unknown, allowed: unknown): Pick<Reading, 'keyword' | 'params'> {
  return value === undefined ? { keyword: 'required' } : { keyword: 'enum', params: { allowedValues: allowed } }
}

/** What a limit is of: `origin` in Zod 4, `type` in Zod 3. */
function kindOf (issue: ZodIssue): unknown {
  const kind = issue.origin ?? issue.type
  return kind === 'set' || kind === 'file' ? 'array' : kind
}

/** In Zod 4 the findings of branches have paths from the union on, in Zod 3 from the root. */
function ofUnion (issue: ZodIssue, value: unknown, path: readonly unknown[], above: readonly unknown[]): AjvItem[] {
  const union = itemOf(path, { keyword: 'anyOf', sentence: sentences.union }, issue.message)
  if (union.author !== undefined) return [union]
  const branches = Array.isArray(issue.errors)
    ? (issue.errors as ZodIssue[][]).map(branch => zodItems(branch, value, path))
    : ((issue.unionErrors ?? []) as Array<{ issues: ZodIssue[] }>).map(({ issues }) => zodItems(issues, value, above))
  return [...leftOf({ ...union, instancePath: toPointer(path) }, branches)]
}
