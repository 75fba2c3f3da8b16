import type { FastifyRequest } from 'fastify'

const offered = new WeakMap<object, boolean>()

/**
 * True where a request that no route takes is the matter of a not-found handler of the application's own. Fastify binds such a handler
 * to its instance, and its own to none: only the name of a bound function begins so (ECMA-262 §10.4.1.3), whatever a bundler makes
 * of the rest.
 */
export function isOffered (request: FastifyRequest): boolean {
  const { config, handler } = request.routeOptions
  let is = offered.get(config)
  if (is === undefined) offered.set(config, is = handler.name.startsWith('bound '))
  return is
}
