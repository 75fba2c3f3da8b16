import { ApiError, type ApiErrorInit } from '../errors/api-error.ts'
import { entryOf, type AnyKind, type Kind } from '../errors/catalog.ts'
import { makerOf } from '../own/define-errors.ts'
import { sampleOf } from './samples.ts'

/**
 * An error of an application with members of the least that their schema takes: its example, where nobody has declared one with others. The fields
 * are those that every such error has, as those of a function follow from its members.
 *
 * @returns undefined where no members are known that fit
 */
export function sampledError (kind: AnyKind): ApiError | undefined {
  const own = entryOf(kind)?.own
  const members = Object(sampleOf(own?.schema, () => undefined)) as object
  const made = makerOf(kind)?.(members)
  // What does not fit is left out when an error is made.
  if (own === undefined || made === undefined || Object.keys(members).some(name => made.members[name] === undefined)) return undefined
  const { detail: message, members: extra } = made
  return new ApiError(kind as Kind, { message, extra, headers: own.headers } as ApiErrorInit)
}
