import type { FastifyContextConfig } from 'fastify'

const takesBodyKey = Symbol('fastify-conformant.takes-body')

/** Says of a route that its requests have a body, where no schema for one says so. */
export function takingBody (config: object | undefined): FastifyContextConfig {
  return { ...config, [takesBodyKey]: true } as FastifyContextConfig
}

/** True where a route has said so. */
export function isTakingBody (config: object | undefined): boolean {
  return config !== undefined && takesBodyKey in config
}
