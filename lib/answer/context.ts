import type { FastifyRequest } from 'fastify'
import { echo } from '../http/echo.ts'
import { pathOfUrl } from '../http/request-head.ts'
import type { AnswerSettings } from './options.ts'
import type { RequestContext } from './render.ts'
import { locate, originOf } from './urls.ts'

/** What a dialect may ask of a request: the object's own members, as a dialect that is built on another one hands on a copy. */
export function requestContext (request: FastifyRequest, settings: AnswerSettings): RequestContext {
  return {
    status: 0,
    method: request.method,
    path: echo(pathOfUrl(request.originalUrl), settings.echo),
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
export function watched (context: RequestContext, reads: Reads): RequestContext {
  const { method, path, origin, locate, ...rest } = context
  return {
    ...rest,
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
    locate: locate && ((location) => {
      reads.origin = true
      return locate(location)
    })
  }
}

/** What is known of a request that Fastify has made no object of. */
export interface KnownHead {
  readonly method?: string | undefined
  /** Without the query. */
  readonly path?: string | undefined
  readonly host?: string | undefined
  readonly isSecure?: boolean | undefined
}

/** What a dialect may ask of such a request; what could not be read is empty. */
export function headContext ({ method = '', path = '', host = '', isSecure = false }: KnownHead, settings: AnswerSettings): RequestContext {
  return {
    status: 0,
    method,
    path: echo(path, settings.echo),
    origin: originOf({ protocol: isSecure ? 'https' : 'http', host }, settings.baseUrl),
    documentation: settings.documentation,
    standardFormat: settings.standardFormat,
    realm: settings.realm
  }
}
