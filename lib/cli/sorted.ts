import { isObject } from '../is-object.ts'

type Json = Record<string, unknown>

/** Maps of a document whose order says nothing, and follows that in which files happen to be read. */
const maps = ['paths', 'webhooks', 'components'] as const

/** A document whose paths, operations, responses and components stand in the order of their names: it changes only where what it says does. */
export function sorted (document: object): Json {
  const known = document as Json
  return Object.fromEntries(Object.entries(known).map(([name, value]) => [name, (maps as readonly string[]).includes(name) ? byName(value, 2) : value]))
}

/** So many levels of it; and the responses of operations, which stand one level below. */
function byName (value: unknown, levels: number): unknown {
  if (!isObject(value)) return value
  const { responses } = value as Json
  const whole = levels === 0 && isObject(responses) ? { ...value, responses: byName(responses, 1) } : value
  if (levels === 0) return whole
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => a < b ? -1 : 1).map(([name, one]) => [name, byName(one, levels - 1)]))
}
