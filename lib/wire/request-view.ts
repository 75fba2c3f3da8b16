import type { FastifyRequest } from 'fastify'
import { pathOf } from '../gates/gate.ts'
import { echo } from '../http/echo.ts'
import type { Settings } from '../settings.ts'
import { locate } from './locate.ts'
import { originOf } from './origin.ts'
import type { RequestContext } from './render.ts'

/** What a dialect may ask of a request, worked out when it asks; remembers what it asked. */
export class RequestView implements RequestContext {
  status = 0
  /** True once the method or the path was asked for. */
  isLineRead = false
  isOriginRead = false
  readonly #request: FastifyRequest
  readonly #settings: Settings

  constructor (request: FastifyRequest, settings: Settings) {
    this.#request = request
    this.#settings = settings
  }

  get documentation (): string | undefined { return this.#settings.documentation }
  get standardFormat (): string | undefined { return this.#settings.standardFormat }

  get realm (): string | undefined { return this.#settings.realm }

  locate (location: string): string {
    this.isOriginRead = true
    return locate(this.#request, this.#settings, location)
  }

  get method (): string {
    this.isLineRead = true
    return this.#request.method
  }

  get path (): string {
    this.isLineRead = true
    return echo(pathOf(this.#request.originalUrl), this.#settings.echo)
  }

  get origin (): string {
    this.isOriginRead = true
    return originOf(this.#request, this.#settings.baseUrl)
  }
}
