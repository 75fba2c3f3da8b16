/** True for what can have members: objects and arrays, not null and not functions. */
export function isObject (value: unknown): value is object {
  return typeof value === 'object' && value !== null
}
