import type { FastifyBaseLogger, FastifyRequest } from 'fastify'
import { isPure } from '../dialects/dialect.ts'
import type { ApiError } from '../errors/api-error.ts'
import { logError, logMapperFault, logOmitted } from '../errors/log.ts'
import { normalize } from '../errors/normalize.ts'
import { headContext, requestContext, watched, type KnownHead, type Reads } from './context.ts'
import { visible } from './mask.ts'
import type { AnswerSettings } from './options.ts'
import type { Place } from './place.ts'
import { render, type Rendered, type RequestContext } from './render.ts'

/** What is answered: a request, or what is known of one that Fastify has made no object of. */
type Asked =
  | { readonly request: FastifyRequest, readonly head?: undefined }
  | { readonly request: undefined, readonly head: KnownHead }

/** To whom something is answered, and how. */
export type Asker<Written> = Asked & {
  /** Also told when the dialect itself fails. */
  readonly log: FastifyBaseLogger
  /** How it is written down: as a message, with {@link once} or {@link again}, or as a part of one. */
  readonly write: (shown: ApiError, settings: AnswerSettings, asker: Asker<Written>) => Written
  /** The error as the one who asked has chosen it, once the log has had it. */
  readonly choose?: ((error: ApiError) => ApiError) | undefined
  /** True where the log has been told before. */
  readonly isLogged?: boolean
  /** For the log, where the error itself does not have it: one error may stand for many. */
  readonly cause?: unknown
}

/** What comes of it. */
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
  const { log, request, choose, isLogged, cause } = asker
  if (isLogged !== true) logError(log, known, thrown, cause)
  const error = choose === undefined ? known : choose(known)
  const shown = settings.maskForbidden === undefined ? error : visible(error, settings.maskForbidden, settings.dialect, request, log)
  const written = asker.write(shown, settings, asker)
  if (written.omitted !== undefined && written.omitted > 0) logOmitted(log, written.omitted)
  return { error, shown, written }
}

/** Something that findings may have been left out of. */
interface Countable { readonly omitted?: number | undefined }

/** Renders an error as a message of its own. */
export function once (error: ApiError, settings: AnswerSettings, asker: Asker<Rendered>): Rendered {
  return render(error, settings.dialect, contextOf(asker, settings), asker.log)
}

/** What was rendered last of an error, and what of the request stands in it. */
interface Memo { readonly settings: AnswerSettings, readonly line: string | undefined, readonly rendered: Rendered }

const memos = new WeakMap<ApiError, Memo>()

/**
 * The same for errors that are made once and given again and again, as those of gates are. Of a dialect that says that it is pure
 * such an error is rendered again only where it would come out different; of any other one always, as what it says may be of the
 * moment, or of one client.
 */
export function again (error: ApiError, settings: AnswerSettings, asker: Asker<Rendered>): Rendered {
  // Of what is not pure nothing is kept.
  const memo = memos.get(error)
  if (memo !== undefined && memo.settings === settings && (memo.line === undefined || memo.line === lineOf(asker))) return memo.rendered
  const { dialect } = settings
  if (!isPure(dialect)) return once(error, settings, asker)
  const reads: Reads = { line: false, origin: false }
  const rendered = render(error, dialect, watched(contextOf(asker, settings), reads), asker.log)
  if (rendered.isSound && !reads.origin) memos.set(error, { settings, line: reads.line ? lineOf(asker) : undefined, rendered })
  return rendered
}

function contextOf ({ request, head }: Asked, settings: AnswerSettings): RequestContext {
  return request === undefined ? headContext(head, settings) : requestContext(request, settings)
}

function lineOf ({ request, head }: Asked): string {
  return request === undefined ? `${head.method} ${head.path}` : `${request.method} ${request.originalUrl}`
}
