import { mediaTypeEssence } from '../http/media-type.ts'
import { memberOf } from './path.ts'
import { cutStep, PathBudget, type Path } from './path-budget.ts'
import { Places, type Place, type Resolve } from './places.ts'

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
  const content = memberOf(schema, 'content')
  if (typeof content === 'object' && content !== null) return byContentType(content, resolve, limit)
  const place = new Places(resolve).of(schema)
  if (!canRefuse(place)) return undefined
  return (body) => collect(body, place, limit)
}

function byContentType (content: object, resolve: Resolve, limit: number): UnknownProperties | undefined {
  const compiled = new Map<string, UnknownProperties>()
  for (const [contentType, described] of Object.entries(content)) {
    const unknownProperties = compileUnknownProperties(memberOf(described, 'schema'), resolve, limit)
    if (unknownProperties !== undefined) compiled.set(contentType, unknownProperties)
  }
  if (compiled.size === 0) return undefined
  return (body, contentType = '') => compiled.get(mediaTypeEssence(contentType))?.(body) ?? []
}

/** A value, where it is met and how it was reached; the path is written out only for what is found. */
interface Visit {
  readonly value: object
  readonly place: Place
  readonly parent: Visit | undefined
  readonly step: string | number
  path?: Path
}

/** Without recursion: a body may be nested deeper than the stack is. Depth first, in the order of the body. */
function collect (body: unknown, start: Place, limit: number): Path[] {
  const found: Path[] = []
  const budget = new PathBudget()
  const visits: Visit[] = isNested(body) ? [{ value: body, place: start, parent: undefined, step: '' }] : []
  for (let visit = visits.pop(); visit !== undefined; visit = visits.pop()) {
    const { value, place } = visit
    const inside: Visit[] = []
    if (Array.isArray(value)) {
      for (let index = 0; index < value.length; index++) {
        const next = isNested(value[index]) ? place.item(index) : undefined
        if (next !== undefined) inside.push({ value: value[index], place: next, parent: visit, step: index })
      }
    } else {
      for (const name of Object.keys(value)) {
        const next = place.member(name)
        if (next === undefined) {
          if (!place.isClosed) continue
          const path = budget.take(visit.path ??= pathOf(visit), name)
          if (path === undefined || found.push(path) >= limit) return found
          continue
        }
        const member = (value as Record<string, unknown>)[name]
        if (isNested(member)) inside.push({ value: member, place: next, parent: visit, step: name })
      }
    }
    for (let next = inside.pop(); next !== undefined; next = inside.pop()) visits.push(next)
  }
  return found
}

function isNested (value: unknown): value is object {
  return typeof value === 'object' && value !== null
}

function pathOf (visit: Visit): Path {
  const path: Path = []
  for (let { parent, step } = visit; parent !== undefined; { parent, step } = parent) path.push(cutStep(step))
  return path.reverse()
}

/** True where a value could have an unknown property somewhere; each place is looked at once, as schemas may be recursive. */
function canRefuse (start: Place): boolean {
  const seen = new Set([start])
  for (const place of seen) {
    if (place.isClosed) return true
    for (const inside of place.inside()) seen.add(inside)
  }
  return false
}
