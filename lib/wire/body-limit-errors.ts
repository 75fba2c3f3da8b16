import type { FastifyRequest } from 'fastify'
import { marksOf } from '../errors/mappers/marks.ts'
import type { Mapper } from '../errors/normalize.ts'
import { excess } from '../gates/excess.ts'
import { holdingFor } from './scope.ts'

/** What Fastify counts while it arrives is refused with the status that is said of a declared length. */
export const bodyLimitErrors: Mapper<FastifyRequest> = (thrown, request) => {
  if (marksOf(thrown)?.code !== 'FST_ERR_CTP_BODY_TOO_LARGE') return undefined
  return holdingFor(request).settings.payloadStatus === 403 ? excess(request.routeOptions.bodyLimit, 'bytes', 403) : undefined
}
