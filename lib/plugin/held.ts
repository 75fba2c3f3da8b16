import type { FastifyContextConfig, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Place } from '../answer/place.ts'
import type { Methods } from '../gates/methods.ts'
import type { ServerValidators } from '../validation/server-validators.ts'
import type { Late } from './late.ts'
import type { Settings } from './options.ts'
import type { Reporter } from './report.ts'

/** A hook's `done`, called where the request may go on, or with what a check throws; of `onSend` also with what is sent instead. */
export type Go = (error?: Error, payload?: unknown) => void
/** Runs the checks of a hook. */
export type Run = (request: FastifyRequest, reply: FastifyReply, go: Go, payload?: unknown) => void

/** What holds at a place, and what its requests meet first. */
export interface Held extends Place {
  readonly settings: Settings
  readonly onRequest: Run | undefined
  /** True where @fastify/bearer-auth is there. Known when the server is ready. */
  hasBearerAuth: boolean
  /** True where handlers or hooks of the application are told of errors. Known when the server is ready. */
  isTold: boolean
}

/** What is not known before the server is ready. */
export const unasked = { settlers: [], basicOnly: undefined, hasBearerAuth: false, isTold: false, hasOnSend: false }

/** What holds in a scope. Children of the scope see it through the prototype chain, as they see decorators. */
export interface Scope extends Held {
  readonly methods: Methods
  readonly validators: ServerValidators
  /** What gates would have refused, in all scopes below the first registration. */
  readonly reporter: Reporter
  readonly late: Late
  /** Takes tasks for when all plugins, routes and schemas are there. */
  whenReady (task: () => void): void
}

const scopeKey = Symbol('fastify-conformant.scope')
export const routeKey = Symbol('fastify-conformant.route')

/** Where it stands: a scope on its instance, a route in its config. */
export interface Keyed { [scopeKey]?: Scope, [routeKey]?: Held }

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
