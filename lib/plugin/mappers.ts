import type { FastifyRequest } from 'fastify'
import { internal } from '../errors/constructors.ts'
import { builtInMappers } from '../errors/mappers/index.ts'
import { marksOf } from '../errors/mappers/marks.ts'
import { statusErrors } from '../errors/mappers/status.ts'
import type { Mapper } from '../errors/normalize.ts'
import { bodyLimitErrors, mediaTypeErrors } from '../gates/mappers.ts'
import type { Readers } from '../gates/readers.ts'
import { validationErrors } from '../validation/failed.ts'
import { isReported, type Settings } from './options.ts'
import { readersOf } from './readers.ts'

/** The application's mappers, then those that know Fastify and its plugins. */
export function mappersOf (settings: Settings): ReadonlyArray<Mapper<FastifyRequest>> {
  const { mappers, validation, contentType, payload, enforce, dialect } = settings
  const readersAt = ({ server }: FastifyRequest): Readers => readersOf(server, dialect)
  const known = builtInMappers as ReadonlyArray<Mapper<FastifyRequest>>
  return [
    ...mappers,
    validationErrors(isReported(settings, 'validation') ? undefined : validation),
    mediaTypeErrors(isReported(settings, 'contentType') ? undefined : contentType, readersAt),
    bodyLimitErrors(isReported(settings, 'payload') ? 413 : payload.status, readersAt),
    ...enforce === 'report' ? known.map(withOwnStatus) : known
  ]
}

/** Where all is to be as in bare Fastify, an error of Fastify's or a plugin's has the status that it says itself. */
function withOwnStatus (mapper: Mapper<FastifyRequest>): Mapper<FastifyRequest> {
  return (thrown, request) => {
    const mapped = mapper(thrown, request)
    const marks = marksOf(thrown)
    return mapped === undefined || mapped.status === (marks?.statusCode ?? marks?.status) ? mapped : statusErrors(thrown, undefined) ?? internal({ cause: thrown })
  }
}
