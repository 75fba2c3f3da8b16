import type { FastifyRequest } from 'fastify'
import { internal } from '../errors/constructors.ts'
import { marksOf } from '../errors/mappers/marks.ts'
import { wrongTypeOf } from '../errors/mappers/fastify.ts'
import type { Mapper } from '../errors/normalize.ts'
import { matchesMediaType, mediaTypeEssence } from '../http/media-type.ts'
import { holdingFor } from './scope.ts'

/**
 * Bodies that no parser takes. Where the route takes their type, the parser is missing, and that is the server's fault:
 * a 415 would send the client away with what it was told to send.
 */
export const mediaTypeErrors: Mapper<FastifyRequest> = (thrown, request) => {
  if (marksOf(thrown)?.code !== 'FST_ERR_CTP_INVALID_MEDIA_TYPE') return undefined
  const types = holdingFor(request).settings.contentType ?? ['application/json']
  const type = request.headers['content-type'] ?? ''
  const isTaken = matchesMediaType(mediaTypeEssence(type), types)
  return isTaken ? internal({ cause: thrown }) : wrongTypeOf(thrown, request, types)
}
