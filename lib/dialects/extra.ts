import type { ApiError } from '../errors/api-error.ts'
import { noteUntaken } from '../errors/untaken.ts'

type Extending = Pick<ApiError, 'kind' | 'extra'>

/**
 * A body with the extra members of an error behind its own, which they never replace.
 *
 * @param own - the names that mean something in this format, also where this body has them not: an `errors` of another form would
 *   be read as the format's
 * @example mergeExtra({ code: 409 }, { kind: 'conflict', extra: { code: 1, id: 7, errors: 'x' } }, new Set(['code', 'errors'])) // { code: 409, id: 7 }
 */
export function mergeExtra (body: object, error: Extending, own?: ReadonlySet<string>): object {
  const { extra } = error
  if (extra === undefined) return body
  return Object.keys(extra).some(name => Object.hasOwn(body, name) || own?.has(name) === true) ? { ...body, ...extraOf(error, body, own) } : { ...body, ...extra }
}

/** The extra members that are not the body's own; a data property even for a name like `__proto__`. Of the others the author is told. */
export function extraOf (error: Extending, body: object, own?: ReadonlySet<string>): object {
  const entries = Object.entries(error.extra ?? {})
  const others = entries.filter(([name]) => !Object.hasOwn(body, name) && own?.has(name) !== true)
  if (others.length < entries.length) {
    const taken = new Set(others.map(([name]) => name))
    noteUntaken(error, entries.map(([name]) => name).filter(name => !taken.has(name)), name => `the error ${error.kind} was given "${name}" in extra, which the dialect has a meaning of its own for`)
  }
  return Object.fromEntries(others)
}
