import { Places, type Place, type Resolve } from './places.ts'

/** Finds the properties of a body that no part of its schema names: the path of each. */
export type UnknownProperties = (body: unknown) => Array<Array<string | number>>

/**
 * JSON Schema lets pass what it does not name; a documented API does not. A property is unknown where schemas
 * name properties for the object and none of them, through `$ref`, `allOf`, `anyOf`, `oneOf` or `if`, names this one.
 * `additionalProperties` or `unevaluatedProperties` in a schema decides for itself, and the validator sees to it.
 *
 * @param schema - the body's
 * @param resolve - finds a schema by its id
 * @param limit - how many are looked for at most
 * @returns undefined where nothing can be unknown, so that no hook has to be there
 * @example compileUnknownProperties({ properties: { a: {} } }, () => undefined)?.({ a: 1, b: 2 }) // [['b']]
 */
export function compileUnknownProperties (schema: unknown, resolve: Resolve, limit = Infinity): UnknownProperties | undefined {
  const place = new Places(resolve).of(schema)
  if (!canRefuse(place)) return undefined
  return (body) => collect(body, place, limit)
}

/** A value, where it is met and how it was reached; the path is written out only for what is found. */
interface Visit {
  readonly value: object
  readonly place: Place
  readonly parent: Visit | undefined
  readonly step: string | number
}

/** Without recursion: a body may be nested deeper than the stack is. Depth first, in the order of the body. */
function collect (body: unknown, start: Place, limit: number): Array<Array<string | number>> {
  const found: Array<Array<string | number>> = []
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
          if (place.isClosed && found.push(pathOf(visit, name)) >= limit) return found
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

function pathOf (visit: Visit, name: string): Array<string | number> {
  const path: Array<string | number> = [name]
  for (let { parent, step } = visit; parent !== undefined; { parent, step } = parent) path.push(step)
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
