import type { IncomingHttpHeaders } from 'node:http'
import type { FastifyRequest } from 'fastify'
import type { Issue } from '../errors/issue.ts'
import { textOf } from '../errors/text-of.ts'
import { originalUrlOf } from '../gates/past-accessors.ts'
import { clean, echo } from '../http/echo.ts'
import { memberOf } from '../http/json-pointer.ts'
import { pathOfUrl } from '../http/request-head.ts'
import { traceIdOf } from '../http/traceparent.ts'
import type { AnswerSettings } from './options.ts'
import type { RequestContext } from './render.ts'
import { locate, originOf } from './urls.ts'

/**
 * What a dialect may ask of a request: the object's own members, as a dialect that is built on another one hands on a copy.
 *
 * @param item - what a part of the request is about, in place of its body: a line of a batch
 */
export function requestContext (request: FastifyRequest, settings: AnswerSettings, item?: unknown): RequestContext {
  const { headers } = request.raw
  const language = settings.messages?.(headers['accept-language'])
  return {
    status: 0,
    method: request.method,
    path: echo(pathOfUrl(originalUrlOf(request)), settings.echo),
    origin: originOf(request, settings.baseUrl),
    route: request.is404 ? undefined : request.routeOptions.url,
    requestId: safeId(request.id),
    traceId: headers.traceparent === undefined ? undefined : traceIdOf(headers.traceparent),
    time: Date.now(),
    language: language?.tag,
    words: language?.words,
    documentation: settings.documentation,
    standardFormat: settings.standardFormat,
    realm: settings.realm,
    given: givenBy(request, item),
    locate: location => locate(request, settings, location)
  }
}

/** The value that an issue is about, in the request or in a part of it. */
export function givenBy (request: FastifyRequest, item?: unknown): NonNullable<RequestContext['given']> {
  return ({ part = 'body', path }) => valueAt(part === 'querystring' ? request.query : part === 'body' ? item ?? request.body : request[part], path)
}

function valueAt (root: unknown, path: Issue['path']): unknown {
  let value = root
  for (const step of path) value = memberOf(value, String(step))
  return value
}

/** An id may be what a client has sent. */
export function safeId (id: unknown): string | undefined {
  const known = textOf(id)
  return known === undefined ? undefined : clean(known)
}

/** What of a request was asked for. */
export interface Reads {
  /** The method or the path. */
  line: boolean
  /** What is of this request and no other. */
  own: boolean
}

/**
 * The same, which tells what of the request was asked for. An accessor costs more than what it gives: it is for what is kept.
 *
 * @param reads - told what was asked for
 */
export function watched (context: RequestContext, reads: Reads): RequestContext {
  const seen = {}
  for (const name of Object.keys(context) as Array<keyof RequestContext>) {
    const read = ofRequest[name]
    if (read === undefined) Object.defineProperty(seen, name, { value: context[name], writable: true, enumerable: true })
    else {
      Object.defineProperty(seen, name, {
        enumerable: true,
        get () {
          reads[read] = true
          return context[name]
        }
      })
    }
  }
  return seen as RequestContext
}

const ofRequest: { readonly [Name in keyof RequestContext]?: keyof Reads } = {
  method: 'line', path: 'line', origin: 'own', route: 'own', requestId: 'own', traceId: 'own', time: 'own', given: 'own', locate: 'own'
}

/** What is known of a request that Fastify has made no object of. */
export interface KnownHead {
  readonly method?: string | undefined
  /** Without the query. */
  readonly path?: string | undefined
  readonly host?: string | undefined
  readonly isSecure?: boolean | undefined
  /** Undefined where the head could not be read. */
  readonly headers?: IncomingHttpHeaders | undefined
  /** Makes one, as Fastify has none: always the same. */
  readonly idOf?: (() => unknown) | undefined
}

/** What a dialect may ask of such a request; what could not be read is empty. */
export function headContext ({ method = '', path = '', host = '', isSecure = false, headers = {}, idOf }: KnownHead, settings: AnswerSettings): RequestContext {
  const language = settings.messages?.(headers['accept-language'])
  return {
    status: 0,
    method,
    path: echo(path, settings.echo),
    origin: originOf({ protocol: isSecure ? 'https' : 'http', host }, settings.baseUrl),
    route: undefined,
    get requestId () { return safeId(idOf?.()) },
    traceId: traceIdOf(headers['traceparent']),
    time: Date.now(),
    language: language?.tag,
    words: language?.words,
    documentation: settings.documentation,
    standardFormat: settings.standardFormat,
    realm: settings.realm
  }
}
