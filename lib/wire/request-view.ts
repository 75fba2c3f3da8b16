import type { FastifyRequest } from 'fastify'
import { pathOf } from '../gates/gate.ts'
import { echo } from '../http/echo.ts'
import type { Settings } from '../settings.ts'
import { locate } from './locate.ts'
import { originOf } from './origin.ts'
import type { RequestContext } from './render.ts'

/** What a dialect may ask of a request: the object's own members, as a dialect that is built on another one hands on a copy. */
export function requestView (request: FastifyRequest, settings: Settings): RequestContext {
  return {
    status: 0,
    method: request.method,
    path: echo(pathOf(request.originalUrl), settings.echo),
    origin: originOf(request, settings.baseUrl),
    documentation: settings.documentation,
    standardFormat: settings.standardFormat,
    realm: settings.realm,
    locate: location => locate(request, settings, location)
  }
}

/** What of a request was asked for. */
export interface Reads {
  /** The method or the path. */
  line: boolean
  origin: boolean
}

/**
 * The same, which tells what of the request was asked for. An accessor costs more than what it gives: it is for what is kept.
 *
 * @param reads - told what was asked for
 */
export function watchedView (request: FastifyRequest, settings: Settings, reads: Reads): RequestContext {
  const { method, path, origin, ...view } = requestView(request, settings)
  return {
    ...view,
    get method () {
      reads.line = true
      return method
    },
    get path () {
      reads.line = true
      return path
    },
    get origin () {
      reads.origin = true
      return origin
    },
    locate (location) {
      reads.origin = true
      return locate(request, settings, location)
    }
  }
}
