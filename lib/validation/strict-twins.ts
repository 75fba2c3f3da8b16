import type { AjvValidator } from './second-pass.ts'

/** By a validator that is Fastify's own: how the one is made that this package would have in its place. As many as there are schemas. */
const twins = new WeakMap<object, { made?: AjvValidator, make: () => AjvValidator }>()

/** Says how the validator is made that would stand in the place of Fastify's own. */
export function hasStrict (own: object, make: () => AjvValidator): void {
  if (!twins.has(own)) twins.set(own, { make })
}

/**
 * The validator that would stand in the place of Fastify's own.
 *
 * @param own - a validator, or as many as a body has content types
 * @returns undefined where there would be no other
 */
export function strictOf (own: unknown): unknown {
  if (typeof own === 'function') return twinOf(own)
  return own && Object.fromEntries(Object.entries(own).map(([type, one]) => [type, twinOf(one as object)]))
}

function twinOf (own: object): AjvValidator | undefined {
  const twin = twins.get(own)
  return twin && (twin.made ??= twin.make())
}
