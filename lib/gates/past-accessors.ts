import type { FastifyRequest } from 'fastify'

// Accessors of Fastify's that make an object each time cost more than what is asked of it. What stands behind them is looked for by the
// description of its symbol; where it is not there, they are asked.

export interface Route { readonly config: object, readonly handler: { readonly name: string }, readonly onSend?: readonly unknown[] | null }

/** Where Fastify keeps the route of a request, once that has been looked for: for who is asked of every request. */
export let contextKey: symbol = Symbol('unknown')

/** The route of a request: as much of `request.routeOptions` as is asked for each request. */
export function routeOf (request: FastifyRequest): Route {
  const known = (request as unknown as Record<symbol, Route | undefined>)[contextKey]
  if (known !== undefined) return known
  contextKey = keyIn(request, 'fastify.context') ?? contextKey
  return request.routeOptions as unknown as Route
}

/** `request.originalUrl`, which Fastify keeps on the request once somebody has asked for it: to the engine it is of another class then. */
export function originalUrlOf ({ raw }: { readonly raw: { readonly url?: string | undefined, readonly originalUrl?: string } }): string | undefined {
  return raw.originalUrl || raw.url
}

function keyIn (holder: object, name: string): symbol | undefined {
  return Object.getOwnPropertySymbols(holder).find(({ description }) => description === name)
}
