import type { FastifyContextConfig, FastifySchema, RouteOptions } from 'fastify'

const takesBodyKey = Symbol('fastify-conformant.takes-body')

/** Says of a route that its requests have a body, where no schema for one says so. */
export function takingBody (config: object | undefined): FastifyContextConfig {
  return { ...config, [takesBodyKey]: true } as FastifyContextConfig
}

/** True where a route has said so. */
export function isTakingBody (config: object | undefined): boolean {
  return config !== undefined && takesBodyKey in config
}

/** True where the requests of a route have a body: its schema, or the route itself, says so. */
export function takesBody (options: Pick<RouteOptions, 'schema' | 'config'> | undefined): boolean {
  return (options?.schema as FastifySchema | undefined)?.body !== undefined || isTakingBody(options?.config)
}
