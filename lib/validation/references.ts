import { memberOf } from '../http/json-pointer.ts'
import { isObject } from '../is-object.ts'

/** The schema of an id that was given to `addSchema()`. */
export type Resolve = (id: string) => unknown

/** A schema and the document that its local references point into. */
export interface Located { readonly schema: unknown, readonly root: unknown }

/** Follows `$ref` to where it leads: a place in the document, an `$id` or `$anchor` in it, a schema of `addSchema()`. */
export class References {
  readonly #resolve: Resolve
  readonly #ids = new Map<unknown, ReadonlyMap<string, unknown>>()

  constructor (resolve: Resolve) {
    this.#resolve = resolve
  }

  follow (reference: string, root: unknown): Located {
    const own = this.#idsOf(root).get(reference)
    if (own !== undefined) return { schema: own, root }
    const [id = '', fragment = ''] = reference.split('#', 2)
    const absolute = absoluteId(id, memberOf(root, '$id'))
    const inside = id === '' ? root : this.#idsOf(root).get(id) ?? this.#idsOf(root).get(absolute)
    const target = inside ?? this.#resolve(id) ?? this.#resolve(absolute)
    const schema = fragment === '' || fragment.startsWith('/') ? schemaAt(target, fragment) : this.#idsOf(target).get(`#${fragment}`)
    // Where a reference leads nowhere that we know, anything may stand: the validator has the last word.
    return { schema: schema ?? unknownTarget, root: inside === undefined ? target : root }
  }

  /** What a document calls by name: `$id` (also of the form `#name`, draft 7) and `$anchor`. */
  #idsOf (root: unknown): ReadonlyMap<string, unknown> {
    const known = this.#ids.get(root)
    if (known !== undefined) return known
    const ids = new Map<string, unknown>()
    this.#ids.set(root, ids)
    const all = new Set([root])
    for (const schema of all) {
      if (!isObject(schema)) continue
      const id = memberOf(schema, '$id')
      const anchor = memberOf(schema, '$anchor')
      if (typeof id === 'string') ids.set(id, schema).set(absoluteId(id, memberOf(root, '$id')), schema)
      if (typeof anchor === 'string') ids.set(`#${anchor}`, schema)
      for (const member of Object.values(schema)) all.add(member)
    }
    return ids
  }
}

/** The id as it is where the document's own is absolute, else as it was. */
function absoluteId (id: string, base: unknown): string {
  try {
    return new URL(id, base as string | undefined).href
  } catch {
    return id
  }
}

function schemaAt (document: unknown, pointer: string): unknown {
  let schema = document
  for (const token of pointer.split('/').slice(1)) {
    schema = memberOf(schema, decodeURIComponent(token).replaceAll('~1', '/').replaceAll('~0', '~'))
  }
  return schema
}

const unknownTarget = Object.freeze({ additionalProperties: true })
