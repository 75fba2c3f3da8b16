import type { ApiError } from '../errors/api-error.ts'
import type { Dialect, RenderContext } from './dialect.ts'

/** Writes a body of a fixed shape as JSON.stringify would. */
export type BodyWriter<Body = object> = (body: Body) => string

interface Writer<Body = object> {
  readonly write: BodyWriter<Body>
  /** A body without members of the application, which stand behind it. Not there: what has such members is not written by hand. */
  readonly own?: (error: ApiError, context: RenderContext) => Body
  /** All names that it writes. */
  readonly names?: ReadonlySet<string>
}

const writers = new WeakMap<Dialect, Writer>()

/**
 * A dialect of this package whose bodies are written by hand: the engine looks at every name and value for what could be there.
 * What is built on it has no writer, as it may say anything.
 *
 * @param writer - undefined where words of an application may be no text
 */
export function writtenBy<Body> (dialect: Dialect, writer: Writer<Body> | undefined): Dialect {
  if (writer !== undefined) writers.set(dialect, writer as unknown as Writer)
  return dialect
}

/** How the bodies of a dialect are written, where they have no members of the application. */
export function writerOf (dialect: Dialect): BodyWriter | undefined {
  return writers.get(dialect)?.write
}

/**
 * What an error without findings says, with the members that the application has given it: to put them into one object with the others
 * would cost more than all the rest.
 *
 * @returns undefined where this dialect has to be asked for it
 */
export function extendedText (error: ApiError, dialect: Dialect, context: RenderContext): string | undefined {
  const { extra } = error
  if (extra === undefined || error.issues.length > 0) return undefined
  const { write, own, names } = writers.get(dialect) ?? none
  if (write === undefined || own === undefined) return undefined
  let text = ''
  for (const name of Object.keys(extra)) {
    const value = valueText(extra[name])
    // In an object the names that are numbers stand first.
    if (value === undefined || names?.has(name) === true || name.charCodeAt(0) <= nine) return undefined
    text += `,${quoted(name)}:${value}`
  }
  return `${write(own(error, context)).slice(0, -1)}${text}}`
}

const none: Partial<Writer> = {}
const nine = 0x39

function valueText (value: unknown): string | undefined {
  return typeof value === 'string' ? quoted(value) : isTexts(value) ? listOf(value, quoted) : JSON.stringify(value) as string | undefined
}

function isTexts (value: unknown): value is string[] {
  return Array.isArray(value) && value.every(item => typeof item === 'string')
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
