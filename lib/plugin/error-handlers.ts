import type { FastifyInstance, FastifyRequest, RouteOptions } from 'fastify'
import { isBound } from '../gates/bound.ts'
import type { ApiError } from '../errors/api-error.ts'
import { hasErrorHandler, hooksOf, setUncounted } from '../server/index.ts'
import { scopeOf } from './held.ts'

type Handler = Parameters<FastifyInstance['setErrorHandler']>[0]

/** Ours, as Fastify has them: bound to their instances. */
const ours = new WeakSet<object>()

/**
 * Makes a handler the one that is asked last in a scope and below. One that the application has set in the same scope, before or
 * after, is asked first; ours does not count where Fastify allows one for a scope.
 */
export function setLastHandler (instance: FastifyInstance, handler: Handler): void {
  const { errorHandler, log, prefix } = instance
  const own = hasErrorHandler(instance) ? errorHandler : undefined
  // Fastify's own is bound to nothing.
  if (own === undefined && isBound(errorHandler) && !ours.has(errorHandler)) {
    log.info(`fastify-conformant answers the errors of the scope "${prefix}": the error handler that is set around it is not asked for them`)
  }
  setUncounted(instance, handler)
  ours.add(instance.errorHandler)
  if (own !== undefined) setUncounted(instance, own)
}

/** True where somebody of the application's is told of errors: a handler that is asked before ours, or a hook. */
export function isTold (instance: FastifyInstance, options?: RouteOptions): boolean {
  return options?.errorHandler !== undefined || options?.onError !== undefined || !ours.has(instance.errorHandler) || hooksOf(instance, 'onError').length > 0
}

/**
 * True where they are told of a refusal too. A request that no route takes has the handler of its instance, which may be one that the
 * plugin is not in; and of an unknown URL Fastify tells nobody.
 */
export function isHandedOn (refusal: ApiError, request: FastifyRequest): boolean {
  return !request.is404 || (refusal.kind !== 'route_not_found' && scopeOf(request.server) !== undefined)
}
