import type { FastifyContextConfig } from 'fastify'

const takesBodyKey = Symbol('fastify-conformant.takes-body')

/**
 * Says of a route that its requests have a body, where no schema for one says so.
 *
 * @param what - what is known of it, for who describes the route
 */
export function takingBody (config: object | undefined, what: object = {}): FastifyContextConfig {
  return { ...config, [takesBodyKey]: what } as FastifyContextConfig
}

/** What a route has said of the body of its requests. */
export function bodyTaken (config: object | undefined): unknown {
  return (config as { readonly [takesBodyKey]?: unknown } | undefined)?.[takesBodyKey]
}

/** True where a route has said so. */
export function isTakingBody (config: object | undefined): boolean {
  return config !== undefined && takesBodyKey in config
}
