import { isMultipart } from '../http/form-types.ts'
import { mediaTypeEssence } from '../http/media-type.ts'
import { memberOf } from '../http/json-pointer.ts'
import { cutStep, PathBudget, type Path } from './path-budget.ts'
import { Places, type Place, type Resolve } from './places.ts'
import { namedPropertiesOf } from './named-properties.ts'
import { isObject } from '../is-object.ts'

/**
 * Finds the properties of a body that no part of its schema names: the path of each.
 * The content type chooses where the body has a schema for each (`content`).
 */
export type UnknownProperties = (body: unknown, contentType?: string) => Path[]

/**
 * JSON Schema lets pass what it does not name; a documented API does not. A property is unknown where schemas
 * name properties for the object and none of them, through `$ref`, `allOf`, `anyOf`, `oneOf` or `if`, names this one.
 * `additionalProperties` or `unevaluatedProperties` in a schema decides for itself, and the validator sees to it.
 *
 * @param schema - the body's; with `content`, as Fastify has it, one for each content type
 * @param resolve - finds a schema by its id
 * @param limit - how many are looked for at most
 * @returns undefined where nothing can be unknown, so that no hook has to be there
 * @example compileUnknownProperties({ properties: { a: {} } }, () => undefined)?.({ a: 1, b: 2 }) // [['b']]
 */
export function compileUnknownProperties (schema: unknown, resolve: Resolve, limit = Infinity): UnknownProperties | undefined {
  return compile(schema, resolve, place => place.isClosed, place => collector(place, limit))
}

/**
 * Takes the unknown properties out of bodies, in place; also those that `additionalProperties: false` would refuse.
 *
 * @returns undefined where nothing can be unknown
 * @example compileRemoval({ properties: { a: {} } }, () => undefined)?.(body) // { a: 1, b: 2 } has become { a: 1 }
 */
export function compileRemoval (schema: unknown, resolve: Resolve): UnknownProperties | undefined {
  return compile(schema, resolve, place => place.isComplete, place => (body, isPassed) => {
    walk(body, place, isPassed, ({ value, place: { isComplete } }, name) => isComplete && !Reflect.deleteProperty(value, name))
    return []
  })
}

/** Looks into a body from a place on. `isPassed`: values that are not looked into. */
type Look = (body: unknown, isPassed: (value: object) => boolean) => Path[]

function compile (schema: unknown, resolve: Resolve, isMeant: (place: Place) => boolean, lookFrom: (start: Place) => Look): UnknownProperties | undefined {
  const content = memberOf(schema, 'content')
  if (isObject(content)) return byContentType(content, described => compile(described, resolve, isMeant, lookFrom))
  const place = new Places(resolve).of(namedPropertiesOf(schema) ?? schema)
  if (!canBeUnknown(place, isMeant)) return undefined
  const look = lookFrom(place)
  return (body, contentType) => look(body, isMultipart(contentType) ? isPart : nothing)
}

function byContentType (content: object, compileOne: (schema: unknown) => UnknownProperties | undefined): UnknownProperties | undefined {
  const compiled = new Map<string, UnknownProperties>()
  for (const [contentType, described] of Object.entries(content)) {
    const unknownProperties = compileOne(memberOf(described, 'schema'))
    if (unknownProperties !== undefined) compiled.set(contentType, unknownProperties)
  }
  if (compiled.size === 0) return undefined
  return (body, contentType = '') => compiled.get(mediaTypeEssence(contentType))?.(body, contentType) ?? []
}

const nothing = (): boolean => false

/** A part of a multipart body, as @fastify/multipart hands it over with `attachFieldsToBody: true`: its members are not the client's. */
function isPart (value: object): boolean {
  return typeof (value as { fieldname?: unknown }).fieldname === 'string' && 'mimetype' in value && 'fields' in value
}

/** A value that is being walked through, where it is met and how it was reached; the path is written out only for what is found. */
interface Visit {
  readonly value: object
  readonly place: Place
  readonly parent: Visit | undefined
  readonly step: string | number
  /** Of an object. */
  readonly names: readonly string[] | undefined
  next: number
  path?: Path
}

function collector (start: Place, limit: number): Look {
  return (body, isPassed) => {
    const found: Path[] = []
    let budget: PathBudget | undefined
    walk(body, start, isPassed, (visit, name) => {
      if (!visit.place.isClosed) return false
      const path = (budget ??= new PathBudget()).take(visit.path ??= pathTo(visit), name)
      return path === undefined || found.push(path) >= limit
    })
    return found
  }
}

type OnUnknown = (visit: Visit, name: string) => boolean

/**
 * Without recursion: a body may be nested deeper than the stack is. Depth first, in the order of the body, but the names of an
 * object before what is inside of it; one visit is kept for each level. What has more items or members than its schemas take
 * is refused for that, and not gone through.
 *
 * @param isPassed - true for a value that is not gone into
 * @param onUnknown - told of a name that no schema says anything of; true ends the walk
 */
function walk (body: unknown, start: Place, isPassed: (value: object) => boolean, onUnknown: OnUnknown): void {
  const course = { isOver: false }
  const tell: OnUnknown = (visit, name) => (course.isOver = onUnknown(visit, name))
  let visit = isNested(body) ? enter(body, start, undefined, '', tell) : undefined
  while (visit !== undefined && !course.isOver) visit = inner(visit, isPassed, tell) ?? visit.parent
}

/** The next value inside that has values inside of its own. */
function inner (visit: Visit, isPassed: (value: object) => boolean, onUnknown: OnUnknown): Visit | undefined {
  const { value, place, names } = visit
  const length = (names ?? value as unknown[]).length
  while (visit.next < length) {
    const step = names?.[visit.next] ?? visit.next
    visit.next++
    const inside = (value as Record<string | number, unknown>)[step]
    if (!isNested(inside) || isPassed(inside)) continue
    const met = typeof step === 'number' ? place.item(step) : place.member(step)
    const entered = met && enter(inside, met, visit, step, onUnknown)
    if (entered !== undefined) return entered
  }
  return undefined
}

/** Looks at the names of an object. A visit is made only of what has to be gone into, or is found. */
function enter (value: object, place: Place, parent: Visit | undefined, step: string | number, onUnknown: OnUnknown): Visit | undefined {
  if (Array.isArray(value)) return value.length > place.mostItems ? undefined : { value, place, parent, step, names: undefined, next: 0 }
  if (place.mostMembers < Infinity && Object.keys(value).length > place.mostMembers) return undefined
  let visit: Visit | undefined
  let hasNested = false
  for (const name in value) {
    if (!Object.hasOwn(value, name)) continue
    if (place.member(name) !== undefined) hasNested ||= isNested((value as Record<string, unknown>)[name])
    else if (onUnknown(visit ??= { value, place, parent, step, names: [], next: 0 }, name)) return visit
  }
  return hasNested ? { value, place, parent, step, names: Object.keys(value), next: 0 } : undefined
}

function isNested (value: unknown): value is object {
  return isObject(value)
}

function pathTo (visit: Visit): Path {
  const path: Path = []
  for (let { parent, step } = visit; parent !== undefined; { parent, step } = parent) path.push(typeof step === 'string' ? cutStep(step) : step)
  return path.reverse()
}

/** True where a value could have an unknown property somewhere; each place is looked at once, as schemas may be recursive. */
function canBeUnknown (start: Place, isMeant: (place: Place) => boolean): boolean {
  const seen = new Set([start])
  for (const place of seen) {
    if (isMeant(place)) return true
    for (const inside of place.inside()) seen.add(inside)
  }
  return false
}
