import { isDeeper } from '../http/json-depth.ts'
import { isObject } from '../is-object.ts'

// As deep as bodies may be. Not every version of V8 ends what goes on for ever by itself.
const deepest = 512

/**
 * What JSON says of a value: data that nothing can make throw when it is read or written. A bigint is its digits. Never throws.
 *
 * @param textOf - makes something else of each text in it. Default: the same
 * @returns undefined where JSON says nothing: of functions and symbols, of what contains itself or is deeper than 512 levels, of what throws when it is looked at
 * @example plainOf({ at: new Date(0), count: 1n, self () {} }) // { at: '1970-01-01T00:00:00.000Z', count: '1' }
 */
export function plainOf (value: unknown, textOf: (text: string) => string = same): unknown {
  switch (typeof value) {
    case 'string': return textOf(value)
    case 'number':
    case 'boolean': return value
    case 'bigint': return String(value)
    case 'object': return value === null ? null : copyOf(value, textOf)
    default: return undefined
  }
}

function copyOf (value: object, textOf: (text: string) => string): unknown {
  try {
    const list = simpleList(value, textOf)
    if (list !== undefined) return list
    const text = jsonOf(value)
    if (text === undefined || isDeeper(text, deepest)) return undefined
    return JSON.parse(text, textOf === same ? undefined : (_name, member: unknown) => typeof member === 'string' ? textOf(member) : member)
  } catch {
    return undefined
  }
}

/** A list of texts, numbers and the like is copied by hand: written as JSON and read again it takes ten times as long. */
function simpleList (value: object, textOf: (text: string) => string): unknown[] | undefined {
  if (!Array.isArray(value) || 'toJSON' in value) return undefined
  const copy: unknown[] = []
  for (let at = 0; at < value.length; at++) {
    const item: unknown = value[at]
    if (typeof item === 'string') copy.push(textOf(item))
    // To JSON there is no negative zero.
    else if (Number.isFinite(item)) copy.push(item as number + 0)
    else if (item === null || typeof item === 'boolean') copy.push(item)
    else return undefined
  }
  return copy
}

/** A replacer makes it slow, and only a bigint needs one. */
function jsonOf (value: object): string | undefined {
  try {
    return JSON.stringify(value)
  } catch (fault) {
    // Too deep.
    if (fault instanceof RangeError) return undefined
    return JSON.stringify(value, (_name, member: unknown) => typeof member === 'bigint' ? String(member) : member)
  }
}

function same (text: string): string {
  return text
}

/** A copy of an object with the same of each member. Never throws. */
export function plainMembers (given: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const members: Record<string, unknown> = membersOf(given)
  for (const name of Object.keys(members)) {
    const value = members[name]
    if (typeof value === 'string' || typeof value === 'number') continue
    const plain = plainOf(value)
    if (plain === undefined) delete members[name]
    else members[name] = plain
  }
  return members
}

/**
 * A copy of the members of an object, without those that throw when they are read. Never throws.
 *
 * @returns no members of what is no object
 */
export function membersOf<Given extends object> (given: Given | null | undefined): Partial<Given> {
  if (!isObject(given)) return {}
  try {
    return { ...given }
  } catch {
    return readable(given, namesOf(given))
  }
}

/** The members of an object that something can be made of; those of a list are none. */
export function mapped<Value> (given: Readonly<Record<string, unknown>>, make: (value: unknown) => Value | undefined): Readonly<Record<string, Value>> | undefined {
  const members = Object.entries(isList(given) ? {} : membersOf(given))
  const made = members.map(([name, value]) => [name, make(value)] as const).filter(([, value]) => value !== undefined)
  return made.length === 0 ? undefined : Object.freeze(Object.fromEntries(made)) as Readonly<Record<string, Value>>
}

/** The members of these names that can be read, those of a prototype too. */
export function readable<Given extends object> (given: Given, names: ReadonlyArray<keyof Given & string>): Partial<Given> {
  const read: Array<[name: string, value: unknown]> = []
  for (const name of names) {
    try {
      read.push([name, given[name]])
    } catch {}
  }
  return Object.fromEntries(read) as Partial<Given>
}

function namesOf<Given extends object> (given: Given): Array<keyof Given & string> {
  try {
    return Object.keys(given) as Array<keyof Given & string>
  } catch {
    return []
  }
}

/** True for a list, also where a proxy would throw at the question. */
export function isList (value: unknown): value is readonly unknown[] {
  try {
    return Array.isArray(value)
  } catch {
    return false
  }
}

/** What is in a list; nothing where it throws when it is looked at. */
export function itemsOf (list: readonly unknown[]): unknown[] {
  try {
    return Array.from(list)
  } catch {
    return []
  }
}
