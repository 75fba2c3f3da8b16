import { isObject } from '../is-object.ts'
import type { Components } from './components.ts'
import type { DocumentedError } from './documented-error.ts'

/** What a document has of errors that were there before, and the numbers of what they are told apart by. */
interface Made { readonly parts: Map<string, object>, readonly numbers: Map<object, number> }

const made = new WeakMap<Components, Made>()

/**
 * A part of a document that is made of errors: most routes have most of them in common, and what was made of the same is copied.
 *
 * @param what - which part
 */
export function repeated<Part extends object> (what: string, errors: readonly DocumentedError[], { components, dialect }: { readonly components: Components, readonly dialect: object }, make: () => Part): Part {
  const known = made.get(components) ?? { parts: new Map(), numbers: new Map() }
  made.set(components, known)
  const numberOf = (one: object): number => {
    const number = known.numbers.get(one) ?? known.numbers.size
    known.numbers.set(one, number)
    return number
  }
  let text = `${what} ${numberOf(dialect)}`
  for (const one of errors) text += `\n${numberOf(one.schema)} ${textOf(one)}`
  const before = known.parts.get(text)
  if (before !== undefined) return copyOf(before) as Part
  const part = make()
  known.parts.set(text, part)
  return part
}

/** The text comes last, behind its length: no part of it is taken for another error. */
function textOf (error: DocumentedError): string {
  const before = texts.get(error)
  if (before !== undefined) return before
  const { kind, status, mediaType, headers, sometimes, body } = error
  const text = `${kind} ${status} ${mediaType} ${JSON.stringify([headers, sometimes])} ${body?.length}:${body}`
  // Those below the hooks are the same for all routes of a place.
  if (error.from === 'below') texts.set(error, text)
  return text
}

const texts = new WeakMap<DocumentedError, string>()

/** Whoever changes a part of a document changes that one alone. */
function copyOf (json: unknown): unknown {
  if (!isObject(json)) return json
  if (Array.isArray(json)) return json.map(copyOf)
  const copy = { ...json } as Record<string, unknown>
  for (const name of Object.keys(copy)) copy[name] = copyOf(copy[name])
  return copy
}
