import { parseEntityTag } from '../http/entity-tag.ts'
import { clean } from '../http/echo.ts'
import { isList, itemsOf, membersOf, plainOf } from './plain-data.ts'
import { textOf } from './text-of.ts'

/** What is known about the cause, for dialects that word it themselves. Every member is safe to show: text is cleaned, and cut at 200 characters. */
export interface Facts {
  /** The methods that the URL answers to, in the order of the Allow header, without the implied HEAD. */
  readonly allow?: readonly string[]
  /** The header value that was refused, and what would have been right. Cut at the `echo` of the route where a gate refuses it. */
  readonly value?: string
  readonly allowed?: readonly string[]
  /** The kind of thing that is missing or in the way, and its identifier: `Category`, `master`. */
  readonly resource?: string
  readonly id?: string
  /** A limit that was passed, in items or bytes. */
  readonly limit?: number
  /** The name of the limit of requests that was passed, or where it was written. */
  readonly policy?: string
  /** What the limit of an operational constraint counts. */
  readonly unit?: 'items' | 'bytes'
  /** What is wrong with the credentials that were sent (RFC 6750 §3.1). */
  readonly challenge?: { readonly error: string, readonly description?: string, readonly scope?: string }
  /** What is in the way: its place, a URL or a path below the prefix of the scope, and its current entity tag. */
  readonly existing?: { readonly location?: string, readonly etag?: string }
  /** True where the resource has another URL now. */
  readonly moved?: boolean
  /** The names of the limits that a request has passed. */
  readonly policies?: readonly string[]
  /** Of what validation found: how many findings are not among the issues, at least. */
  readonly omitted?: number
}

/** A fact as an application may write it: an identifier is often a number. */
export type Identifier = string | number | bigint | Date

type Maker = (value: unknown) => unknown

const text: Maker = (value) => {
  const words = textOf(value)
  return words === undefined ? undefined : clean(words)
}

const number: Maker = (value) => {
  const count = Number(textOf(value) ?? NaN)
  return Number.isFinite(count) ? count : undefined
}

const texts: Maker = (value) => {
  return isList(value) ? itemsOf(value).map(text).filter(one => one !== undefined) : undefined
}

const record = (makers: Readonly<Record<string, Maker>>, required?: string): Maker => (value) => {
  const made = madeOf(membersOf(value as object), makers)
  return required === undefined || required in made ? made : undefined
}

/** Longer than any server takes: a place that is cut would be another place. */
const location: Maker = (value) => {
  const words = textOf(value)
  return words === undefined ? undefined : clean(words, 8000)
}

const makers: Readonly<Record<keyof Facts, Maker>> = {
  allow: texts,
  value: text,
  allowed: texts,
  resource: text,
  id: text,
  limit: number,
  policy: text,
  unit: (value) => value === 'items' || value === 'bytes' ? value : undefined,
  challenge: record({ error: text, description: text, scope: text }, 'error'),
  existing: record({
    location,
    // It becomes a header field.
    etag: (value) => typeof value === 'string' && parseEntityTag(value) !== undefined ? value : undefined
  }),
  moved: (value) => value === true ? true : undefined,
  policies: texts,
  omitted: number
}

const other: Maker = (value) => plainOf(value, clean)

const safe = new WeakSet<object>()

/** Facts of which a gate knows that they are safe to show: what it repeats is cleaned, and cut where the options say. */
export function safeFacts (facts: Facts): Facts {
  safe.add(facts)
  return facts
}

/**
 * Facts that are safe to show, of whatever an application gives. Never throws; what has no meaning is left out.
 *
 * @example factsOf({ resource: 'User', id: 7 }) // { resource: 'User', id: '7' }
 */
export function factsOf (given: Facts): Facts {
  return safe.has(given) ? given : madeOf(membersOf(given), makers)
}

function madeOf (members: object, makers: Readonly<Record<string, Maker>>): object {
  const made: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(members)) {
    const one = (Object.hasOwn(makers, name) ? makers[name] as Maker : other)(value)
    if (one !== undefined && name !== '__proto__') made[name] = one
  }
  return made
}
