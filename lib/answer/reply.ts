import { STATUS_CODES } from 'node:http'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { ApiError } from '../errors/api-error.ts'
import { kindOf } from '../errors/catalog.ts'
import type { Where } from '../errors/error-line.ts'
import { internal } from '../errors/constructors.ts'
import { wordsOf } from '../errors/mappers/status.ts'
import { gateOf } from '../gates/gate-of.ts'
import { again, answer, answerError, once, type Answer } from './answer.ts'
import { isBlank, putOnBlank, sendAtOnce } from './at-once.ts'
import { challengesOf } from './challenges.ts'
import { forgetChallenges } from './mask.ts'
import { sendLast } from './past-hooks.ts'
import type { Place } from './place.ts'
import type { Rendered } from './render.ts'
import { forgetRepresentation, settleRetryAfter } from './reply-fields.ts'

/**
 * Sends what was thrown, in the dialect of the place.
 *
 * @param thrown - anything
 * @param isLogged - true where the log has been told before
 * @param where - for the log, where no handler has thrown it
 */
export function sendThrown (thrown: unknown, place: Place, request: FastifyRequest, reply: FastifyReply, isLogged = false, where?: Where): void {
  try {
    send(thrown, place, request, reply, isLogged, where)
  } catch (fault) {
    // A getter of what was thrown: it is not asked again.
    send(internal({ cause: fault }), place, request, reply, isLogged, where)
  }
}

function send (thrown: unknown, place: Place, request: FastifyRequest, reply: FastifyReply, isLogged: boolean, where?: Where): void {
  const gate = gateOf(thrown)
  const given = answer(thrown, place, { log: request.log, request, reply, gate, where: where ?? (gate === undefined ? 'handler' : 'gate'), isLogged, choose: reply.statusCode < 400 ? undefined : chooser(thrown, place, reply), write: once })
  const fields = prepare(given, place, request, reply)
  if (!sendAtOnce(given.written, fields, place, request, reply)) sendLast(withFields(given.written, fields), place, reply, answerInstead)
}

// By itself: what a closure holds is allocated also where nobody makes it.
function chooser (thrown: unknown, place: Place, reply: FastifyReply) {
  return (error: ApiError): ApiError => withChosenStatus(error, thrown, place, reply)
}

/**
 * What an `onSend` hook throws at the answer to an error, as @fastify/circuit-breaker does: it takes the error's place where it says
 * what is to be answered, by its kind or by a status. A hook that merely fails changes nothing of the error. Fastify has logged it.
 */
function answerInstead (failed: unknown, { status, headers }: Rendered, place: Place, reply: FastifyReply): Rendered | undefined {
  const { request } = reply
  let isSaid = false
  const choose = (error: ApiError): ApiError => {
    const chosen = withChosenStatus(error, failed, place, reply)
    isSaid = error.kind !== 'internal' || (chosen !== error && chosen.status !== status)
    return chosen
  }
  const given = answer(failed, place, { log: request.log, request, where: 'handler', isLogged: true, choose, write: once })
  if (!isSaid) return undefined
  // What others have set is joined with these.
  for (const name of Object.keys(headers)) if (name !== 'cache-control' && name !== 'vary') reply.removeHeader(name)
  return withFields(given.written, prepare(given, place, request, reply))
}

function withFields (written: Rendered, headers: Rendered['headers']): Rendered {
  return headers === written.headers ? written : { ...written, headers, lines: undefined }
}

/**
 * Sends the refusal of a gate.
 *
 * @param isLogged - true where the log has been told before
 * @param isOnItsWay - true where something is being sent already, and nobody else is to see it
 * @param handOn - takes the body then
 */
export function sendRefusal (refusal: ApiError, place: Place, request: FastifyRequest, reply: FastifyReply, gate: string, isLogged = false, isOnItsWay?: (request: FastifyRequest) => boolean, handOn?: (fault: undefined, body: string) => void): void {
  const given = answerError(refusal, place, { log: request.log, request, reply, where: 'gate', gate, isLogged, write: again })
  const fields = prepare(given, place, request, reply)
  if (sendAtOnce(given.written, fields, place, request, reply)) return
  if (handOn !== undefined && isOnItsWay?.(request) === true) handOn(undefined, given.written.body)
  else reply.send(given.written.body)
}

/**
 * Makes an error that the application has sent without a body one of the dialect: the reply gets its fields.
 *
 * @returns the body
 */
export function fillEmpty (place: Place, request: FastifyRequest, reply: FastifyReply): string {
  const { statusCode } = reply
  const error = new ApiError(statusCode === 404 && request.is404 ? 'route_not_found' : kindOf(statusCode), { status: statusCode })
  const given = answerError(error, place, { log: request.log, request, reply, where: 'handler', write: once })
  prepare(given, place, request, reply, true)
  return given.written.body
}

/**
 * The only place where an error meets a reply.
 *
 * @param isSent - true where the application has sent the error by itself, with all that it says of it
 * @returns the fields of the error as they are on the reply now: those that it has been written with where no others are there
 */
function prepare ({ error, shown, written: { status, reason, headers } }: Answer<Rendered>, { settings, settlers, basicOnly, methods }: Place, request: FastifyRequest, reply: FastifyReply, isSent = false): Rendered['headers'] {
  for (const settler of settlers) if (!isSent || settler.takesBody === undefined) settler.before?.(reply, request, error, status)
  const wasBlank = isBlank(reply)
  if (!wasBlank) forgetRepresentation(reply, status, isSent)
  if (!wasBlank && status === 404 && settings.maskForbidden !== undefined) forgetChallenges(reply)
  const own = headers['www-authenticate']
  const challenge = own && challengesOf(own, status === 401 && shown.headers['www-authenticate'] === undefined, settings.realm, settings.challenge, basicOnly, reply)
  const fields = wasBlank && challenge === own ? headers : joined(headers, challenge, shown, reply)
  // What is sent has a body: nobody has to look whether it is empty, as where the application chooses a status.
  reply.raw.statusCode = status
  // Who sends by himself holds the object that the fields are in.
  if (isSent || fields !== headers || !putOnBlank(headers, reply)) reply.headers(fields)
  // HTTP/2 has none (RFC 9113 §8.3.2). An answer that could not be sent has left its phrase behind.
  if (request.raw.httpVersionMajor === 1) reply.raw.statusMessage = reason ?? STATUS_CODES[status] as string
  if (!wasBlank && fields['retry-after'] === undefined && reply.hasHeader('retry-after')) settleRetryAfter(reply)
  let isWhole = true
  if (status === 405 && methods !== undefined && headers['allow'] === undefined && !reply.hasHeader('allow')) {
    reply.header('allow', otherMethods(request, methods))
    isWhole = false
  }
  for (const { after } of settlers) {
    if (after === undefined) continue
    after(reply, request)
    isWhole = false
  }
  // With a serializer Fastify adds no charset to the content type. A string leaves in one write with its head, a Buffer in two.
  reply.serializer(asItIs)
  return isWhole ? fields : { ...fields }
}

/** What hooks have put on the reply stays where it is joined with ours (RFC 9110 §12.5.5), and goes before our default. */
function joined (headers: Rendered['headers'], challenge: string | string[] | undefined, shown: ApiError, reply: FastifyReply): Rendered['headers'] {
  const fields = { ...headers }
  const kept = reply.getHeader('cache-control')
  if (kept !== undefined && shown.headers['cache-control'] === undefined) fields['cache-control'] = kept as string
  const vary = fields.vary === undefined ? undefined : reply.getHeader('vary')
  if (vary !== undefined) fields.vary = `${String(vary)}, ${String(fields.vary)}`
  if (challenge === undefined) delete fields['www-authenticate']
  else fields['www-authenticate'] = challenge
  return fields
}

/** RFC 9110 §15.5.6: a 405 must carry Allow. Where a handler refuses its own method, the others are left. */
function otherMethods (request: FastifyRequest, methods: NonNullable<Place['methods']>): string {
  const refused = request.method === 'GET' ? ['GET', 'HEAD'] : [request.method]
  return methods.at(request.raw).filter(method => !refused.includes(method)).join(', ')
}

function asItIs (body: unknown): string {
  return body as string
}

/** `reply.code(404).send(new Error())`: the application chose the status, and only `exposeChosen` says that the message is for clients. */
function withChosenStatus (error: ApiError, thrown: unknown, { settings: { exposeChosen } }: Place, reply: FastifyReply): ApiError {
  const { statusCode } = reply
  // What was told by a cause alone, as of an upstream; a 500 says no more than that it failed.
  const isGuess = error !== thrown && (error.kind === 'bad_gateway' || error.kind === 'gateway_timeout') && statusCode !== 500
  if ((error.kind !== 'internal' && !isGuess) || statusCode < 400 || statusCode > 599 || statusCode === error.status) return error
  const message = exposeChosen ? wordsOf(thrown, statusCode) : undefined
  return new ApiError(kindOf(statusCode), { status: statusCode, cause: error.cause ?? error, ...(message === undefined ? {} : { message }) })
}
