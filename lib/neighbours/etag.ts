import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Settler } from '../answer/place.ts'

/**
 * @fastify/etag makes a validator of whatever passes by, errors too, and turns what matches If-None-Match into a 304. Both are
 * right for a representation alone (RFC 9110 §13.2.1): these keep it from them, where it is there.
 */
export function hasEtag (instance: FastifyInstance): boolean {
  return instance.hasPlugin('@fastify/etag')
}

/** The condition has been evaluated: the request is not compared again. */
export function hideCondition (request: FastifyRequest): void {
  if (hasEtag(request.server) && request.headers['if-none-match'] !== undefined) request.headers = { ...request.headers, 'if-none-match': undefined }
}

/** The reply is an error: it is neither compared nor tagged by hooks that come now. */
function keepUntagged (reply: FastifyReply, request: FastifyRequest): void {
  hideCondition(request)
  const { header } = Object.getPrototypeOf(reply) as FastifyReply
  reply.header = function (this: FastifyReply, name: string, value?: unknown) {
    return name.toLowerCase() === 'etag' ? this : header.call(this, name, value)
  }
}

export const tagging: Settler = { after: keepUntagged }
