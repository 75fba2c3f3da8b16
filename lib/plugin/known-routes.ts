import type { FastifyInstance, RouteOptions } from 'fastify'
import type { Armed } from './arm-route.ts'
import type { Held } from './held.ts'

/** A route that the plugin has armed: what it takes to say what it may answer. */
export interface KnownRoute {
  /** The scope that it was declared in. */
  readonly instance: FastifyInstance
  /** Its options, as Fastify goes on with them. */
  readonly options: RouteOptions
  /** With the prefixes of its scopes: Fastify writes another one into the options of a route that has two. */
  readonly url: string
  readonly place: Held
  /** What its gates ask. */
  readonly armed: Armed
}

const routes = new WeakMap<object, KnownRoute[]>()
const ready = new WeakSet<object>()

/** Says that all routes of a server are there, and their validators. */
export function routesAreReady ({ server }: Pick<FastifyInstance, 'server'>): void {
  ready.add(server)
}

/** Remembers a route, for who describes all of them. */
export function rememberRoute (route: KnownRoute): void {
  const { server } = route.instance
  const known = routes.get(server)
  if (known === undefined) routes.set(server, [route])
  else known.push(route)
}

/** Whether the plugin is there, and all routes and their validators are. */
export function hasReadyRoutes ({ server }: Pick<FastifyInstance, 'server'>): boolean {
  return ready.has(server)
}

/** All routes of a server that the plugin is there for, in the order in which they were declared. */
export function knownRoutes ({ server }: Pick<FastifyInstance, 'server'>): readonly KnownRoute[] {
  return routes.get(server) ?? []
}
