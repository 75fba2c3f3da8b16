import type { FastifyReply, FastifyRequest } from 'fastify'
import { ApiError } from '../errors/api-error.ts'
import { kindOf } from '../errors/catalog.ts'
import { isClientError, normalize } from '../errors/normalize.ts'
import { pathOf } from '../gates/gate.ts'
import type { Settings } from '../options.ts'
import { echo } from '../http/echo.ts'
import { originOf } from './origin.ts'
import { render, type RequestContext } from './render.ts'
import { holdingFor } from './scope.ts'

/**
 * Fastify's error handler: whatever was thrown leaves in the dialect of the route.
 *
 * @param thrown - anything
 */
export function sendThrown (thrown: unknown, request: FastifyRequest, reply: FastifyReply): void {
  const { settings, mappers } = holdingFor(request)
  const onFault = (fault: unknown): void => request.log.error({ err: fault }, 'an error mapper failed')
  sendError(withChosenStatus(normalize(thrown, mappers, request, onFault), reply), request, reply, settings)
}

/** Sends an error. The only place where one meets a reply. */
export function sendError (error: ApiError, request: FastifyRequest, reply: FastifyReply, settings: Settings): void {
  log(error, request)
  const { status, headers, body } = render(error, settings.dialect, new ContextOfRequest(request, settings),
    fault => request.log.error({ err: fault }, 'the dialect failed'))
  forgetRepresentation(reply)
  // Fastify closes after every parser error, because more of the body might come. Here all of it has been read.
  if (error.kind === 'malformed_json' && request.raw.complete) reply.removeHeader('connection')
  reply.code(status).headers(headers).send(body)
}

/** `reply.code(404).send(new Error())`: the application chose the status, and nothing says that the message is for clients. */
function withChosenStatus (error: ApiError, reply: FastifyReply): ApiError {
  const { statusCode } = reply
  if (error.kind !== 'internal' || statusCode < 400 || statusCode > 599 || statusCode === error.status) return error
  return new ApiError(kindOf(statusCode), { status: statusCode, cause: error.cause })
}

/** Once, with the request's id. What a client caused is news; what the server did is an error with its stack. */
function log (error: ApiError, request: FastifyRequest): void {
  const err = error.cause ?? error
  if (isClientError(error)) request.log.info({ err }, error.message)
  else request.log.error({ err }, error.message)
}

/** What described the representation that is not sent now (RFC 9110 §8, §15.4.5), and how long to keep it. */
const representation = new Set([
  'accept-ranges', 'age', 'cache-control', 'content-disposition', 'content-encoding', 'content-language', 'content-length',
  'content-location', 'content-range', 'content-type', 'digest', 'etag', 'expires', 'last-modified', 'transfer-encoding'
])

function forgetRepresentation (reply: FastifyReply): void {
  for (const name of Object.keys(reply.getHeaders())) {
    if (representation.has(name)) reply.removeHeader(name)
  }
}

/** What a dialect may ask, worked out when it asks. */
class ContextOfRequest implements RequestContext {
  readonly #request: FastifyRequest
  readonly documentation: string | undefined
  readonly standardFormat: string | undefined
  readonly #settings: Settings

  constructor (request: FastifyRequest, settings: Settings) {
    this.#request = request
    this.#settings = settings
    this.documentation = settings.documentation
    this.standardFormat = settings.standardFormat
  }

  get method (): string { return this.#request.method }
  get path (): string { return echo(pathOf(this.#request.raw.url as string), this.#settings.echo) }
  get origin (): string { return originOf(this.#request, this.#settings.baseUrl) }
}
