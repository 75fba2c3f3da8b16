import type { FastifyInstance } from 'fastify'

/** What @fastify/otel has put its own function in place of: that one takes no hooks without a handler. */
export function setNotFoundHandlerOf (root: FastifyInstance): FastifyInstance['setNotFoundHandler'] {
  const key = Object.getOwnPropertySymbols(root).find(({ description }) => description === 'fastify otel setnotfound original')
  return key === undefined ? root.setNotFoundHandler : (root as unknown as Record<symbol, FastifyInstance['setNotFoundHandler']>)[key] as FastifyInstance['setNotFoundHandler']
}
