import { isObject } from '../is-object.ts'

const smallText = 1024
const fewValues = 100

/**
 * Weighs a value, as far as it is small: at most 100 values, member names among them, and 1,024 characters.
 *
 * @returns the number of values, 0 where it is not small
 */
export function isSmall (value: unknown): number {
  if (typeof value === 'string') return value.length > smallText ? 0 : 1
  if (!isObject(value)) return 1
  const left = { values: fewValues + 1, characters: smallText }
  return fits(value, left) ? fewValues + 1 - left.values : 0
}

/** True for a list of at most 100 items. */
export function isFew (list: readonly unknown[]): boolean {
  return list.length <= fewValues
}

// Its depth is bounded by the number of values.
function fits (value: unknown, left: { values: number, characters: number }): boolean {
  if (--left.values < 0) return false
  if (typeof value === 'string') return (left.characters -= value.length) >= 0
  if (!isObject(value)) return true
  if (Array.isArray(value)) return value.length <= left.values && value.every(item => fits(item, left))
  for (const name in value) {
    if ((left.characters -= name.length) < 0 || !fits((value as Record<string, unknown>)[name], left)) return false
  }
  return true
}

// Deeper than JSON is read, and no deeper than the stack is.
const deepest = 1000

/** The number of values in a value, itself among them; a long text counts as many, what is deeper than 1,000 levels not at all. */
export function sizeOf (value: unknown, depth = 0): number {
  if (typeof value === 'string') return 1 + (value.length >> 6)
  if (!isObject(value) || depth === deepest) return 1
  let size = 1
  if (Array.isArray(value)) {
    for (let index = 0; index < value.length; index++) size += sizeOf(value[index], depth + 1)
  } else {
    for (const name in value) size += sizeOf((value as Record<string, unknown>)[name], depth + 1)
  }
  return size
}
