import type { Server as HttpServer } from 'node:http'
import type { Http2SecureServer, Http2Server } from 'node:http2'
import type { Server as HttpsServer } from 'node:https'
import type {
  FastifyBaseLogger, FastifyHttp2Options, FastifyHttp2SecureOptions, FastifyHttpOptions, FastifyHttpsOptions, FastifyInstance, FastifyServerOptions
} from 'fastify'
import { checkOptions } from '../options/check.ts'
import { guardConstraints, type Constraints } from './constraints.ts'
import { findableResponses } from './dropped.ts'
import type { ClientErrorListener } from './edge.ts'
import { frameworkErrors } from './framework-errors.ts'
import { forServer, type ServerOptions } from './options.ts'
import { optionsOf } from './privates.ts'
import { guardedResponses } from './response.ts'

/**
 * The limits that hold where the application gives none, in milliseconds, characters and bytes.
 *
 * `headersTimeout`: a head is a few packets; nobody honest needs longer. `requestTimeout`: Fastify's default is none at all;
 * a megabyte, Fastify's default body limit, arrives within a minute at 140 kbit/s. `connectionsCheckingInterval`: Node looks
 * for slow clients every 30 seconds, so that 10 seconds would mean 40. `maxParamLength`: Fastify's 100 is too short for an
 * encoded path, and RFC 9112 §3 asks to take request lines of 8000 octets.
 */
export const serverLimits = Object.freeze({
  headersTimeout: 10_000,
  requestTimeout: 60_000,
  connectionsCheckingInterval: 1_000,
  maxParamLength: 8_000
})

/** What the plugin is told by {@link serverOptions}. */
export interface ServerMarker {
  readonly given: ServerOptions
  /** The names of all else that it was given, for Fastify. */
  readonly others: readonly string[]
  readonly clientError: ClientErrorListener | undefined
  readonly refusesWhenClosing: boolean
  readonly hasAsyncConstraints: boolean
  readonly limits: NodeLimits
}

/** In milliseconds. */
interface NodeLimits { readonly headersTimeout: number, readonly requestTimeout: number, readonly connectionsCheckingInterval: number }

const markerKey = 'fastify-conformant'

/**
 * Options for Fastify's constructor with which everything that Node and Fastify refuse below the hooks is answered in the
 * dialect too. Takes all of Fastify's own options; what the application sets wins, and its `frameworkErrors` and
 * `clientErrorHandler` are asked first.
 *
 * @param options - Fastify's, with `dialect`, `drain` and `maxConnections` of the plugin
 * @throws TypeError that names the option that is not right
 * @example
 * const dialect = akeneo()
 * const app = Fastify(serverOptions({ dialect, logger: true }))
 * await app.register(conformant, { dialect })
 */
export function serverOptions<Server extends Http2SecureServer, Logger extends FastifyBaseLogger = FastifyBaseLogger> (
  options: FastifyHttp2SecureOptions<Server, Logger> & ServerOptions): FastifyHttp2SecureOptions<NoInfer<Server>, NoInfer<Logger>>
export function serverOptions<Server extends Http2Server, Logger extends FastifyBaseLogger = FastifyBaseLogger> (
  options: FastifyHttp2Options<Server, Logger> & ServerOptions): FastifyHttp2Options<NoInfer<Server>, NoInfer<Logger>>
export function serverOptions<Secure extends HttpsServer, Logger extends FastifyBaseLogger = FastifyBaseLogger> (
  options: FastifyHttpsOptions<Secure, Logger> & ServerOptions): FastifyHttpsOptions<NoInfer<Secure>, NoInfer<Logger>>
export function serverOptions<Server extends HttpServer, Logger extends FastifyBaseLogger = FastifyBaseLogger> (
  options?: FastifyHttpOptions<Server, Logger> & ServerOptions): FastifyHttpOptions<NoInfer<Server>, NoInfer<Logger>>
export function serverOptions (options: object = {}): object {
  checkOptions(options, forServer, ' of serverOptions()')
  const { dialect, drain, maxConnections, ...own } = options as GivenOptions
  const { routerOptions = {}, clientErrorHandler, rewriteUrl, return503OnClosing = true } = own
  const { where, given: ofNode } = nodeOptions(own)
  const limits = limitsOf(own, ofNode)
  const constraints = guardConstraints(routerOptions.constraints ?? own.constraints)
  const given = defined({ dialect, drain, maxConnections })
  const marker: ServerMarker = {
    given, others: Object.keys(own), clientError: clientErrorHandler as ClientErrorListener | undefined, refusesWhenClosing: return503OnClosing, hasAsyncConstraints: constraints.areAsync, limits
  }
  return {
    ...own,
    requestTimeout: limits.requestTimeout,
    [where]: {
      ...limits,
      ...ofNode,
      ...(own.http2 === true ? {} : { ServerResponse: guardedResponses(Number(own.maxRequestsPerSocket) > 0 ? findableResponses(ofNode?.ServerResponse) : ofNode?.ServerResponse) })
    },
    ...defined({ rewriteUrl: rewriteUrl && stringFrom(rewriteUrl) }),
    routerOptions: {
      ...(own.maxParamLength === undefined ? { maxParamLength: serverLimits.maxParamLength } : {}),
      ...routerOptions,
      ...defined({ constraints: constraints.guarded }),
      // initialConfig shows it to the plugin; the router has no use for it.
      [markerKey]: () => marker
    },
    frameworkErrors: frameworkErrors(own.frameworkErrors, dialect),
    ...defined({ clientErrorHandler: clientErrorHandler && removable(clientErrorHandler) }),
    // The plugin answers while the server closes.
    return503OnClosing: false
  }
}

/** The router's options stand in two places until Fastify 6. */
type GivenOptions = FastifyServerOptions & { http?: unknown, https?: unknown, http2?: boolean, constraints?: Constraints } & ServerOptions

/** What {@link serverOptions} was given for this application; undefined where it was made without. Fastify 6 shows known names only. */
export function markerOf (instance: FastifyInstance): ServerMarker | undefined {
  return markerIn(instance.initialConfig.routerOptions) ?? markerIn(optionsOf(instance)?.routerOptions)
}

function markerIn (routerOptions: object | undefined): ServerMarker | undefined {
  return (routerOptions as { [markerKey]?: () => ServerMarker } | undefined)?.[markerKey]?.()
}

type NodeOptions = Partial<NodeLimits> & { ServerResponse?: never }

/** Node's own options stand in `http` or in `https`, as the server will be made with. */
export function nodeOptions ({ http, https }: { http?: unknown, https?: unknown }): { where: 'http' | 'https', given: NodeOptions | undefined } {
  if (https === undefined || https === null || https === false) return { where: 'http', given: http as NodeOptions | undefined }
  return { where: 'https', given: https === true ? undefined : https as NodeOptions }
}

/** Node refuses a head that may take longer than its request. 0 is no limit. */
function limitsOf ({ requestTimeout: ofFastify }: GivenOptions, given: NodeOptions | null | undefined): NodeLimits {
  const { headersTimeout: longestHead, connectionsCheckingInterval = serverLimits.connectionsCheckingInterval } = given ?? {}
  const requestTimeout = ofFastify ?? given?.requestTimeout ?? Math.max(serverLimits.requestTimeout, longestHead ?? 0)
  const headersTimeout = longestHead ?? Math.min(serverLimits.headersTimeout, requestTimeout === 0 ? Infinity : requestTimeout)
  return { headersTimeout, requestTimeout, connectionsCheckingInterval }
}

/** The plugin knows it by its name, and asks the application's itself. */
function removable (handler: NonNullable<FastifyServerOptions['clientErrorHandler']>): NonNullable<FastifyServerOptions['clientErrorHandler']> {
  return function conformantClientError (this: FastifyInstance, error, socket) {
    handler.call(this, error, socket)
  }
}

/** Fastify destroys a request whose URL is rewritten to something else, and the client learns nothing. */
function stringFrom (rewriteUrl: NonNullable<FastifyServerOptions['rewriteUrl']>): NonNullable<FastifyServerOptions['rewriteUrl']> {
  return function (request) {
    const url: unknown = rewriteUrl.call(this, request)
    if (typeof url !== 'string') throw new TypeError(`rewriteUrl must return a string, got ${typeof url}`)
    return url
  }
}

export function defined<Given extends object> (given: Given): { [Key in keyof Given]?: Exclude<Given[Key], undefined> } {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as never
}
