import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { JsonOptions } from '../gates/json.ts'
import { holdingFor } from './scope.ts'

/** How the JSON of a request is read: the depth is the route's, the rest stands in Fastify's own options. */
export function jsonOptionsOf ({ initialConfig }: FastifyInstance, request: FastifyRequest): JsonOptions {
  const { onProtoPoisoning = 'error', onConstructorPoisoning = 'error' } = initialConfig
  return { maxDepth: holdingFor(request).settings.maxDepth, protoAction: onProtoPoisoning, constructorAction: onConstructorPoisoning }
}
