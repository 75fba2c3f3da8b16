import type { AjvItem } from './ajv-item.ts'
import { formatOf, itemOf, lengthOf, limitOf, typeOf, type Reading } from './reading.ts'

/** An issue of Valibot. */
export interface ValibotIssue {
  readonly kind: string
  readonly type: string
  readonly input?: unknown
  readonly expected?: unknown
  readonly received?: unknown
  readonly requirement?: unknown
  readonly message?: unknown
  readonly path?: ReadonlyArray<{ readonly key: unknown, readonly origin?: unknown }>
  readonly issues?: readonly ValibotIssue[]
}

const sentence = /^Invalid [\w ]+: (?:Expected .* but r|R)eceived /s

const limits: Readonly<Record<string, readonly [side: 'min' | 'max', isInclusive: boolean]>> = Object.assign(Object.create(null), {
  min_length: ['min', true],
  max_length: ['max', true],
  min_value: ['min', true],
  max_value: ['max', true],
  gt_value: ['min', false],
  lt_value: ['max', false],
  min_graphemes: ['min', true],
  max_graphemes: ['max', true],
  min_size: ['min', true],
  max_size: ['max', true],
  non_empty: ['min', true]
})

const formats = new Set(['email', 'url', 'uuid', 'iso_date', 'iso_time', 'iso_date_time', 'iso_timestamp', 'ip', 'ipv4', 'ipv6', 'nanoid', 'ulid', 'cuid2', 'mac', 'emoji', 'base64', 'hexadecimal', 'isrc'])
const patterns = new Set(['regex', 'starts_with', 'ends_with', 'includes', 'slug'])
const choices = new Set(['picklist', 'enum', 'literal', 'variant'])

/** Reads the issues of Valibot. */
export function valibotItems (issues: readonly ValibotIssue[]): AjvItem[] {
  return issues.map(issue => itemOf((issue.path ?? []).map(({ key }) => key), readingOf(issue), issue.message))
}

function readingOf (issue: ValibotIssue): Reading {
  const { kind, type, input, expected, received, requirement } = issue
  const isOfKey = issue.path?.at(-1)?.origin === 'key'
  if (isOfKey && expected === 'never') return { keyword: 'additionalProperties', sentence }
  if (received === 'undefined') return { keyword: 'required', sentence }
  if (choices.has(type)) return { keyword: 'enum', params: { allowedValues: valuesIn(expected) }, sentence }
  if (type === 'union') return ofUnion(expected)
  if (kind === 'schema') return { ...typeOf(type), sentence }
  const limit = limits[type]
  if (limit !== undefined) return { ...limitOf(limit[0], Array.isArray(input) ? 'array' : typeof input, type === 'non_empty' ? 1 : requirement, limit[1]), sentence }
  if (type === 'length') return { ...lengthOf(Array.isArray(input) ? 'array' : 'string', input, requirement), sentence }
  if (type === 'integer') return { ...typeOf('integer'), sentence }
  if (type === 'multiple_of') return { keyword: 'multipleOf', params: { multipleOf: Number(requirement) }, sentence }
  if (formats.has(type)) return { ...formatOf(type), sentence }
  if (patterns.has(type)) return { keyword: 'pattern', sentence }
  return { keyword: type, sentence }
}

/** `(string | number)`, `("a" | "b")` */
function ofUnion (expected: unknown): Reading {
  const values = valuesIn(expected)
  if (values !== undefined) return { keyword: 'enum', params: { allowedValues: values }, sentence }
  const names = String(expected).replace(/^\(|\)$/g, '').split(' | ')
  return names.every(name => /^[a-z]+$/.test(name)) ? { keyword: 'type', params: { type: names }, sentence } : { keyword: 'anyOf', sentence }
}

/** Valibot says what it expects as text. Undefined: it is not a list of values. */
function valuesIn (expected: unknown): unknown[] | undefined {
  try {
    return JSON.parse(`[${String(expected).replace(/^\(|\)$/g, '').split(' | ').join(',')}]`) as unknown[]
  } catch {
    return undefined
  }
}
