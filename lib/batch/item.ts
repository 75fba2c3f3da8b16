import { ApiError } from '../errors/api-error.ts'
import { malformed } from '../gates/json.ts'

/** An item and its identifier, or why there is none; the identifier of a refused item where it has one. */
export interface ReadItem {
  readonly item?: Readonly<Record<string, unknown>>
  readonly identifier?: string
  readonly error?: ApiError
}

const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/**
 * Looks at one line or one item of an array: it must be a JSON object with an identifier.
 *
 * @param value - what was read, or the refusal of what could not be read
 * @param key - the property that identifies it
 */
export function readItem (value: unknown, key: string): ReadItem {
  if (value instanceof ApiError) return { error: value }
  // The product reads `null` as it reads nothing.
  if (value === null) return { error: malformed }
  const identifier = typeof value === 'object' && Object.hasOwn(value, key) ? (value as Record<string, unknown>)[key] : undefined
  if (identifier === undefined || identifier === null) return { error: missing(key) }
  if (typeof identifier !== 'string') return { error: refused(`${key} must be of type string.`) }
  if (identifier.trim() === '') return { error: missing(key) }
  return { item: value as Record<string, unknown>, identifier: key === 'uuid' && uuid.test(identifier) ? identifier.toLowerCase() : identifier }
}

function missing (key: string): ApiError {
  return refused(`${key.charAt(0).toUpperCase()}${key.slice(1)} is missing.`)
}

function refused (message: string): ApiError {
  return new ApiError('validation_failed', { message })
}
