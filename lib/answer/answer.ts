import type { IncomingHttpHeaders } from 'node:http'
import type { FastifyRequest } from 'fastify'
import { writerOf } from '../dialects/body-text.ts'
import { isPure } from '../dialects/dialect.ts'
import { isShared, type ApiError } from '../errors/api-error.ts'
import { mapperFault } from '../errors/log.ts'
import { normalize } from '../errors/normalize.ts'
import { isRefusal } from '../errors/refused.ts'
import { originalUrlOf } from '../gates/past-accessors.ts'
import type { Asked, Asker, Asking } from './asker.ts'
import { headContext, requestContext, safeId, watched, type Reads } from './context.ts'
import { comesAgain } from '../errors/shared.ts'
import { visible } from './mask.ts'
import type { AnswerSettings } from './options.ts'
import type { Place } from './place.ts'
import { inBytes, linesOf } from './head.ts'
import { LazyContext } from './lazy-context.ts'
import { inPlaceOf } from './refusals.ts'
import { render, type Rendered, type RequestContext } from './render.ts'
import { filled, templateOf, type Template } from './template.ts'
import { withRequestId, type RequestIdPlaces } from './request-id.ts'
import { levelOf, tell, type Sent } from './tell.ts'

/** What comes of it. */
export interface Answer<Written> {
  /** What was thrown, as an error. */
  readonly error: ApiError
  /** What is said of it. */
  readonly shown: ApiError
  readonly written: Written
}

/**
 * What is answered to whatever was thrown: normalized, masked, rendered and told, each once. Who calls it has but to send it.
 *
 * @param thrown - anything; an `ApiError` is one already
 */
export function answer<Written extends Sent> (thrown: unknown, place: Answering, asker: Asker<Written>): Answer<Written> {
  return answerError(normalize(thrown, place.mappers, asker.request as FastifyRequest, mapperFault(asker)), place, asker, thrown)
}

/** The same to what is known to be an error of ours. */
export function answerError<Written extends Sent> (given: ApiError, place: Pick<Answering, 'settings' | 'tally'>, asker: Asker<Written>, thrown: unknown = given): Answer<Written> {
  const { settings } = place
  const known = settings.refusals === undefined || !(asker.where === 'gate' || asker.where === 'below' || isRefusal(given, thrown)) ? given : inPlaceOf(given, settings.refusals, asker)
  const error = asker.choose === undefined ? known : asker.choose(known)
  // A getter of an error of another copy may throw: then nothing has been done with it.
  const usual = levelOf(error)
  const shown = settings.maskForbidden === undefined ? error : visible(error, settings.maskForbidden, settings.dialect, asker)
  const written = asker.write(shown, settings, asker)
  if (asker.isLogged !== true) tell(error, usual, thrown, shown, written, place, asker)
  return { error, shown, written }
}

type Answering = Pick<Place, 'settings' | 'mappers' | 'tally'>

/** Renders an error as a message of its own; one that is known to come again as such. */
export function once (error: ApiError, settings: AnswerSettings, asker: Asking): Rendered {
  return isShared(error) ? again(error, settings, asker) : anew(error, settings, asker)
}

function anew (error: ApiError, settings: AnswerSettings, asker: Asking): Rendered {
  const { request } = asker
  const isLazy = request !== undefined && settings.messages === undefined && writerOf(settings.dialect) !== undefined
  const rendered = render(error, settings.dialect, isLazy ? new LazyContext(request, settings) : contextOf(asker, settings), asker)
  return settings.requestId === undefined ? rendered : identified(rendered, settings.requestId, asker)
}

/** What is known of the rendering of an error at a place. */
interface Memo {
  /** What of a request stands in it. Where that is one client's own nothing is kept. */
  readonly reads: Readonly<Reads>
  /** The line of the last request, where that stands in it. */
  method: string | undefined
  url: string | undefined
  /** Undefined: nobody has watched what this line asks for. */
  rendered: Rendered | undefined
  /** Where the line stands in it, and nothing else of a request. */
  readonly template: Template | undefined
}

/** By the place: one error may stand for all that a limit or a gate refuses at many of them. */
type Memos = WeakMap<AnswerSettings, WeakMap<ApiError, Memo>>

const memos: Memos = new WeakMap()

// Errors may be as many as paths, and a line as long as a head.
const longestLine = 256

/**
 * The same for errors that may be made once and given again and again, as those of gates are. Of a dialect that says that it is pure
 * such an error is rendered a third time only where it would come out different, and kept once for each language; of any other one
 * always, as what it says may be of the moment, or of one client.
 */
export function again (error: ApiError, settings: AnswerSettings, asker: Asking): Rendered {
  const all = settings.messages === undefined ? memos : settings.messages(headersOf(asker)['accept-language']).rendered as Memos
  const { request, head } = asker
  let kept = all.get(settings)
  const memo = kept?.get(error)
  // The way of nearly every one: nothing of the request stands in it.
  if (memo?.reads.line === false && memo.rendered !== undefined) return settings.requestId === undefined ? memo.rendered : identified(memo.rendered, settings.requestId, asker)
  const method = request === undefined ? head.method : request.method
  const url = request === undefined ? head.path : originalUrlOf(request)
  const isLong = url !== undefined && url.length > longestLine
  if (memo !== undefined) {
    const { rendered, reads } = memo
    const isSame = !reads.line || (memo.method === method && memo.url === url)
    if (isSame && rendered !== undefined) return settings.requestId === undefined ? rendered : identified(rendered, settings.requestId, asker)
    // A line that comes twice is worth to be watched, which costs more than to render it; who looks for what is not there has no end of them.
    if (!isSame && !isLong) {
      memo.method = method
      memo.url = url
      memo.rendered = undefined
    }
    const known = isSame || request === undefined || memo.template === undefined ? undefined : filled(memo.template, method as string, url as string, settings)
    if (known !== undefined) return settings.requestId === undefined ? known : identified(known, settings.requestId, asker)
    if (!isSame || reads.own) return anew(error, settings, asker)
  }
  const { dialect } = settings
  if (isLong || !isPure(dialect) || !comesAgain(error)) return anew(error, settings, asker)
  const reads: Reads = { line: false, own: false }
  const rendered = ready(render(error, dialect, watched(contextOf(asker, settings), reads), asker))
  if (kept === undefined) all.set(settings, kept = new WeakMap())
  if (rendered.isSound) kept.set(error, { reads, method, url, rendered: reads.own ? undefined : rendered, template: reads.line && !reads.own && request !== undefined ? templateOf(error, settings, request, asker) : undefined })
  return settings.requestId === undefined ? rendered : identified(rendered, settings.requestId, asker)
}

/** What leaves again and again is made as it leaves. */
function ready (rendered: Rendered): Rendered {
  const { status, reason, headers, body } = rendered
  return { ...rendered, lines: linesOf(status, reason, headers), bytes: inBytes(body) }
}

/** What is kept for all is made one client's own behind that. */
function identified (rendered: Rendered, places: RequestIdPlaces, { request, head }: Asked): Rendered {
  return withRequestId(rendered, places, safeId(request === undefined ? head.idOf?.() : request.id))
}

function headersOf ({ request, head }: Asked): IncomingHttpHeaders {
  return (request === undefined ? head.headers : request.raw.headers) ?? {}
}

function contextOf ({ request, head }: Asked, settings: AnswerSettings): RequestContext {
  return request === undefined ? headContext(head, settings) : requestContext(request, settings)
}
