import { inspect } from 'node:util'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { ApiError } from '../errors/api-error.ts'
import { kindOf } from '../errors/catalog.ts'
import { isClientError, normalize } from '../errors/normalize.ts'
import type { Settings } from '../options.ts'
import { render, type Rendered } from './render.ts'
import { RequestView } from './request-view.ts'
import { holdingFor, scopeOf, type Scope } from './scope.ts'

/**
 * Fastify's error handler: whatever was thrown leaves in the dialect of the route.
 *
 * @param thrown - anything
 */
export function sendThrown (thrown: unknown, request: FastifyRequest, reply: FastifyReply): void {
  const { settings, mappers } = holdingFor(request)
  const onFault = (fault: unknown): void => write(request, 'error', fault, 'an error mapper failed')
  const error = normalize(thrown, mappers, request, onFault)
  log(error, request, thrown)
  const chosen = withChosenStatus(error, reply)
  answer(chosen, render(chosen, settings.dialect, new RequestView(request, settings), dialectFault(request)), request, reply)
}

/** Sends the refusal of a gate. */
export function sendError (error: ApiError, request: FastifyRequest, reply: FastifyReply, settings: Settings): void {
  log(error, request)
  answer(error, renderAgain(error, request, settings), request, reply)
}

/** What a gate refused last with this error, and what of the request stands in it. */
interface Memo { readonly settings: Settings, readonly line: string | undefined, readonly rendered: Rendered }

const memos = new WeakMap<ApiError, Memo>()

/** Gates give the same error again and again: it is rendered again only where it would come out different. */
function renderAgain (error: ApiError, request: FastifyRequest, settings: Settings): Rendered {
  const memo = memos.get(error)
  if (memo !== undefined && memo.settings === settings && (memo.line === undefined || memo.line === lineOf(request))) return memo.rendered
  const view = new RequestView(request, settings)
  let isSound = true
  const rendered = render(error, settings.dialect, view, fault => {
    isSound = false
    dialectFault(request)(fault)
  })
  if (isSound && !view.isOriginRead) memos.set(error, { settings, line: view.isLineRead ? lineOf(request) : undefined, rendered })
  return rendered
}

function lineOf ({ method, originalUrl }: FastifyRequest): string {
  return `${method} ${originalUrl}`
}

function dialectFault (request: FastifyRequest): (fault: unknown) => void {
  return fault => write(request, 'error', fault, 'the dialect failed')
}

/** The only place where an error meets a reply. */
function answer (error: ApiError, { status, reason, headers, body }: Rendered, request: FastifyRequest, reply: FastifyReply): void {
  forgetRepresentation(reply)
  // Fastify closes after every parser error, because more of the body might come. Here all of it has been read.
  if (error.kind === 'malformed_json' && request.raw.complete && mayPersist(request, reply)) reply.removeHeader('connection')
  // What hooks have put on the reply stays where it is joined with ours (RFC 9110 §12.5.5), and goes before our default.
  const vary = headers.vary === undefined ? undefined : reply.getHeader('vary')
  const isDefault = status === 401 && error.headers['www-authenticate'] === undefined
  const challenge = isDefault ? reply.getHeader('www-authenticate') : undefined
  reply.code(status).headers(headers)
  // HTTP/2 has none (RFC 9113 §8.3.2).
  if (reason !== undefined && request.raw.httpVersionMajor === 1) reply.raw.statusMessage = reason
  if (vary !== undefined) reply.header('vary', `${String(vary)}, ${String(headers.vary)}`)
  if (challenge !== undefined) reply.header('www-authenticate', challenge)
  if (status === 405 && !reply.hasHeader('allow')) reply.header('allow', otherMethods(request))
  // With a serializer Fastify adds no charset to the content type. A string leaves in one write with its head, a Buffer in two.
  reply.serializer(asItIs).send(body)
}

/** RFC 9110 §15.5.6: a 405 must carry Allow. Where a handler refuses its own method, the others are left. */
function otherMethods (request: FastifyRequest): string {
  const refused = request.method === 'GET' ? ['GET', 'HEAD'] : [request.method]
  const { allowedMethods } = scopeOf(request.server) as Scope
  return allowedMethods(request.raw).filter(method => !refused.includes(method)).join(', ')
}

/** RFC 9112 §9.3: where neither the client nor the server, when it is closing, wants the connection to end. */
function mayPersist ({ raw: { httpVersion, headers } }: FastifyRequest, reply: FastifyReply): boolean {
  return httpVersion !== '1.0' && !/\bclose\b/i.test(headers.connection ?? '') && !reply.raw.hasHeader('connection')
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

/** Once, with the request's id. What a client caused is news; what the server did is an error with its stack. */
function log (error: ApiError, request: FastifyRequest, thrown: unknown = error): void {
  write(request, isClientError(error) ? 'info' : 'error', error.cause ?? error, error.message, thrown)
}

function write ({ log }: FastifyRequest, level: 'info' | 'error', err: unknown, message: string, thrown: unknown = err): void {
  try {
    // A logger shows errors; of null, a symbol or a string it would show nothing.
    log[level](thrown instanceof Error ? { err } : { err, thrown: inspect(thrown, { depth: 1, maxStringLength: 1000 }) }, message)
  } catch {
    // A logger looks into what was thrown, and that may throw again.
    log[level](`${message} (the cause cannot be logged)`)
  }
}

/** What described the representation that is not sent now (RFC 9110 §8, §15.4.5), and how long to keep it. */
const representation = new Set([
  'accept-ranges', 'age', 'cache-control', 'content-digest', 'content-disposition', 'content-encoding', 'content-language',
  'content-length', 'content-location', 'content-range', 'content-type', 'digest', 'etag', 'expires', 'last-modified',
  'location', 'repr-digest', 'transfer-encoding'
])

function forgetRepresentation (reply: FastifyReply): void {
  for (const name of Object.keys(reply.getHeaders())) {
    if (representation.has(name)) reply.removeHeader(name)
  }
}
