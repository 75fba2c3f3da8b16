import type { Server } from 'node:http'
import type { FastifyInstance, FastifyServerOptions } from 'fastify'
import type { Place } from '../answer/place.ts'
import { setEdge, type ClientErrorListener, type Edge, type Listener } from './edge.ts'
import { armEveryServer } from './every-server.ts'
import { frameworkErrors } from './framework-errors.ts'
import type { ServerSettings } from './options.ts'
import { Prefixes } from './prefixes.ts'
import { optionsOf } from './privates.ts'
import { markerOf, nodeOptions, serverLimits } from './server-options.ts'
import { sayWhatIsOpen } from './not-covered.ts'
import { letGoOfRefused } from './upgrades.ts'

/**
 * Takes over what an application's servers answer below the hooks. Once for an application, by its first registration.
 *
 * @param first - where none of the scopes has the path
 * @param isReporting - true where nothing is to be refused with another status than Fastify's
 */
export function openEdge (instance: FastifyInstance, first: Place, { drain, maxConnections }: ServerSettings, isReporting: boolean): Edge {
  const marker = markerOf(instance)
  const options = marker === undefined ? optionsOf(instance) : undefined
  if (options !== undefined) options.frameworkErrors = frameworkErrors(options.frameworkErrors)
  const own = marker === undefined ? ownHandler(options?.clientErrorHandler) : marker.clientError
  const { connectionsCheckingInterval = serverLimits.connectionsCheckingInterval } = nodeOptions(options ?? {}).given ?? {}
  const edge: Edge = {
    log: instance.log,
    server: instance,
    handle: instance.routing as unknown as Listener,
    drain,
    maxConnections,
    clientError: own?.bind(instance),
    refusesWhenClosing: marker?.refusesWhenClosing ?? options?.return503OnClosing !== false,
    clientErrorName: marker?.clientError === undefined ? own?.name ?? fastifysHandler : 'conformantClientError',
    requestTimeout: Number((instance.initialConfig as FastifyServerOptions).requestTimeout),
    limits: marker?.limits ?? { connectionsCheckingInterval },
    hasAsyncConstraints: marker?.hasAsyncConstraints ?? false,
    idOf: idMaker(instance),
    // Fastify 6 does not show it.
    idLabel: { requestIdLogLabel: 'reqId', ...instance.initialConfig }.requestIdLogLabel,
    isReporting,
    isClosing: false,
    servers: [],
    prefixes: new Prefixes(first, isCaseSensitive(instance))
  }
  setEdge(instance.server, edge)
  armEveryServer(instance, edge)
  letGoOfRefused(instance, edge)
  instance.addHook('preClose', function (done) {
    edge.isClosing = true
    for (const server of edge.servers) endIdleConnections(server)
    done()
  })
  if (marker === undefined) sayWhatIsOpen(instance, options !== undefined, isReporting ? 'debug' : 'info')
  return edge
}

/**
 * Node ends the connections that are idle when a server is told to close, not those whose last answer was still on its way:
 * they would keep it open until their keep-alive time is over.
 */
function endIdleConnections (server: Server): void {
  if (!server.listening || !('closeIdleConnections' in server)) return
  const timer = setInterval(() => {
    if (!server.listening) server.closeIdleConnections()
  }, 100).unref()
  server.once('close', () => clearInterval(timer))
}

/** The application's own `genReqId`, which sees what there is of a request. */
function idMaker (instance: FastifyInstance): Edge['idOf'] {
  return (request) => {
    let id: unknown
    return () => {
      try {
        id ??= (instance as unknown as { genReqId (request: object): unknown }).genReqId(request ?? { headers: {} })
      } catch {}
      return id
    }
  }
}

/** The router's options stand in two places until Fastify 6. */
function isCaseSensitive ({ initialConfig }: FastifyInstance): boolean {
  const { routerOptions, caseSensitive } = initialConfig as FastifyServerOptions & { caseSensitive?: boolean }
  return (routerOptions?.caseSensitive ?? caseSensitive) !== false
}

const fastifysHandler = 'defaultClientErrorHandler'

/** Where the application gives none, Fastify's own stands among its options. */
function ownHandler (handler: FastifyServerOptions['clientErrorHandler']): ClientErrorListener | undefined {
  return handler === undefined || handler.name === fastifysHandler ? undefined : handler as ClientErrorListener
}
