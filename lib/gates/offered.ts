import type { FastifyRequest } from 'fastify'
import { isBound } from './bound.ts'
import { routeOf } from './past-accessors.ts'

const offered = new WeakMap<object, boolean>()

/**
 * True where a request that no route takes is the matter of a not-found handler of the application's own. Fastify binds such a handler
 * to its instance, and its own to none.
 */
export function isOffered (request: FastifyRequest): boolean {
  const { config, handler } = routeOf(request)
  let is = offered.get(config)
  if (is === undefined) offered.set(config, is = isBound(handler))
  return is
}
