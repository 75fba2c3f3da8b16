import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { RateLimitFields } from '../dialects/rate-limit-fields.ts'
import type { Check, Checks, RouteFacts } from '../gates/gate.ts'
import { countedAt } from './counted-at.ts'
import type { ConcurrencySettings, RateLimitSettings } from './limit-options.ts'
import { LimitSet } from './limit-set.ts'
import type { Limiters } from './limiters.ts'
import { meet } from './meet.ts'
import { enter } from './presence.ts'
import { registryOf } from './registry.ts'

// What limits run on. The build makes a file of this, that is loaded where there is one.

/** @param hasCrowd - true where limits of concurrency stand behind these */
export function armRateLimits (limits: readonly RateLimitSettings[], route: RouteFacts, fields: RateLimitFields | undefined, hasCrowd: boolean): Check | Checks | undefined {
  const { limiters } = registryOf(route.instance)
  const place = countedAt(route)
  const all = limits.map(settings => limiters.open(settings, place, route.options !== undefined))
  const checkOf = (isIn: (settings: RateLimitSettings) => boolean): Check | undefined => {
    const some = all.filter(({ settings }) => isIn(settings))
    if (some.length === 0) return undefined
    const set = new LimitSet(some, all, fields, some.length < all.length || hasCrowd)
    return (request, reply) => meet(set, request, reply)
  }
  // Scanners meet those that requests without a route count for.
  if (route.options === undefined) return checkOf(({ hook, countUnknown }) => hook === 'onRequest' && countUnknown)
  return {
    onRequest: checkOf(({ hook }) => hook === 'onRequest'),
    preParsing: checkOf(({ hook }) => hook === 'preParsing'),
    preHandler: checkOf(({ hook }) => hook === 'preHandler')
  }
}

export function armConcurrency (limits: readonly ConcurrencySettings[], route: RouteFacts): Check | undefined {
  const place = countedAt(route)
  const limiters = limits.map(settings => registryOf(route.instance).concurrency.open(settings, place))
  return route.options && ((request: FastifyRequest, reply: FastifyReply) => enter(limiters, request, reply))
}

/** All rate limits of a server. */
export function limitersOf (instance: FastifyInstance): Limiters {
  return registryOf(instance).limiters
}
