import { createHash } from 'node:crypto'

/** A validator of a representation (RFC 9110 §8.8.3). */
export interface EntityTag {
  readonly weak: boolean
  /** What stands between the quotes. */
  readonly opaque: string
}

// etagc: no space, no control characters and no quotes; what is beyond ASCII comes as Latin-1.
const tag = '(W/)?"([\\x21\\x23-\\x7E\\x80-\\xFF]*)"'
const one = new RegExp(`^${tag}$`)
const first = new RegExp(`${tag}[\\t ]*(?:,|$)`, 'y')
const emptyMembers = /[\t ,]*/y

/**
 * Reads one entity tag.
 *
 * @returns undefined where it is none: `abc`, `w/"abc"`, `"a b"`
 * @example parseEntityTag('W/"1"') // { weak: true, opaque: '1' }
 */
export function parseEntityTag (value: string): EntityTag | undefined {
  const found = one.exec(value)
  return found === null ? undefined : tagOf(found)
}

/**
 * Reads the value of If-Match or If-None-Match (RFC 9110 §13.1.1, §13.1.2). Empty members of a list are let pass (§5.6.1.2).
 *
 * @returns undefined where it is neither a list of entity tags nor `*`
 * @example parseEntityTags('"1", W/"2"') // [{ weak: false, opaque: '1' }, { weak: true, opaque: '2' }]
 */
export function parseEntityTags (value: string): '*' | readonly EntityTag[] | undefined {
  if (value === '*') return '*'
  const tags: EntityTag[] = []
  for (let index = skip(value, 0); index < value.length; index = skip(value, first.lastIndex)) {
    first.lastIndex = index
    // An entity tag may have a comma in it: the value cannot be split.
    const found = first.exec(value)
    if (found === null) return undefined
    tags.push(tagOf(found))
  }
  return tags
}

function skip (value: string, index: number): number {
  emptyMembers.lastIndex = index
  emptyMembers.exec(value)
  return emptyMembers.lastIndex
}

function tagOf ([, weak, opaque]: RegExpExecArray): EntityTag {
  return { weak: weak !== undefined, opaque: opaque as string }
}

/** True where both are strong and the same (RFC 9110 §8.8.3.2): for what depends on every byte. */
export function matchStrongly (a: EntityTag, b: EntityTag): boolean {
  return !a.weak && !b.weak && a.opaque === b.opaque
}

/** True where they are the same, strong or weak (RFC 9110 §8.8.3.2): for what may be as good as before. */
export function matchWeakly (a: EntityTag, b: EntityTag): boolean {
  return a.opaque === b.opaque
}

/**
 * A strong entity tag: the SHA-256 of some content, in base64url and quotes. For the bytes that are sent, or a text that is
 * another one after every change, such as a version number. Only a strong one can meet If-Match.
 *
 * @param content - the bytes, or a text that stands for its UTF-8
 * @example strongEtag('hello') // '"LPJNul-wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ"'
 */
export function strongEtag (content: string | Uint8Array): string {
  return `"${createHash('sha256').update(content).digest('base64url')}"`
}

/**
 * A weak entity tag: the SHA-256 of a value as JSON. For what means the same although its bytes may differ. It saves sending
 * again (304) and never meets If-Match: for that take {@link strongEtag}.
 *
 * @param value - what JSON can write; the order of members counts
 * @throws TypeError for what JSON cannot write: undefined, a function, a bigint, a cycle
 * @example weakEtag({ id: 1, version: 7 })
 */
export function weakEtag (value: unknown): string {
  const text = JSON.stringify(value) as string | undefined
  if (text === undefined) throw new TypeError(`A weak entity tag is made of what JSON can write, not of ${typeof value}`)
  return `W/${strongEtag(text)}`
}
