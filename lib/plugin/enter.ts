import type { FastifyReply, FastifyRequest, onRequestHookHandler } from 'fastify'
import { contextKey, routeOf, type Route } from '../gates/past-accessors.ts'
import { catchBearerAuth, hasBearerAuth } from '../neighbours/index.ts'
import { warnOfUncovered } from './early-routes.ts'
import { routeKey, scopeOf, type Held, type Keyed, type Scope, type Run } from './held.ts'
import type { Reporter } from './report.ts'
import { atOnceUnrouted, unroutedScope } from './unrouted.ts'

/** What the head tells is asked of every request of the scope, before the hooks of the scopes below. */
export const enter: onRequestHookHandler = (request, reply, done) => {
  // Every request comes here: the call is left out once it is known where the route is.
  const known = (request as unknown as Record<symbol, Route | undefined>)[contextKey] ?? routeOf(request)
  const route = (known.config as Keyed)[routeKey]
  if (route === undefined ? hasBearerAuth(request.server) : route.hasBearerAuth) catchBearerAuth(reply)
  const run = route === undefined ? runBesideRoutes(request, reply) : route.onRequest
  if (run === undefined) done()
  else run(request, reply, done)
}

/** Of routes from before the plugin nothing is known. */
function runBesideRoutes (request: FastifyRequest, reply: FastifyReply): Run | undefined {
  if (request.is404) return atOnceUnrouted(request, reply)
  warnOfUncovered(request)
  return undefined
}

/** What holds for a request: its route's own, else its scope's, as for a route that was there before the plugin. */
export function placeOf (request: FastifyRequest): Held {
  return (routeOf(request).config as Keyed)[routeKey] ?? scopeAt(request)
}

/** The scope that a request is in. */
export function scopeAt (request: FastifyRequest): Scope {
  return (request.is404 ? unroutedScope(request) : undefined) ?? scopeOf(request.server) as Scope
}

/** Who is told what gates would have refused. */
export function reporterOf (request: FastifyRequest): Reporter {
  return (scopeOf(request.server) as Scope).reporter
}
