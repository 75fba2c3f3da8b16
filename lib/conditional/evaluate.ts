import { parseHttpDate } from '../http/date.ts'
import { matchStrongly, matchWeakly, parseEntityTags, type EntityTag } from '../http/entity-tag.ts'
import type { RequestHead } from '../http/request-head.ts'
import type { Representation } from './representation.ts'

/** The head of a request that may be conditional. */
export interface ConditionalHead extends RequestHead {
  /** Names and values in turn, as they came: Node keeps only the first of two dates. */
  readonly rawHeaders?: readonly string[]
}

/** RFC 9110 §13.2.1: methods that neither select a representation nor change one. */
const conditionless = new Set(['OPTIONS', 'TRACE', 'CONNECT'])
/** Those that the registry calls safe (RFC 9110 §16.1.1): nobody's change is lost by them. */
const safe = new Set(['GET', 'HEAD', 'OPTIONS', 'TRACE', 'CONNECT', 'PROPFIND', 'QUERY', 'REPORT', 'SEARCH'])
const conditions = ['if-match', 'if-unmodified-since', 'if-none-match', 'if-modified-since'] as const

/** True for the methods whose success shows the representation. */
export function isRead (method: string | undefined): boolean {
  return method === 'GET' || method === 'HEAD'
}

/** True where somebody has to know the state of the resource. */
export function dependsOnState ({ method, headers }: RequestHead, isRequired: boolean): boolean {
  if (conditionless.has(method as string)) return false
  return isRead(method) || (isRequired && !safe.has(method as string)) || conditions.some(name => headers[name] !== undefined)
}

/**
 * The preconditions of a request, in the order of RFC 9110 §13.2.2.
 *
 * What cannot be read as a list of entity tags matches nothing where that refuses (If-Match), and everything where that does
 * (If-None-Match on a method that changes): to ignore it would let a client overwrite what it meant to protect. A read is
 * answered in full.
 *
 * @param representation - undefined where there is none
 * @returns the status that answers the request; undefined: it goes on
 */
export function evaluatePreconditions (head: ConditionalHead, representation: Representation | undefined): 304 | 412 | undefined {
  const { method, headers } = head
  if (conditionless.has(method as string)) return undefined
  const reads = isRead(method)
  // §13.2.1: without the conditions this would be a 404, and it stays one.
  if (reads && representation === undefined) return undefined

  const ifMatch = headers['if-match']
  if (ifMatch !== undefined) {
    if (!holdsIfMatch(ifMatch, representation)) return 412
  } else {
    const since = dateIn(head, 'if-unmodified-since')
    if (since !== undefined && modified(representation) > since) return 412
  }

  const ifNoneMatch = headers['if-none-match']
  if (ifNoneMatch !== undefined) {
    if (holdsIfNoneMatch(ifNoneMatch, representation, reads)) return undefined
    return reads ? 304 : 412
  }
  const since = reads ? dateIn(head, 'if-modified-since') : undefined
  return since !== undefined && representation?.lastModified !== undefined && representation.lastModified <= since ? 304 : undefined
}

/** §13.1.1: compared strongly, because a part of what is written may stand in every byte. */
function holdsIfMatch (value: string, representation: Representation | undefined): boolean {
  if (representation === undefined) return false
  const tags = parseEntityTags(value)
  return tags === '*' || includes(tags ?? [], representation.etag, matchStrongly)
}

/** §13.1.2: compared weakly. */
function holdsIfNoneMatch (value: string, representation: Representation | undefined, reads: boolean): boolean {
  if (representation === undefined) return true
  const tags = parseEntityTags(value)
  if (tags === undefined) return reads
  return tags !== '*' && !includes(tags, representation.etag, matchWeakly)
}

function includes (tags: readonly EntityTag[], etag: EntityTag | undefined, match: (a: EntityTag, b: EntityTag) => boolean): boolean {
  return etag !== undefined && tags.some(tag => match(tag, etag))
}

/** §13.1.4: without a date of its own a resource meets every If-Unmodified-Since. */
function modified (representation: Representation | undefined): number {
  return representation?.lastModified ?? -Infinity
}

/** §13.1.3, §13.1.4: undefined, and so ignored, where the field is no date or more than one. */
function dateIn ({ headers, rawHeaders = [] }: ConditionalHead, name: 'if-modified-since' | 'if-unmodified-since'): number | undefined {
  const value = headers[name]
  if (value === undefined) return undefined
  const count = rawHeaders.filter((text, index) => index % 2 === 0 && text.toLowerCase() === name).length
  return count > 1 ? undefined : parseHttpDate(value)
}

/**
 * How to send a request again that changes something and brings no condition on what it would change (RFC 6585 §3).
 * What is ignored is none, and neither is an If-None-Match with entity tags: it lets pass what others have written.
 *
 * @returns a sentence; undefined where nothing is missing
 */
export function missingCondition (head: ConditionalHead, representation: Representation | undefined): string | undefined {
  const { method, headers } = head
  if (safe.has(method as string) || headers['if-match'] !== undefined || headers['if-none-match']?.trim() === '*') return undefined
  if (representation === undefined) return 'Send the request again with If-None-Match: * to create what does not exist.'
  const { etag, lastModified } = representation
  if (lastModified !== undefined && dateIn(head, 'if-unmodified-since') !== undefined) return undefined
  if (etag?.weak === false) return 'Send the request again with If-Match and the ETag that you have read.'
  return lastModified === undefined
    ? 'Send the request again with If-Match: * to change what exists.'
    : 'Send the request again with If-Unmodified-Since and the Last-Modified that you have read.'
}
