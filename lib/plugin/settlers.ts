import type { FastifyInstance, RouteOptions } from 'fastify'
import type { Settler } from '../answer/place.ts'
import { describing } from '../conditional/index.ts'
import { announce } from '../gates/deprecated.ts'
import type { Methods } from '../gates/methods.ts'
import { counting } from '../limits/index.ts'
import { basicOnly, exposing, hasBearerAuth, hasCors, hasEtag, tagging } from '../neighbours/index.ts'
import { connections } from '../server/index.ts'
import { isTold } from './error-handlers.ts'
import type { Held } from './held.ts'
import type { Settings } from './options.ts'
import { proxyHint } from './proxy-hint.ts'

/** Asks once, when all plugins are there, who has to see to something at a place. */
export function settle (place: Held, instance: FastifyInstance, options?: RouteOptions): void {
  place.basicOnly = basicOnly(instance)
  place.hasBearerAuth = hasBearerAuth(instance)
  place.isTold = isTold(instance, options)
  place.settlers = [...place.settlers, ...settlersOf(place.settings, instance, options !== undefined)]
}

function settlersOf ({ preconditions, rateLimit, deprecated }: Settings, instance: FastifyInstance, isRoute: boolean): Settler[] {
  return [
    ...(preconditions === undefined ? [] : [describing]),
    connections,
    ...(rateLimit.some(({ countRefused }) => !countRefused) ? [counting] : []),
    ...(deprecated === undefined || !isRoute ? [] : [{ after: reply => { announce(deprecated, reply) } } satisfies Settler]),
    ...(hasEtag(instance) ? [tagging] : []),
    ...(hasCors(instance) ? [exposing] : [])
  ]
}

/** Says that a reverse proxy may be why there is nothing at a URL. */
export function hinting (methods: Methods): Settler {
  const hint = proxyHint(methods)
  return {
    before (_reply, request, { kind }) {
      if (kind === 'route_not_found') hint(request)
    }
  }
}
