import type { FastifyRequest } from 'fastify'
import { builtInMappers } from '../errors/mappers/index.ts'
import type { Mapper } from '../errors/normalize.ts'
import { bodyLimitErrors, mediaTypeErrors } from '../gates/mappers.ts'
import { validationErrors } from '../validation/failed.ts'
import type { Settings } from './options.ts'

/** The application's mappers, then those that know Fastify and its plugins. */
export function mappersOf ({ mappers, validation, contentType, payload }: Settings): ReadonlyArray<Mapper<FastifyRequest>> {
  return [
    ...mappers, validationErrors(validation), mediaTypeErrors(contentType), bodyLimitErrors(payload.status),
    ...builtInMappers as ReadonlyArray<Mapper<FastifyRequest>>
  ]
}
