import type { FastifyRequest } from 'fastify'
import { internal } from '../errors/constructors.ts'
import { wrongTypeOf } from '../errors/mappers/fastify.ts'
import { marksOf } from '../errors/mappers/marks.ts'
import type { Mapper } from '../errors/normalize.ts'
import { matchesMediaType, mediaTypeEssence } from '../http/media-type.ts'
import { excess } from './excess.ts'
import type { Readers } from './readers.ts'
import type { ExcessStatus } from './size-limit.ts'

/** What reads the bodies of the scope that a request is answered in. */
export type ReadersAt = (request: FastifyRequest) => Readers

/** What Fastify counts while it arrives is refused with the status that is said of a declared length, and names the limit that refused. */
export function bodyLimitErrors (status: ExcessStatus, readersAt: ReadersAt): Mapper<FastifyRequest> {
  return (thrown, request) => {
    if (marksOf(thrown)?.code !== 'FST_ERR_CTP_BODY_TOO_LARGE') return undefined
    const { routeOptions: { bodyLimit }, server: { initialConfig }, headers } = request
    const ofParser = bodyLimit === initialConfig.bodyLimit ? readersAt(request).of(headers['content-type'] ?? '')?.bodyLimit : undefined
    return excess(ofParser ?? bodyLimit, 'bytes', status, thrown)
  }
}

/**
 * Bodies that no parser takes. Where the route names their type, the parser is missing, and that is the server's fault:
 * a 415 would send the client away with what it was told to send.
 *
 * @param types - what the route takes; `declared` and undefined: what there are parsers for
 */
export function mediaTypeErrors (types: readonly string[] | 'declared' | undefined, readersAt: ReadersAt): Mapper<FastifyRequest> {
  return (thrown, request) => {
    if (marksOf(thrown)?.code !== 'FST_ERR_CTP_INVALID_MEDIA_TYPE') return undefined
    if (types === undefined || types === 'declared') return wrongTypeOf(thrown, request, readersAt(request).types())
    const isTaken = matchesMediaType(mediaTypeEssence(request.headers['content-type'] ?? ''), types)
    return isTaken ? internal({ cause: thrown }) : wrongTypeOf(thrown, request, types)
  }
}
