import { memberOf } from '../http/json-pointer.ts'
import { References, type Resolve } from './references.ts'
import { isSchema, itemSchemas, memberSchemas, rulesOf, type Applied, type Rules } from './rules.ts'
import { isObject } from '../is-object.ts'

export type { Resolve } from './references.ts'

/** What the schemas that meet at one place of a value say together. */
export interface Place {
  /** True where schemas name properties and none leaves room for others. */
  readonly isClosed: boolean
  /** The same, but that schemas may also say themselves that there are no others. */
  readonly isComplete: boolean
  /** The most items and members of a value that all schemas take; with more it is refused whatever is inside. */
  readonly mostItems: number
  readonly mostMembers: number
  /** What holds for a property; undefined where no schema says anything of the name. */
  member (name: string): Place | undefined
  /** What holds for an item; undefined where no schema says anything. */
  item (index: number): Place | undefined
  /** All places inside, for those who walk the schemas and not a value. */
  inside (): Iterable<Place>
}

const branching = ['allOf', 'anyOf', 'oneOf'] as const
const conditional = ['if', 'then', 'else'] as const
/** What a schema says itself of properties that it does not name. */
const others = ['additionalProperties', 'unevaluatedProperties'] as const
const byName = ['dependencies', 'dependentSchemas'] as const

/** Finds or makes the place of a set of schemas. `isPassing`: names in a body decide which schemas meet there. */
type At = (located: readonly Applied[], isPassing?: boolean) => Place | undefined

// Names in bodies can bring together any of the patterns of a schema: of n patterns, 2 ** n sets.
const mostPassing = 1000

/** Makes the places of a schema, each set of schemas once, so that recursive schemas come back to the same place. */
export class Places {
  readonly #references: References
  /** By the schemas that were asked for, and by all that apply. */
  readonly #kept = new Map<string, Place>()
  readonly #passing = new Map<string, Place>()
  readonly #numbers = new Map<unknown, number>()

  constructor (resolve: Resolve) {
    this.#references = new References(resolve)
  }

  of (schema: unknown): Place {
    return this.#at([{ schema, root: schema, isSure: true }]) as Place
  }

  /** Undefined where no schema says anything. */
  readonly #at: At = (located, isPassing = false) => {
    if (located.length === 0) return undefined
    const asked = this.#keyOf(located)
    const known = this.#find(asked, isPassing)
    if (known !== undefined) return known
    const all = this.#expand(located)
    const key = this.#keyOf(all)
    const place = this.#find(key, isPassing) ?? new MergedPlace(all, this.#at, isPassing)
    const places = isPassing ? this.#passing : this.#kept
    if (isPassing && places.size >= mostPassing) places.clear()
    places.set(asked, place).set(key, place)
    return place
  }

  #find (key: string, isPassing: boolean): Place | undefined {
    return this.#kept.get(key) ?? (isPassing ? this.#passing.get(key) : undefined)
  }

  /** The schemas themselves and all that apply at the same place through references and combinations. */
  #expand (located: readonly Applied[]): readonly Applied[] {
    const all = new Map<unknown, Applied>()
    const add = (next: Applied): void => {
      const { schema, root, isSure } = next
      if (!isObject(schema) || all.has(schema)) return
      all.set(schema, next)
      for (const keyword of branching) {
        const branches = memberOf(schema, keyword)
        if (Array.isArray(branches)) for (const branch of branches) add({ schema: branch, root, isSure: isSure && keyword === 'allOf' })
      }
      for (const keyword of conditional) add({ schema: memberOf(schema, keyword), root, isSure: false })
      for (const keyword of byName) {
        for (const dependent of Object.values(memberOf(schema, keyword) ?? {})) add({ schema: dependent, root, isSure: false })
      }
      const reference = memberOf(schema, '$ref')
      if (typeof reference === 'string') add({ ...this.#references.follow(reference, root), isSure })
    }
    for (const next of located) add(next)
    return [...all.values()]
  }

  #keyOf (located: readonly Applied[]): string {
    return located.map(({ schema, isSure }) => {
      const number = this.#numbers.get(schema) ?? this.#numbers.size
      this.#numbers.set(schema, number)
      return isSure ? number : `${number}?`
    }).sort().join()
  }
}

class MergedPlace implements Place {
  readonly isClosed: boolean
  readonly isComplete: boolean
  readonly mostItems: number
  readonly mostMembers: number
  readonly #rules: readonly Rules[]
  readonly #at: At
  readonly #isPassing: boolean
  readonly #members = new Map<string, Place>()
  readonly #names: ReadonlySet<string>
  readonly #hasPatterns: boolean
  /** What holds for every property that is not named, where there are no patterns. */
  #others: { readonly place: Place | undefined } | undefined
  readonly #isItemized: boolean
  readonly #isTuple: boolean
  #anyItem: Place | undefined

  constructor (all: readonly Applied[], at: At, isPassing: boolean) {
    const isNaming = all.some(({ schema }) => memberOf(schema, 'properties') !== undefined)
    this.isClosed = isNaming && !all.some(({ schema }) => others.some(keyword => memberOf(schema, keyword) !== undefined))
    this.isComplete = isNaming && all.every(({ schema }) => others.every(keyword => (memberOf(schema, keyword) ?? false) === false))
    this.mostItems = least(all, 'maxItems')
    this.mostMembers = least(all, 'maxProperties')
    this.#rules = all.map(rulesOf)
    this.#names = new Set(this.#rules.flatMap(({ named }) => [...named.keys()]))
    this.#hasPatterns = this.#rules.some(({ patterns }) => patterns.length > 0)
    this.#at = at
    this.#isPassing = isPassing
    this.#isTuple = this.#rules.some(({ tuple }) => tuple.length > 0)
    this.#isItemized = this.#rules.some(({ tuple, items }) => tuple.length > 0 || isSchema(items))
  }

  member (name: string): Place | undefined {
    const known = this.#members.get(name)
    if (known !== undefined) return known
    const isNamed = this.#names.has(name)
    if (!isNamed && this.#others !== undefined) return this.#others.place
    const place = this.#at(this.#rules.flatMap(rules => memberSchemas(rules, name)), this.#isPassing || !isNamed)
    // Only what schemas name is remembered: the names in bodies have no end.
    if (place !== undefined && isNamed) this.#members.set(name, place)
    if (!isNamed && !this.#hasPatterns) this.#others = { place }
    return place
  }

  item (index: number): Place | undefined {
    if (!this.#isItemized) return undefined
    // Without tuples all items are alike.
    if (!this.#isTuple) return (this.#anyItem ??= this.#itemAt(0))
    return this.#itemAt(index)
  }

  #itemAt (index: number): Place | undefined {
    return this.#at(this.#rules.flatMap(rules => itemSchemas(rules, index)), this.#isPassing)
  }

  * inside (): Iterable<Place> {
    for (const { root, isSure, named, patterns, others, tuple, items } of this.#rules) {
      for (const name of named.keys()) yield this.member(name) as Place
      const rest = [...patterns.map(([, schema]) => schema), others, ...tuple, items]
      for (const schema of rest.filter(isSchema)) yield this.#at([{ schema, root, isSure }]) as Place
    }
  }
}

function least (all: readonly Applied[], keyword: string): number {
  return Math.min(...all.map(({ schema, isSure }) => {
    const limit = isSure ? memberOf(schema, keyword) : undefined
    return typeof limit === 'number' ? limit : Infinity
  }))
}
