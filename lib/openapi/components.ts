import { isObject } from '../is-object.ts'
import { memberOf, stepsOf } from '../http/json-pointer.ts'
import type { Resolve } from './resolve.ts'
import { sentencesOf, type Version } from './versions.ts'

type Json = Record<string, unknown>

/** A reference to a component. */
export interface Reference { readonly $ref: string }

/** The schemas of a document: each once, by a name. */
export class Components {
  readonly schemas: Json = {}
  readonly version: Version
  readonly #taken: object
  readonly #texts = new Map<string, string>()
  readonly #names = new Map<unknown, string>()

  /** @param taken - names of schemas that somebody else has in the same document */
  constructor (version: Version, taken: object = {}) {
    this.version = version
    this.#taken = taken
  }

  /**
   * A component of a name, or of one with a number behind it where that stands for something else.
   *
   * @param name - or what makes it, asked where it is needed
   * @param make - the schema, converted
   */
  add (name: string | (() => string), make: (reference: Reference) => unknown, key?: unknown): Reference {
    const before = key === undefined ? undefined : this.#names.get(key)
    if (before !== undefined) return referenceTo(before)
    const plain = (typeof name === 'string' ? name : name()).replace(/[^\w.-]/g, '_')
    let free = plain
    for (let at = 2; free in this.schemas || free in this.#taken; at++) free = `${plain}${at}`
    if (key !== undefined) this.#names.set(key, free)
    // It may speak of itself.
    this.schemas[free] = null
    const schema = make(referenceTo(free))
    const text = JSON.stringify(schema)
    const same = this.#texts.get(`${plain} ${text}`)
    if (same !== undefined && key === undefined) {
      delete this.schemas[free]
      return referenceTo(same)
    }
    this.#texts.set(`${plain} ${text}`, free)
    this.schemas[free] = schema
    return referenceTo(free)
  }

  /**
   * A schema as a document has it: references lead to components, and the words are those of the version.
   *
   * @param resolve - the schemas of the application, by their `$id`
   */
  convert (schema: unknown, resolve: Resolve): unknown {
    const json = jsonOf(schema)
    const ids = new Map<string, unknown>()
    collect(json, ids)
    return this.#converted(json, { root: json, ids, resolve })
  }

  #converted (schema: unknown, at: Place): unknown {
    if (!isObject(schema)) return schema
    const { $ref, $id } = schema as Json
    if (typeof $ref === 'string') return this.#target($ref, at)
    if (typeof $id === 'string') return this.add(nameOf($id), () => this.#members(schema as Json, { ...at, root: schema }), schema)
    return this.#members(schema as Json, at)
  }

  #members (schema: Json, at: Place): Json {
    return sentencesOf(schema, this.version, one => this.#converted(one, at))
  }

  #target ($ref: string, at: Place): unknown {
    const [id = '', pointer = ''] = $ref.split('#')
    const known = at.ids.get(id) ?? at.resolve(id)
    const root = id === '' ? at.root : known
    if (root === undefined) return {}
    const steps = stepsOf(pointer, root)
    let target: unknown = root
    for (const step of steps) target = memberOf(target, String(step))
    if (!isObject(target)) return {}
    const name = nameOf(String(steps.at(-1) ?? ((target as Json)['$id'] || id || 'Schema')))
    const inside = { ...at, root: known === undefined ? at.root : root }
    const { $ref: next } = target as Json
    return this.add(name, () => typeof next === 'string' ? this.#target(next, inside) : this.#members(target as Json, inside), target)
  }
}

interface Place { readonly root: unknown, readonly ids: ReadonlyMap<string, unknown>, readonly resolve: Resolve }

/** Recursive schemas of this package and of TypeBox have names that no other has. */
function nameOf (id: string): string {
  return /^(?:conformant|T)\d+$/.test(id) ? 'Tree' : id
}

function referenceTo (name: string): Reference {
  return { $ref: `#/components/schemas/${name}` }
}

/** JSON Schema, of whatever says what it is in it: fluent-json-schema, and validators that keep to Standard JSON Schema. */
export function jsonOf (schema: unknown): unknown {
  const standard = (schema as { '~standard'?: { jsonSchema?: { input (options: object): unknown } } } | undefined)?.['~standard']
  if (standard !== undefined) {
    try {
      return standard.jsonSchema?.input({ target: 'draft-2020-12' }) ?? {}
    } catch {
      return {}
    }
  }
  const { isFluentSchema, isFluentJSONSchema } = Object(schema) as { isFluentSchema?: true, isFluentJSONSchema?: true }
  return isFluentSchema === true || isFluentJSONSchema === true ? (schema as object).valueOf() : schema
}

/** The schemas inside of one that have an `$id`. */
function collect (schema: unknown, ids: Map<string, unknown>): void {
  if (!isObject(schema)) return
  const { $id } = schema as Json
  if (typeof $id === 'string') ids.set($id, schema)
  for (const one of Object.values(schema)) collect(one, ids)
}
