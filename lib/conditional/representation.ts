import { inspect } from 'node:util'
import { sendableHeaders, type HeaderFields } from '../errors/headers.ts'
import { formatHttpDate } from '../http/date.ts'
import { parseEntityTag, type EntityTag } from '../http/entity-tag.ts'
import type { ResourceState } from './state.ts'

/** What a resource is now, as conditions are compared with it and as it is sent (RFC 9110 §8.8). */
export interface Representation {
  readonly etag: EntityTag | undefined
  /** Milliseconds since 1970, of a whole second. */
  readonly lastModified: number | undefined
  /** ETag, Last-Modified and what a 304 repeats. */
  readonly headers: Readonly<Record<string, string | string[]>>
}

// IMF-fixdate has four digits for the year.
const startOfYear0 = Date.parse('0000-01-01T00:00:00Z')
const endOfYear9999 = Date.UTC(10_000, 0)

/**
 * Reads what the application says of a resource.
 *
 * @param now - milliseconds. Default: now
 * @returns undefined where there is no representation
 * @throws TypeError for what is no state: a condition that cannot be checked must not pass
 */
export function representationOf (state: ResourceState | null | undefined, now: number = Date.now()): Representation | undefined {
  if (state === undefined || state === null) return undefined
  if (typeof state !== 'object') throw wrong('an object, undefined or null', state)
  if (!isState(state)) throw wrong('an object with "etag", "lastModified", "exists" or "headers"', state)
  const { etag: tag, lastModified: date, exists = true, headers = {} } = state
  if (typeof exists !== 'boolean') throw wrong('an "exists" that is true or false', exists)
  if (!exists) return undefined
  const etag = tag === undefined ? undefined : entityTag(tag)
  const lastModified = date === undefined ? undefined : wholeSecond(date)
  return { etag, lastModified, headers: fieldsOf(tag, lastModified, headers, now) }
}

/** A row of a database, a date or a list has nothing that a condition could be compared with, and would pass for a state that has not either. */
function isState (state: object): boolean {
  if (['etag', 'lastModified', 'exists', 'headers'].some(member => member in state)) return true
  const prototype: unknown = Object.getPrototypeOf(state)
  return Object.keys(state).length === 0 && (prototype === Object.prototype || prototype === null)
}

function fieldsOf (etag: string | undefined, lastModified: number | undefined, headers: HeaderFields, now: number): Representation['headers'] {
  const fields: Record<string, string | string[]> = { ...sendableHeaders(headers) }
  if (etag !== undefined) fields.etag = etag
  // RFC 9110 §8.8.2.1: no later than the answer itself.
  if (lastModified !== undefined) fields['last-modified'] = formatHttpDate(Math.min(lastModified, now))
  return fields
}

function entityTag (value: unknown): EntityTag {
  const etag = typeof value === 'string' ? parseEntityTag(value) : undefined
  if (etag === undefined) throw wrong('an "etag" with its quotes, as strongEtag() makes it', value)
  return etag
}

function wholeSecond (value: unknown): number {
  const time = value instanceof Date ? value.getTime() : value
  if (typeof time === 'number' && time >= startOfYear0 && time < endOfYear9999) return Math.floor(time / 1000) * 1000
  throw wrong('a "lastModified" that is a Date, or a number of milliseconds since 1970', value)
}

function wrong (right: string, value: unknown): TypeError {
  return new TypeError(`fastify-conformant: preconditions.state() must answer ${right}; got ${inspect(value, { depth: 0, maxStringLength: 100 })}`)
}
