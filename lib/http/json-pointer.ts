import { isObject } from '../is-object.ts'

/**
 * The steps of a JSON Pointer (RFC 6901). A step is an index only where the value has an array at that place.
 *
 * @param pointer - such as `/items/0/name`; empty: the whole
 * @param value - the value that was validated
 * @example stepsOf('/items/0', { items: [1] }) // ['items', 0]
 */
export function stepsOf (pointer: string, value: unknown): Array<string | number> {
  if (pointer === '') return []
  const steps: Array<string | number> = []
  let place: unknown = value
  for (let start = 1, end; start !== 0; start = end + 1) {
    end = pointer.indexOf('/', start)
    const token = end === -1 ? pointer.slice(start) : pointer.slice(start, end)
    const name = token.includes('~') ? token.replaceAll('~1', '/').replaceAll('~0', '~') : token
    steps.push(Array.isArray(place) ? Number(name) : name)
    if (end !== -1) place = memberOf(place, name)
  }
  return steps
}

/** An own member, so that a step such as `constructor` finds nothing of the language. */
export function memberOf (value: unknown, name: string): unknown {
  return isObject(value) && Object.hasOwn(value, name)
    ? (value as Record<string, unknown>)[name]
    : undefined
}

/**
 * The JSON Pointer to steps.
 *
 * @example toPointer(['a/b', 0]) // '/a~1b/0'
 */
export function toPointer (steps: readonly unknown[]): string {
  let pointer = ''
  for (const step of steps) {
    const name = String(step)
    pointer += `/${/[~/]/.test(name) ? name.replaceAll('~', '~0').replaceAll('/', '~1') : name}`
  }
  return pointer
}
