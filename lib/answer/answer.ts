import type { FastifyBaseLogger, FastifyRequest } from 'fastify'
import type { ApiError } from '../errors/api-error.ts'
import { logError, logMapperFault, logOmitted } from '../errors/log.ts'
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
   * @param log - told when the dialect itself fails
   */
  readonly write: (shown: ApiError, log: FastifyBaseLogger) => Written
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
export function answer<Written extends Countable> (thrown: unknown, place: Pick<Place, 'settings' | 'mappers'>, asker: Asker<Written>): Answer<Written> {
  const { log, request } = asker
  return answerError(normalize(thrown, place.mappers, request as FastifyRequest, logMapperFault(log)), place, asker, thrown)
}

/** The same to what is known to be an error of ours. */
export function answerError<Written extends Countable> (known: ApiError, { settings }: Pick<Place, 'settings'>, asker: Asker<Written>, thrown: unknown = known): Answer<Written> {
  const { log, request, choose, isLogged } = asker
  if (isLogged !== true) logError(log, known, thrown)
  const error = choose === undefined ? known : choose(known)
  const shown = settings.maskForbidden === undefined ? error : visible(error, settings.maskForbidden, settings.dialect, request, log)
  const written = asker.write(shown, log)
  if (written.omitted !== undefined) logOmitted(log, written.omitted)
  return { error, shown, written }
}

/** Something that findings may have been left out of. */
interface Countable { readonly omitted?: number | undefined }
