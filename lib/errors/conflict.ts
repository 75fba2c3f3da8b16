import { parseEntityTag } from '../http/entity-tag.ts'
import { ApiError, type ErrorOf } from './api-error.ts'
import { given, type NamedErrorOptions } from './given.ts'
import { membersOf } from './plain-data.ts'

/** What {@link conflict} takes beside the message: what a client needs to resolve it. */
export interface ConflictOptions extends NamedErrorOptions {
  /** Where the resource is that is in the way: a URL, or a path as routes are written. Leaves as an absolute Location. */
  readonly existing?: string
  /** The current entity tag of the resource, for the If-Match of the next attempt. Leaves as ETag. */
  readonly etag?: string
}

/**
 * 409: the message should say what is in the way; `existing` says where it is, `etag` in which state.
 *
 * @throws TypeError for an entity tag that is none
 * @example throw conflict('A category with this code already exists.', { existing: '/categories/winter' })
 * @example throw conflict({ message: 'Somebody was faster.', etag: '"7"' })
 */
export function conflict (first?: string | (ConflictOptions & { readonly message?: string }), options?: ConflictOptions): ErrorOf<'conflict'> {
  const { existing, etag, ...init } = given(first, options)
  if (etag !== undefined && parseEntityTag(etag) === undefined) throw new TypeError(`etag must be an entity tag such as "\\"1\\"", got ${JSON.stringify(etag)}`)
  if (existing === undefined && etag === undefined) return new ApiError('conflict', init) as ErrorOf<'conflict'>
  const found = { ...(existing === undefined ? {} : { location: existing }), ...(etag === undefined ? {} : { etag }) }
  return new ApiError('conflict', { ...init, facts: { ...membersOf(init.facts), existing: found } }) as ErrorOf<'conflict'>
}
