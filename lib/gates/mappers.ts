import type { FastifyRequest } from 'fastify'
import { internal } from '../errors/constructors.ts'
import { wrongTypeOf } from '../errors/mappers/fastify.ts'
import { marksOf } from '../errors/mappers/marks.ts'
import type { Mapper } from '../errors/normalize.ts'
import { matchesMediaType, mediaTypeEssence } from '../http/media-type.ts'
import { excess } from './excess.ts'
import type { ExcessStatus } from './size-limit.ts'

/** What Fastify counts while it arrives is refused with the status that is said of a declared length. */
export function bodyLimitErrors (status: ExcessStatus): Mapper<FastifyRequest> {
  return (thrown, request) => {
    if (status !== 403 || marksOf(thrown)?.code !== 'FST_ERR_CTP_BODY_TOO_LARGE') return undefined
    return excess(request.routeOptions.bodyLimit, 'bytes', status)
  }
}

/**
 * Bodies that no parser takes. Where the route takes their type, the parser is missing, and that is the server's fault:
 * a 415 would send the client away with what it was told to send.
 *
 * @param types - what the route takes; undefined: nothing is said of it
 */
export function mediaTypeErrors (types: readonly string[] = ['application/json']): Mapper<FastifyRequest> {
  return (thrown, request) => {
    if (marksOf(thrown)?.code !== 'FST_ERR_CTP_INVALID_MEDIA_TYPE') return undefined
    const isTaken = matchesMediaType(mediaTypeEssence(request.headers['content-type'] ?? ''), types)
    return isTaken ? internal({ cause: thrown }) : wrongTypeOf(thrown, request, types)
  }
}
