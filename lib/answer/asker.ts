import type { FastifyBaseLogger, FastifyReply, FastifyRequest } from 'fastify'
import type { ApiError } from '../errors/api-error.ts'
import type { Where } from '../errors/error-line.ts'
import type { Told } from '../errors/log.ts'
import type { KnownHead } from './context.ts'
import type { AnswerSettings } from './options.ts'

/** What is answered: a request, or what is known of one that Fastify has made no object of. */
export type Asked =
  | { readonly request: FastifyRequest, readonly head?: undefined }
  | { readonly request: undefined, readonly head: KnownHead }

/** To whom something is answered, and what the log has to know of it. */
export type Asking = Asked & Told & {
  /** Also told when the dialect itself fails. */
  readonly log: FastifyBaseLogger
  /** The error as the one who asked has chosen it. */
  readonly choose?: ((error: ApiError) => ApiError) | undefined
  /** True where the log has been told before. */
  readonly isLogged?: boolean
  /** For the log, where the error itself does not have it: one error may stand for many. */
  readonly cause?: unknown
  /** Where the error came up. */
  readonly where: Where
  /** The gate that has refused the request. */
  readonly gate?: string | undefined
  /** For the log: what the answer is sent with. */
  readonly reply?: FastifyReply
}

/** The same, and how it is written down: as a message, with `once` or `again`, or as a part of one. */
export type Asker<Written> = Asking & { readonly write: (shown: ApiError, settings: AnswerSettings, asker: Asking) => Written }
