import { memberOf } from './path.ts'

/** Finds the properties of a body that no part of its schema names: the path of each. */
export type UnknownProperties = (body: unknown) => Array<Array<string | number>>

/** The schema of an id that was given to `addSchema()`. */
export type Resolve = (id: string) => unknown

type Path = ReadonlyArray<string | number>
type Found = Array<Array<string | number>>

/** What the schemas that meet at one place say together. */
interface Place {
  /** By name; null where any property may stand, or where no schema names one. */
  readonly properties: ReadonlyMap<string, Place> | null
  readonly patterns: readonly RegExp[]
  readonly items: Place | undefined
}

/**
 * JSON Schema lets pass what it does not name; a documented API does not. A property is unknown where schemas
 * name properties for the object and none of them, through `$ref`, `allOf`, `anyOf`, `oneOf` or `if`, names this one.
 * `additionalProperties` or `unevaluatedProperties` in a schema decides for itself, and the validator sees to it.
 *
 * @param schema - the body's
 * @param resolve - finds a schema by its id
 * @returns undefined where nothing can be unknown, so that no hook has to be there
 * @example compileUnknownProperties({ properties: { a: {} } }, () => undefined)?.({ a: 1, b: 2 }) // [['b']]
 */
export function compileUnknownProperties (schema: unknown, resolve: Resolve): UnknownProperties | undefined {
  const place = new Compiler(resolve).place([{ schema, root: schema }])
  if (!canRefuse(place, new Set())) return undefined
  return (body) => {
    const found: Found = []
    collect(body, place, [], found)
    return found
  }
}

function collect (value: unknown, place: Place, path: Path, found: Found): void {
  if (typeof value !== 'object' || value === null) return
  if (Array.isArray(value)) {
    const { items } = place
    if (items !== undefined) value.forEach((item, index) => collect(item, items, [...path, index], found))
    return
  }
  if (place.properties === null) return
  for (const name of Object.keys(value)) {
    const member = place.properties.get(name)
    if (member !== undefined) collect((value as Record<string, unknown>)[name], member, [...path, name], found)
    else if (!place.patterns.some(pattern => pattern.test(name))) found.push([...path, name])
  }
}

/** True where a value could have an unknown property somewhere; `seen` ends the recursion of recursive schemas. */
function canRefuse (place: Place, seen: Set<Place>): boolean {
  if (seen.has(place)) return false
  seen.add(place)
  if (place.properties !== null) return true
  return place.items !== undefined && canRefuse(place.items, seen)
}

/** A schema and the document that its local references point into. */
interface Located { readonly schema: unknown, readonly root: unknown }

const branching = ['allOf', 'anyOf', 'oneOf'] as const
const conditional = ['if', 'then', 'else'] as const

class Compiler {
  readonly #resolve: Resolve
  readonly #places = new Map<string, Place>()
  readonly #numbers = new Map<unknown, number>()

  constructor (resolve: Resolve) {
    this.#resolve = resolve
  }

  place (located: readonly Located[]): Place {
    const all = this.#expand(located)
    // Recursive schemas come back to the same set of schemas: the place that is being made stands for it.
    const key = all.map(({ schema }) => this.#numberOf(schema)).join()
    const known = this.#places.get(key)
    if (known !== undefined) return known
    const place: { -readonly [M in keyof Place]: Place[M] } = { properties: null, patterns: [], items: undefined }
    this.#places.set(key, place)
    place.items = this.#items(all)
    if (!all.some(({ schema }) => isOpen(schema))) this.#name(all, place)
    return place
  }

  #name (all: readonly Located[], place: { properties: Place['properties'], patterns: Place['patterns'] }): void {
    const members = new Map<string, Located[]>()
    for (const { schema, root } of all) {
      for (const [name, member] of Object.entries(memberOf(schema, 'properties') ?? {})) {
        members.set(name, [...members.get(name) ?? [], { schema: member, root }])
      }
    }
    place.patterns = all.flatMap(({ schema }) => Object.keys(memberOf(schema, 'patternProperties') ?? {}))
      .map(pattern => new RegExp(pattern, 'u'))
    const namesSome = members.size > 0 || all.some(({ schema }) => Object.hasOwn(schema as object, 'properties'))
    if (!namesSome) return
    place.properties = new Map([...members].map(([name, schemas]) => [name, this.place(schemas)]))
  }

  #items (all: readonly Located[]): Place | undefined {
    const items = all.flatMap(({ schema, root }) => {
      const item = memberOf(schema, 'items')
      return typeof item === 'object' && item !== null && !Array.isArray(item) ? [{ schema: item, root }] : []
    })
    return items.length === 0 ? undefined : this.place(items)
  }

  /** The schemas themselves and all that apply at the same place through references and combinations. */
  #expand (located: readonly Located[]): readonly Located[] {
    const all = new Map<unknown, Located>()
    const add = (next: Located): void => {
      const { schema, root } = next
      if (typeof schema !== 'object' || schema === null || all.has(schema)) return
      all.set(schema, next)
      for (const keyword of branching) {
        for (const branch of (memberOf(schema, keyword) ?? []) as unknown[]) add({ schema: branch, root })
      }
      for (const keyword of conditional) add({ schema: memberOf(schema, keyword), root })
      const reference = memberOf(schema, '$ref')
      if (typeof reference === 'string') add(this.#dereference(reference, root))
    }
    for (const next of located) add(next)
    return [...all.values()]
  }

  #dereference (reference: string, root: unknown): Located {
    const [id = '', pointer = ''] = reference.split('#', 2)
    const target = id === '' || id === memberOf(root, '$id') ? root : this.#resolve(id)
    let schema = target
    for (const token of pointer.split('/').slice(1)) {
      schema = memberOf(schema, decodeURIComponent(token).replaceAll('~1', '/').replaceAll('~0', '~'))
    }
    // Where a reference leads nowhere that we know, anything may stand: the validator has the last word.
    return { schema: schema ?? unknownTarget, root: target }
  }

  #numberOf (schema: unknown): number {
    const number = this.#numbers.get(schema) ?? this.#numbers.size
    this.#numbers.set(schema, number)
    return number
  }
}

const unknownTarget = Object.freeze({ additionalProperties: true })

/** True where a schema decides about further properties itself, or names some by a schema for all of them. */
function isOpen (schema: unknown): boolean {
  return memberOf(schema, 'additionalProperties') !== undefined || memberOf(schema, 'unevaluatedProperties') !== undefined
}
