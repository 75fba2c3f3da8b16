import type { FastifyRequest } from 'fastify'
import { echo } from '../http/echo.ts'
import { pathOfUrl } from '../http/request-head.ts'
import { traceIdOf } from '../http/traceparent.ts'
import { originalUrlOf } from '../gates/past-accessors.ts'
import { givenBy, safeId } from './context.ts'
import type { AnswerSettings } from './options.ts'
import type { RequestContext } from './render.ts'
import { locate, originOf } from './urls.ts'

/**
 * What dialects of this package ask of a request, worked out when they do: most of it nobody asks for. A dialect of an application gets
 * members of its own, as it may hand on a copy.
 */
export class LazyContext implements RequestContext {
  status = 0
  readonly #request: FastifyRequest
  readonly #settings: AnswerSettings

  constructor (request: FastifyRequest, settings: AnswerSettings) {
    this.#request = request
    this.#settings = settings
  }

  get method (): string { return this.#request.raw.method as string }
  get path (): string { return echo(pathOfUrl(originalUrlOf(this.#request)), this.#settings.echo) }
  get origin (): string { return originOf(this.#request, this.#settings.baseUrl) }
  get route (): string | undefined { return this.#request.is404 ? undefined : this.#request.routeOptions.url }
  get requestId (): string | undefined { return safeId(this.#request.id) }
  get traceId (): string | undefined { return traceIdOf(this.#request.raw.headers.traceparent) }
  get time (): number { return Date.now() }
  get language (): undefined { return undefined }
  get words (): undefined { return undefined }
  get documentation (): string | undefined { return this.#settings.documentation }
  get standardFormat (): string | undefined { return this.#settings.standardFormat }
  get realm (): string | undefined { return this.#settings.realm }
  get given (): RequestContext['given'] { return givenBy(this.#request) }
  get locate (): (location: string) => string { return location => locate(this.#request, this.#settings, location) }
}
