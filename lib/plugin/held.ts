import type { FastifyContextConfig, FastifyInstance, FastifyRequest } from 'fastify'
import type { Place } from '../answer/place.ts'
import type { Methods } from '../gates/methods.ts'
import type { ServerValidators } from '../validation/server-validators.ts'
import type { Settings } from './options.ts'
import type { Run } from './run.ts'

/** What holds at a place, and what its requests meet first. */
export interface Held extends Place {
  readonly settings: Settings
  readonly onRequest: Run | undefined
  /** True where @fastify/bearer-auth is there. Known when the server is ready. */
  hasBearerAuth: boolean
}

/** What is not known before the server is ready. */
export const unasked = { settlers: [], isBasicOnly: false, hasBearerAuth: false }

/** What holds in a scope. Children of the scope see it through the prototype chain, as they see decorators. */
export interface Scope extends Held {
  readonly methods: Methods
  readonly validators: ServerValidators
  /** Takes tasks for when all plugins, routes and schemas are there. */
  whenReady (task: () => void): void
}

const scopeKey = Symbol('fastify-conformant.scope')
const routeKey = Symbol('fastify-conformant.route')

interface Keyed { [scopeKey]?: Scope, [routeKey]?: Held }

export function scopeOf (instance: FastifyInstance): Scope | undefined {
  return (instance as Keyed)[scopeKey]
}

export function setScope (instance: FastifyInstance, scope: Scope): void {
  (instance as Keyed)[scopeKey] = scope
}

/** Kept in the route's config under a symbol, where nobody meets it by name. */
export function configWith (config: object | undefined, route: Held): FastifyContextConfig {
  return { ...config, [routeKey]: route } as FastifyContextConfig
}

/** Makes room on requests for what holds for them. */
export function decorateRequests (instance: FastifyInstance): void {
  instance.decorateRequest(routeKey, null)
}

/** The route's own; undefined for requests without a route, and for routes that were there before the plugin. */
export function routeOf (request: FastifyRequest): Held | undefined {
  const route = (request.routeOptions.config as Keyed)[routeKey]
  // Fastify makes the object of options anew each time it is asked.
  if (route !== undefined) (request as unknown as Keyed)[routeKey] = route
  return route
}

/** What holds for a request, routed or not. */
export function placeOf (request: FastifyRequest): Held {
  return (request as unknown as Keyed)[routeKey] ?? routeOf(request) ?? scopeOf(request.server) as Scope
}
