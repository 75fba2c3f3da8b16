import type { FastifyInstance } from 'fastify'

/** A schema of the application by its `$id`. */
export type Resolve = (id: string) => unknown

/** Finds the schemas that are there for an instance; what stands behind a `#` is a place in one. */
export function resolverOf (instance: FastifyInstance): Resolve {
  return id => instance.getSchema(id.replace(/#.*$/, ''))
}
