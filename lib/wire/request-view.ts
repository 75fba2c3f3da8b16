import type { FastifyRequest } from 'fastify'
import { pathOf } from '../gates/gate.ts'
import { echo } from '../http/echo.ts'
import type { Settings } from '../settings.ts'
import { locate } from './locate.ts'
import { originOf } from './origin.ts'
import type { RequestContext } from './render.ts'

/** What of a request was asked for. */
export interface Reads {
  /** The method or the path. */
  line: boolean
  origin: boolean
}

/**
 * What a dialect may ask of a request. What costs something is worked out when it is asked for, and yet the members are the
 * object's own: a dialect that is built on another one hands on a copy.
 *
 * @param reads - told what was asked for
 */
export function requestView (request: FastifyRequest, settings: Settings, reads: Reads = { line: false, origin: false }): RequestContext {
  return {
    status: 0,
    get method () {
      reads.line = true
      return request.method
    },
    get path () {
      reads.line = true
      return echo(pathOf(request.originalUrl), settings.echo)
    },
    get origin () {
      reads.origin = true
      return originOf(request, settings.baseUrl)
    },
    documentation: settings.documentation,
    standardFormat: settings.standardFormat,
    realm: settings.realm,
    locate (location) {
      reads.origin = true
      return locate(request, settings, location)
    }
  }
}
