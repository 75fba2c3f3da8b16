import type { FastifyInstance } from 'fastify'

/** True where @fastify/basic-auth alone asks for credentials: it sets a challenge only where it is told to. */
export function isBasicOnly (instance: FastifyInstance): boolean {
  return instance.hasPlugin('@fastify/basic-auth') && !instance.hasPlugin('@fastify/jwt') && !instance.hasPlugin('@fastify/bearer-auth')
}
