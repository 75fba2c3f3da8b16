import { STATUS_CODES } from 'node:http'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { isPure } from '../dialects/dialect.ts'
import { ApiError } from '../errors/api-error.ts'
import { kindOf } from '../errors/catalog.ts'
import { internal } from '../errors/constructors.ts'
import { normalize } from '../errors/normalize.ts'
import type { Settings } from '../settings.ts'
import { challengesOf } from './challenges.ts'
import { keepUntagged } from './etag-plugin.ts'
import { settleConnection } from './keep-alive.ts'
import { giveBack } from './limits.ts'
import { logDialectFault, logError, logMapperFault, logOmitted } from './log.ts'
import { forgetChallenges, visible } from './mask.ts'
import { render, type Rendered } from './render.ts'
import { forgetRepresentation, settleRetryAfter } from './reply-headers.ts'
import { requestView, watchedView, type Reads } from './request-view.ts'
import { holdingFor, scopeOf, type Scope } from './scope.ts'
import { sendLast } from './send-last.ts'
import { brokenBody } from './server/broken-body.ts'
import { isAnswered } from './server/connection.ts'

/**
 * Fastify's error handler: whatever was thrown leaves in the dialect of the route.
 *
 * @param thrown - anything
 */
export function sendThrown (thrown: unknown, request: FastifyRequest, reply: FastifyReply): void {
  try {
    answer(thrown, request, reply)
  } catch (fault) {
    // A getter of what was thrown: it is not asked again.
    answer(internal({ cause: fault }), request, reply)
  }
}

function answer (thrown: unknown, request: FastifyRequest, reply: FastifyReply): void {
  const { settings, mappers } = holdingFor(request)
  const broken = brokenBody(thrown, request.raw)
  const error = broken ?? normalize(thrown, mappers, request, logMapperFault(request.log))
  // Of a body that has broken off the log has been told where it was answered.
  if (broken === undefined || !isAnswered(reply.raw)) logError(request.log, error, thrown)
  const chosen = withChosenStatus(error, reply)
  const shown = visible(chosen, settings, request)
  const rendered = render(shown, settings.dialect, requestView(request, settings), dialectFault(request))
  logOmitted(request.log, rendered.omitted)
  prepare(chosen, shown, rendered, request, reply)
  sendLast(rendered, reply)
}

/** Sends the refusal of a gate. */
export function sendError (error: ApiError, request: FastifyRequest, reply: FastifyReply, settings: Settings): void {
  logError(request.log, error)
  const shown = visible(error, settings, request)
  const rendered = renderAgain(shown, request, settings)
  logOmitted(request.log, rendered.omitted)
  prepare(error, shown, rendered, request, reply)
  reply.send(rendered.body)
}

/** What a gate refused last with this error, and what of the request stands in it. */
interface Memo { readonly settings: Settings, readonly line: string | undefined, readonly rendered: Rendered }

const memos = new WeakMap<ApiError, Memo>()

/**
 * Gates give the same error again and again. Of a dialect that says that it is pure it is rendered again only where it would come
 * out different; of any other one always, as what it says may be of the moment, or of one client.
 */
function renderAgain (error: ApiError, request: FastifyRequest, settings: Settings): Rendered {
  const { dialect } = settings
  if (!isPure(dialect)) return render(error, dialect, requestView(request, settings), dialectFault(request))
  const memo = memos.get(error)
  if (memo !== undefined && memo.settings === settings && (memo.line === undefined || memo.line === lineOf(request))) return memo.rendered
  const reads: Reads = { line: false, origin: false }
  let isSound = true
  const rendered = render(error, dialect, watchedView(request, settings, reads), fault => {
    isSound = false
    dialectFault(request)(fault)
  })
  if (isSound && !reads.origin) memos.set(error, { settings, line: reads.line ? lineOf(request) : undefined, rendered })
  return rendered
}

function lineOf ({ method, originalUrl }: FastifyRequest): string {
  return `${method} ${originalUrl}`
}

function dialectFault (request: FastifyRequest): (fault: unknown) => void {
  return logDialectFault(request.log)
}

/**
 * The only place where an error meets a reply.
 *
 * @param error - why the request was refused
 * @param shown - what is said of it
 */
function prepare (error: ApiError, shown: ApiError, { status, reason, headers }: Rendered, request: FastifyRequest, reply: FastifyReply): void {
  forgetRepresentation(reply)
  settleConnection(error, request, reply)
  if (status < 500) giveBack(request)
  // What hooks have put on the reply stays where it is joined with ours (RFC 9110 §12.5.5), and goes before our default.
  const vary = headers.vary === undefined ? undefined : reply.getHeader('vary')
  const { settings } = holdingFor(request)
  forgetChallenges(status, settings, reply)
  const own = headers['www-authenticate']
  const challenge = own && challengesOf(own, status === 401 && shown.headers['www-authenticate'] === undefined, settings.realm, request, reply)
  reply.code(status).headers(headers)
  // HTTP/2 has none (RFC 9113 §8.3.2).
  // An answer that could not be sent has left its phrase behind.
  if (request.raw.httpVersionMajor === 1) reply.raw.statusMessage = reason ?? STATUS_CODES[status] as string
  if (headers['retry-after'] === undefined) settleRetryAfter(reply)
  if (vary !== undefined) reply.header('vary', `${String(vary)}, ${String(headers.vary)}`)
  if (challenge !== undefined) reply.header('www-authenticate', challenge)
  if (status === 405 && !reply.hasHeader('allow')) reply.header('allow', otherMethods(request))
  keepUntagged(request, reply)
  // With a serializer Fastify adds no charset to the content type. A string leaves in one write with its head, a Buffer in two.
  reply.serializer(asItIs)
}

/** RFC 9110 §15.5.6: a 405 must carry Allow. Where a handler refuses its own method, the others are left. */
function otherMethods (request: FastifyRequest): string {
  const refused = request.method === 'GET' ? ['GET', 'HEAD'] : [request.method]
  const { methods } = scopeOf(request.server) as Scope
  return methods.at(request.raw).filter(method => !refused.includes(method)).join(', ')
}

function asItIs (body: unknown): string {
  return body as string
}

/** `reply.code(404).send(new Error())`: the application chose the status, and nothing says that the message is for clients. */
function withChosenStatus (error: ApiError, reply: FastifyReply): ApiError {
  const { statusCode } = reply
  if (error.kind !== 'internal' || statusCode < 400 || statusCode > 599 || statusCode === error.status) return error
  return new ApiError(kindOf(statusCode), { status: statusCode, cause: error.cause ?? error })
}
