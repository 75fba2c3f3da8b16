import { STATUS_CODES } from 'node:http'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { ApiError } from '../errors/api-error.ts'
import { kindOf } from '../errors/catalog.ts'
import type { Where } from '../errors/error-line.ts'
import { internal } from '../errors/constructors.ts'
import { forbidsKeeping, isUnsatisfied } from '../errors/headers.ts'
import { wordsOf } from '../errors/mappers/status.ts'
import { retryAfterSeconds } from '../errors/retry-after.ts'
import { gateOf } from '../gates/gate-of.ts'
import { again, answer, answerError, once, type Answer } from './answer.ts'
import { challengesOf } from './challenges.ts'
import { forgetChallenges } from './mask.ts'
import { isSendable, sendLast } from './past-hooks.ts'
import type { Place } from './place.ts'
import type { Rendered } from './render.ts'

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
  sendLast(withFields(given.written, prepare(given, place, request, reply)), place, reply, answerInstead)
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
  return headers === written.headers ? written : { ...written, headers }
}

/**
 * Sends the refusal of a gate.
 *
 * @param isLogged - true where the log has been told before
 * @param handOn - takes the body on its way where something is being sent already
 */
export function sendRefusal (refusal: ApiError, place: Place, request: FastifyRequest, reply: FastifyReply, gate: string, isLogged = false, handOn?: (fault: undefined, body: string) => void): void {
  const given = answerError(refusal, place, { log: request.log, request, reply, where: 'gate', gate, isLogged, write: again })
  prepare(given, place, request, reply)
  if (handOn === undefined) reply.send(given.written.body)
  else handOn(undefined, given.written.body)
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
 * @returns the fields of the error as they are on the reply now
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
  reply.headers(fields)
  // HTTP/2 has none (RFC 9113 §8.3.2). An answer that could not be sent has left its phrase behind.
  if (request.raw.httpVersionMajor === 1) reply.raw.statusMessage = reason ?? STATUS_CODES[status] as string
  if (!wasBlank && fields['retry-after'] === undefined && reply.hasHeader('retry-after')) settleRetryAfter(reply)
  if (status === 405 && methods !== undefined && !reply.hasHeader('allow')) reply.header('allow', otherMethods(request, methods))
  for (const settler of settlers) settler.after?.(reply, request)
  // With a serializer Fastify adds no charset to the content type. A string leaves in one write with its head, a Buffer in two.
  reply.serializer(asItIs)
  return fields
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

let key: symbol | undefined

/**
 * True where nobody has put a field on a reply, but for a type, as on nearly every one: then nothing has to be looked for among them. What is on it
 * stands in `Symbol(fastify.reply.headers)`; the public way to see it copies all of it.
 *
 * @returns false where this Fastify does not show it
 */
export function isBlank (reply: FastifyReply): boolean {
  const holder = reply as unknown as Record<symbol, object | undefined>
  if (key === undefined || holder[key] === undefined) key = Object.getOwnPropertySymbols(reply).find(({ description }) => description === 'fastify.reply.headers')
  const fields = key && holder[key]
  if (fields === undefined || reply.raw.getHeaderNames().length > 0) return false
  const names = Object.keys(fields)
  // The type of what was to be sent is the one field that Fastify puts there by itself, and that every error replaces.
  return names.length === 0 || (names.length === 1 && names[0] === 'content-type')
}

/** What described the representation that is not sent now (RFC 9110 §8, §15.4.5). */
const representation = new Set([
  'accept-ranges', 'content-digest', 'content-disposition', 'content-encoding', 'content-language', 'content-length',
  'content-location', 'content-range', 'content-type', 'digest', 'etag', 'last-modified', 'repr-digest', 'transfer-encoding'
])

/** How long to keep it, and where it is: what has been said of an answer that was to be another, unless an error was sent as such. */
const ofAnswer = new Set(['age', 'cache-control', 'expires', 'location'])

/**
 * Removes from a reply what an error must not inherit: what described another representation, and what Node would refuse
 * to send. The reason of the error may have been just that, and would be the error's again.
 *
 * @param isSent - true where the fields have been set for an error
 */
export function forgetRepresentation (reply: FastifyReply, status?: number, isSent = false): void {
  const fields = reply.getHeaders()
  for (const name of Object.keys(fields)) {
    if (status === 416 && isUnsatisfied(name, fields[name])) continue
    const isLost = representation.has(name) || (!isSent && ofAnswer.has(name) && !forbidsKeeping(name, fields[name]))
    if (isLost || !isSendable(name, fields[name])) reply.removeHeader(name)
  }
}

/** When to come again, as a hook or a plugin has set it, in whole seconds; what is no time says nothing (RFC 9110 §10.2.3). */
export function settleRetryAfter (reply: FastifyReply): void {
  const seconds = retryAfterSeconds(String(reply.getHeader('retry-after')), Date.now())
  if (seconds === undefined) reply.removeHeader('retry-after')
  else reply.header('retry-after', String(seconds))
}
