import type { Dialect } from './dialect.ts'

/** Writes a body of a fixed shape as JSON.stringify would. */
export type BodyWriter<Body = object> = (body: Body) => string

const writers = new WeakMap<Dialect, BodyWriter>()

/**
 * A dialect of this package whose bodies are written by hand where they have no members of an application: the engine looks at
 * every name and value for what could be there. What is built on it has no writer, as it may say anything.
 *
 * @param write - undefined where words of an application may be no text
 */
export function writtenBy<Body> (dialect: Dialect, write: BodyWriter<Body> | undefined): Dialect {
  if (write !== undefined) writers.set(dialect, write as BodyWriter)
  return dialect
}

/** How the bodies of a dialect are written. */
export function writerOf (dialect: Dialect): BodyWriter | undefined {
  return writers.get(dialect)
}

// With control characters, and with surrogates, as one alone is written as an escape.
const special = /["\\\p{Cc}\p{Cs}]/u

/** A text as JSON. */
export function quoted (text: string): string {
  return typeof text !== 'string' || special.test(text) ? JSON.stringify(text) : `"${text}"`
}

/** A list of what has been written. */
export function listOf<Item> (items: readonly Item[], write: (item: Item) => string): string {
  let text = '['
  for (let at = 0; at < items.length; at++) text += at === 0 ? write(items[at] as Item) : `,${write(items[at] as Item)}`
  return `${text}]`
}

/** A member, with what separates it from one before; nothing where it is not there. */
export function member (name: string, text: string | undefined): string {
  return text === undefined ? '' : `,"${name}":${quoted(text)}`
}
