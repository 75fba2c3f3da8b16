import type { FastifyContextConfig, FastifyInstance, FastifyRequest } from 'fastify'
import type { Mapper } from '../errors/normalize.ts'
import { builtInMappers } from '../errors/mappers/index.ts'
import type { Gate } from '../gates/gate.ts'
import type { Settings } from '../settings.ts'
import { bodyLimitErrors } from './body-limit-errors.ts'
import type { Limits } from './limits.ts'
import { mediaTypeErrors } from './media-type-errors.ts'
import type { Methods } from './methods.ts'
import { validationErrors } from './validation-errors.ts'
import type { ServerValidators } from './validators.ts'

/** What holds in a scope. Children of the scope see it through the prototype chain, as they see decorators. */
export interface Scope {
  readonly settings: Settings
  readonly mappers: ReadonlyArray<Mapper<FastifyRequest>>
  /** For requests that no route takes. */
  readonly routeGate: Gate | undefined
  readonly methods: Methods
  readonly limits: Limits | undefined
  readonly validators: ServerValidators
}

/** What holds on a route: its scope's, with its own options on top, and its gates. */
export interface Route extends Pick<Scope, 'settings' | 'mappers'> {
  readonly onRequest: Gate | undefined
  readonly limits: Limits | undefined
}

const scopeKey = Symbol('fastify-conformant.scope')
const routeKey = Symbol('fastify-conformant.route')

interface Keyed { [scopeKey]?: Scope, [routeKey]?: Route }

export function scopeOf (instance: FastifyInstance): Scope | undefined {
  return (instance as Keyed)[scopeKey]
}

export function setScope (instance: FastifyInstance, scope: Scope): void {
  (instance as Keyed)[scopeKey] = scope
}

/** Kept in the route's config under a symbol, where nobody meets it by name. */
export function configWith (config: object | undefined, route: Route): FastifyContextConfig {
  return { ...config, [routeKey]: route } as FastifyContextConfig
}

const takesBodyKey = Symbol('fastify-conformant.takes-body')

/** Says of a route that its requests have a body, where no schema for one says so. */
export function takingBody (config: object | undefined): FastifyContextConfig {
  return { ...config, [takesBodyKey]: true } as FastifyContextConfig
}

export function takesBody (config: object | undefined): boolean {
  return config !== undefined && takesBodyKey in config
}

/** Makes room on requests for what holds for them. */
export function decorateRequests (instance: FastifyInstance): void {
  instance.decorateRequest(routeKey, null)
}

/** The route's own; undefined for requests without a route, and for routes that were there before the plugin. */
export function routeOf (request: FastifyRequest): Route | undefined {
  const route = (request.routeOptions.config as Keyed)[routeKey]
  // Fastify makes the object of options anew each time it is asked.
  if (route !== undefined) (request as unknown as Keyed)[routeKey] = route
  return route
}

/** Says what holds for a request of which Fastify knows no route. */
export function hold (request: FastifyRequest, holding: Pick<Scope, 'settings' | 'mappers'>): void {
  (request as unknown as Keyed)[routeKey] = { ...holding, onRequest: undefined, limits: undefined }
}

/** What holds for a request, routed or not. */
export function holdingFor (request: FastifyRequest): Pick<Scope, 'settings' | 'mappers'> {
  return (request as unknown as Keyed)[routeKey] ?? routeOf(request) ?? scopeOf(request.server) as Scope
}

/** The application's mappers, then those that know Fastify and its plugins. */
export function mappersOf ({ mappers }: Settings): ReadonlyArray<Mapper<FastifyRequest>> {
  return [...mappers, validationErrors, mediaTypeErrors, bodyLimitErrors, ...builtInMappers as ReadonlyArray<Mapper<FastifyRequest>>]
}
