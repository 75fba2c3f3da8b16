import type { AjvItem } from './ajv-item.ts'
import { leftOf } from './branches.ts'
import { formatOf, itemOf, limitOf, typeOf, type Reading } from './reading.ts'
import { toPointer } from '../http/json-pointer.ts'
import { isObject } from '../is-object.ts'

/** An error of ArkType. */
export interface ArkError {
  readonly code: string
  readonly path: readonly unknown[]
  readonly data?: unknown
  readonly rule?: unknown
  readonly unit?: unknown
  readonly domain?: unknown
  readonly proto?: unknown
  readonly expected?: unknown
  readonly actual?: unknown
  readonly problem?: unknown
  readonly message?: unknown
  readonly errors?: readonly ArkError[]
}

/** What ArkType calls its own patterns. */
const formats = new Map<unknown, string>(Object.entries({
  'an email address': 'email', 'a URL string': 'uri', 'a UUID': 'uuid', 'an ISO 8601 (YYYY-MM-DDTHH:mm:ss.sssZ) date': 'date-time'
}))

/** Reads the errors of ArkType. */
export function arktypeItems (errors: readonly ArkError[]): AjvItem[] {
  return errors.flatMap((error) => {
    const path = [...error.path]
    // Its own sentence ends in what the problem is.
    const isOwn = !String(error.message).endsWith(String(error.problem))
    if (error.code === 'union' && error.errors !== undefined && !isOwn) {
      return [...leftOf({ keyword: 'anyOf', instancePath: toPointer(path), params: {} }, error.errors.map(one => arktypeItems([one])))]
    }
    const { keyword, params, isKnown } = readingOf(error)
    return itemOf(path, { keyword, params, ...(isKnown || isOwn ? { sentence: isOwn ? /^$/ : /^/ } : undefined) }, error.message)
  })
}

function readingOf ({ code, rule, unit, domain, proto, expected, problem, data }: ArkError): Pick<Reading, 'keyword' | 'params'> & { isKnown: boolean } {
  const known = (reading: Pick<Reading, 'keyword' | 'params'>) => ({ ...reading, isKnown: true })
  switch (code) {
    case 'required': return known({ keyword: 'required' })
    case 'unit': return known({ keyword: 'enum', params: { allowedValues: [unit] } })
    case 'domain': return known(typeOf(domain))
    case 'proto': return known(typeOf(String(proto ?? expected).replace(/^an? /, '')))
    case 'minLength': return known(limitOf('min', Array.isArray(data) ? 'array' : 'string', rule))
    case 'maxLength': return known(limitOf('max', Array.isArray(data) ? 'array' : 'string', rule))
    case 'min': return known(limitOf('min', 'number', exclusive(rule), !isExclusive(expected)))
    case 'max': return known(limitOf('max', 'number', exclusive(rule), !isExclusive(expected)))
    case 'divisor': return known(rule === 1 ? typeOf('integer') : { keyword: 'multipleOf', params: { multipleOf: Number(rule) } })
    case 'pattern': return known(formats.has(expected) ? formatOf(formats.get(expected)) : { keyword: 'pattern' })
  }
  if (problem === 'must be removed') return known({ keyword: 'additionalProperties' })
  const values = valuesIn(expected)
  if (values !== undefined) return known({ keyword: 'enum', params: { allowedValues: values } })
  const names = /^an? (\w+)(?: or an? (\w+))*$/.test(String(expected)) ? [...String(expected).matchAll(/an? (\w+)/g)].map(([, name]) => name) : []
  if (names.length > 1) return known({ keyword: 'type', params: { type: names } })
  return { keyword: code, isKnown: false }
}

/** `"a", "b" or 3`; undefined where it is no list of values. */
function valuesIn (expected: unknown): unknown[] | undefined {
  try {
    return String(expected).split(/ or |, /).map(one => JSON.parse(one) as unknown)
  } catch {
    return undefined
  }
}

function exclusive (rule: unknown): unknown {
  return isObject(rule) ? (rule as { rule?: unknown }).rule : rule
}

function isExclusive (expected: unknown): boolean {
  return /^(?:more|less) than /.test(String(expected)) || expected === 'positive' || expected === 'negative'
}
