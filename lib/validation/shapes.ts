import { memberOf } from '../http/json-pointer.ts'
import { References, type Resolve } from './references.ts'
import { isObject } from '../is-object.ts'

/** What a schema tells of the bodies that it can take, before there is one. */
export interface Shape {
  /** No body at all is one: null passes, which Fastify validates where there is none. */
  readonly allowsNull: boolean
  /** It describes a value of JSON, and no text or bytes. */
  readonly isJson: boolean
  /** A form can meet it: what has to be there is text, numbers, booleans, lists of these, or parts of a multipart body. */
  readonly isForm: boolean
}

/** Where the schema says nothing, or there is none. */
export const anyShape: Shape = Object.freeze({ allowsNull: true, isJson: false, isForm: true })

/**
 * Reads the shape of a body's schema. What it does not understand lets everything pass: the validator has the last word.
 *
 * @param resolve - finds a schema by its id
 * @example shapeOf({ type: 'object', required: ['a'], properties: { a: { type: 'object' } } }, () => undefined).isForm // false
 */
export function shapeOf (schema: unknown, resolve: Resolve): Shape {
  const reader = new ShapeReader(resolve)
  const start = { schema, root: schema }
  const kinds = reader.kinds(start)
  return {
    allowsNull: kinds.has('null'),
    isJson: !kinds.has('string') || reader.some(start, one => structural.some(keyword => memberOf(one, keyword) !== undefined)),
    isForm: kinds.has('object') && reader.canBeForm(start)
  }
}

/** What is said of the members of a value of JSON. */
const structural = ['properties', 'items', 'required', 'prefixItems', 'patternProperties'] as const

type Kind = 'null' | 'boolean' | 'number' | 'string' | 'array' | 'object'
const all: ReadonlySet<Kind> = new Set(['null', 'boolean', 'number', 'string', 'array', 'object'])
const none: ReadonlySet<Kind> = new Set()
const scalars: readonly Kind[] = ['null', 'boolean', 'number', 'string']

interface At { readonly schema: unknown, readonly root: unknown }

// References may lead in circles, and schemas be as deep as they like.
const deepest = 32

class ShapeReader {
  readonly #references: References

  constructor (resolve: Resolve) {
    this.#references = new References(resolve)
  }

  /** The kinds of values that can pass. */
  kinds ({ schema, root }: At, depth = 0): ReadonlySet<Kind> {
    if (schema === false) return none
    if (!isObject(schema) || depth === deepest) return all
    let kinds = ofType(schema)
    const values = valuesOf(schema)
    if (values !== undefined) kinds = within(kinds, new Set(values.map(kindOf)))
    for (const keyword of ['anyOf', 'oneOf']) {
      const branches = this.#branches(schema, keyword, root)
      if (branches.length > 0) kinds = within(kinds, new Set(branches.flatMap(branch => [...this.kinds(branch, depth + 1)])))
    }
    for (const part of this.#together(schema, root)) kinds = within(kinds, this.kinds(part, depth + 1))
    return kinds
  }

  /** True where it holds of one of the schemas that say something of the whole value. */
  some ({ schema, root }: At, is: (schema: object) => boolean, depth = 0): boolean {
    if (!isObject(schema) || depth === deepest) return false
    if (is(schema)) return true
    return ['anyOf', 'oneOf'].flatMap(keyword => this.#branches(schema, keyword, root)).concat(this.#together(schema, root))
      .some(part => this.some(part, is, depth + 1))
  }

  canBeForm ({ schema, root }: At, depth = 0): boolean {
    if (!isObject(schema) || depth === deepest) return true
    const required = memberOf(schema, 'required')
    const properties = memberOf(schema, 'properties')
    const isFlat = !Array.isArray(required) || required.every(name => this.#canBeField({ schema: memberOf(properties, name as string), root }))
    return isFlat &&
      this.#together(schema, root).every(part => this.canBeForm(part, depth + 1)) &&
      ['anyOf', 'oneOf'].every(keyword => {
        const branches = this.#branches(schema, keyword, root)
        return branches.length === 0 || branches.some(branch => this.canBeForm(branch, depth + 1))
      })
  }

  #canBeField (at: At, isItem = false): boolean {
    const kinds = this.kinds(at)
    if (scalars.some(kind => kinds.has(kind)) || this.some(at, isPart)) return true
    return kinds.has('array') && !isItem && this.#items(at).every(item => this.#canBeField(item, true))
  }

  #items ({ schema, root }: At): At[] {
    const items = memberOf(schema, 'items')
    return items === undefined ? [] : [items].flat().map(item => ({ schema: item, root }))
  }

  #branches (schema: object, keyword: string, root: unknown): At[] {
    const branches = memberOf(schema, keyword)
    return Array.isArray(branches) ? branches.map(branch => ({ schema: branch, root })) : []
  }

  /** What holds beside the schema itself. */
  #together (schema: object, root: unknown): At[] {
    const reference = memberOf(schema, '$ref')
    return [...this.#branches(schema, 'allOf', root), ...(typeof reference === 'string' ? [this.#references.follow(reference, root)] : [])]
  }
}

/** A part of a multipart body, as @fastify/multipart hands it over with `attachFieldsToBody: true`. */
function isPart (schema: object): boolean {
  const properties = memberOf(schema, 'properties')
  return ['value', 'fieldname', 'filename', 'mimetype'].some(name => memberOf(properties, name) !== undefined)
}

function ofType (schema: object): ReadonlySet<Kind> {
  const type = memberOf(schema, 'type')
  if (typeof type !== 'string' && !Array.isArray(type)) return all
  const kinds = new Set([type].flat().map(one => one === 'integer' ? 'number' : one as Kind))
  if (memberOf(schema, 'nullable') === true) kinds.add('null')
  return kinds
}

function valuesOf (schema: object): readonly unknown[] | undefined {
  if (Object.hasOwn(schema, 'const')) return [memberOf(schema, 'const')]
  const values = memberOf(schema, 'enum')
  return Array.isArray(values) ? values : undefined
}

function kindOf (value: unknown): Kind {
  if (value === null) return 'null'
  return Array.isArray(value) ? 'array' : typeof value as Kind
}

function within (kinds: ReadonlySet<Kind>, others: ReadonlySet<Kind>): ReadonlySet<Kind> {
  return new Set([...kinds].filter(kind => others.has(kind)))
}
