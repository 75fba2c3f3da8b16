/**
 * A body with the extra members behind its own, which they never replace.
 *
 * @param own - the names that mean something in this format, also where this body has them not: an `errors` of another form would
 *   be read as the format's
 * @example mergeExtra({ code: 409 }, { code: 1, id: 7, errors: 'x' }, new Set(['code', 'errors'])) // { code: 409, id: 7 }
 */
export function mergeExtra (body: object, extra: Readonly<Record<string, unknown>> | undefined, own?: ReadonlySet<string>): object {
  if (extra === undefined) return body
  const others = without(extra, body)
  return { ...body, ...(own === undefined ? others : Object.fromEntries(Object.entries(others).filter(([name]) => !own.has(name)))) }
}

/** The extra members that are not the body's own; a data property even for a name like `__proto__`. */
export function without (extra: Readonly<Record<string, unknown>>, body: object): object {
  return Object.fromEntries(Object.entries(extra).filter(([name]) => !Object.hasOwn(body, name)))
}
