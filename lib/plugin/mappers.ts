import type { FastifyRequest } from 'fastify'
import { builtInMappers } from '../errors/mappers/index.ts'
import type { Mapper } from '../errors/normalize.ts'
import { bodyLimitErrors, mediaTypeErrors } from '../gates/mappers.ts'
import type { Readers } from '../gates/readers.ts'
import { validationErrors } from '../validation/failed.ts'
import type { Settings } from './options.ts'
import { readersOf } from './readers.ts'

/** The application's mappers, then those that know Fastify and its plugins. */
export function mappersOf ({ mappers, validation, contentType, payload }: Settings): ReadonlyArray<Mapper<FastifyRequest>> {
  return [
    ...mappers, validationErrors(validation), mediaTypeErrors(contentType, readersAt), bodyLimitErrors(payload.status, readersAt),
    ...builtInMappers as ReadonlyArray<Mapper<FastifyRequest>>
  ]
}

function readersAt ({ server }: FastifyRequest): Readers {
  return readersOf(server)
}
