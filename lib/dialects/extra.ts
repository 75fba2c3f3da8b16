/**
 * A body with the extra members behind its own, which they never replace.
 *
 * @example mergeExtra({ code: 409 }, { code: 1, id: 7 }) // { code: 409, id: 7 }
 */
export function mergeExtra (body: object, extra: Readonly<Record<string, unknown>> | undefined): object {
  return extra === undefined ? body : { ...body, ...without(extra, body) }
}

/** The extra members that are not the body's own; a data property even for a name like `__proto__`. */
export function without (extra: Readonly<Record<string, unknown>>, body: object): object {
  return Object.fromEntries(Object.entries(extra).filter(([name]) => !Object.hasOwn(body, name)))
}
