import { validateHeaderName, validateHeaderValue } from 'node:http'
import { retryAfterSeconds } from './retry-after.ts'

/** Header fields of an answer; names in any case, a list where a field is sent several times. */
export type HeaderFields = Readonly<Record<string, string | number | readonly string[]>>

// What describes the message or the connection belongs to the wire alone: an error that brings it would break framing.
const framing = new Set([
  'connection', 'content-encoding', 'content-length', 'content-range', 'content-type', 'http2-settings', 'keep-alive',
  'proxy-connection', 'te', 'trailer', 'transfer-encoding', 'upgrade'
])

// What a gate prepares at start is not looked at again for each request.
const checked = new WeakSet<object>()

const none: Readonly<Record<string, string | string[]>> = Object.freeze({})

/**
 * The header fields of an error that can really be sent: lower-case names, string values.
 * A field with a bad name or value is left out (it would turn the answer into a bare 500), and so is one that frames the message.
 *
 * @param given - anything; what is not an object of fields gives none
 * @param mayType - true where the one who gives them writes the body too, and may say its content type
 * @example sendableHeaders({ Allow: 'GET', 'X-Bad': 'a\nb' }) // { allow: 'GET' }
 */
export function sendableHeaders (given: unknown, mayType = false): Readonly<Record<string, string | string[]>> {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) return none
  if (checked.has(given)) return given as Readonly<Record<string, string | string[]>>
  const fields: Record<string, string | string[]> = {}
  const entries = given instanceof Headers ? given.entries() : Object.entries(given)
  for (const [name, value] of entries) {
    const field = name.toLowerCase()
    if (framing.has(field) && !(mayType && field === 'content-type')) continue
    if (!isSendable(field, value)) continue
    const text = field === 'retry-after' ? retryAfterField(String(value)) : Array.isArray(value) ? Object.freeze(value.map(String)) as string[] : String(value)
    if (text !== undefined) fields[field] = text
  }
  checked.add(fields)
  return Object.freeze(fields)
}

function retryAfterField (value: string): string | undefined {
  const seconds = retryAfterSeconds(value, Date.now())
  return seconds === undefined ? undefined : String(seconds)
}

function isSendable (name: string, value: unknown): boolean {
  if (Array.isArray(value)) return value.every(item => isSendable(name, item))
  if (typeof value !== 'string' && typeof value !== 'number') return false
  try {
    validateHeaderName(name)
    validateHeaderValue(name, String(value))
    return true
  } catch {
    return false
  }
}
