import type { FastifyBaseLogger, FastifyRequest } from 'fastify'
import type { ApiError } from '../errors/api-error.ts'
import { logDialectFault, logError, logMapperFault, logOmitted } from '../errors/log.ts'
import { normalize } from '../errors/normalize.ts'
import { visible } from './mask.ts'
import type { Place } from './place.ts'

/** To whom something is answered. */
export interface Asker<Written> {
  readonly log: FastifyBaseLogger
  /** Undefined where Fastify has made none. */
  readonly request: FastifyRequest | undefined
  /**
   * How it is written down: with `render` for a message, with `renderValue` for a part of one.
   *
   * @param onFault - told when the dialect itself fails
   */
  readonly write: (shown: ApiError, onFault: (fault: unknown) => void) => Written
  /** The error as the one who asked has chosen it, once the log has had it. */
  readonly choose?: ((error: ApiError) => ApiError) | undefined
  /** True where the log has been told before. */
  readonly isLogged?: boolean
}

/** What is answered. */
export interface Answer<Written> {
  /** What was thrown, as an error. */
  readonly error: ApiError
  /** What is said of it. */
  readonly shown: ApiError
  readonly written: Written
}

/**
 * What is answered to whatever was thrown: normalized, logged, masked and rendered, each once. Who calls it has but to send it.
 *
 * @param thrown - anything; an `ApiError` is one already
 */
export function answer<Written extends { readonly omitted?: number | undefined }> (thrown: unknown, { settings, mappers }: Pick<Place, 'settings' | 'mappers'>, asker: Asker<Written>): Answer<Written> {
  const { log, request, choose } = asker
  const known = normalize(thrown, mappers, request as FastifyRequest, logMapperFault(log))
  if (asker.isLogged !== true) logError(log, known, thrown)
  const error = choose === undefined ? known : choose(known)
  const shown = visible(error, settings, request, log)
  const written = asker.write(shown, logDialectFault(log))
  logOmitted(log, written.omitted)
  return { error, shown, written }
}
