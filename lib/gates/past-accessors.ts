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

let urlKey: symbol | undefined

/**
 * `request.originalUrl`, as somebody has been told it before. Fastify keeps it on the request once it has been asked for: to the engine such a
 * request is of another class, so it is not asked.
 */
export function originalUrlOf (request: { readonly raw: { readonly url?: string | undefined, readonly originalUrl?: string } }): string | undefined {
  urlKey ??= keyOfOriginalUrl(request)
  const { raw } = request
  return (urlKey && (request as unknown as Record<symbol, string | undefined>)[urlKey]) || raw.originalUrl || raw.url
}

/** Where Fastify keeps it: the accessor puts it on an object that nobody else has. */
function keyOfOriginalUrl (request: object): symbol | undefined {
  const asked = Object.create(Object.getPrototypeOf(request) as object, { raw: { value: { url: '/' } } }) as object
  Reflect.get(asked, 'originalUrl')
  return keyIn(asked, 'fastify.request.originalUrl')
}

/** The symbol with this description on an object. */
export function keyIn (holder: object, name: string): symbol | undefined {
  return Object.getOwnPropertySymbols(holder).find(({ description }) => description === name)
}
