import type { FastifyBodyParser, FastifyInstance, FastifyRequest, onRequestHookHandler } from 'fastify'
import { ApiError } from '../errors/api-error.ts'
import { readJson, type JsonOptions } from '../gates/json.ts'
import { methodLookup, sortMethods, type AllowedMethods } from '../gates/route.ts'
import { ValidationFailure, validatorBuilder } from '../validation/compiler.ts'
import { decorateReplies } from './replies.ts'
import { armRoute } from './route.ts'
import { decorateRequests, holdingFor, routeOf, scopeOf, type Scope } from './scope.ts'
import { sendError, sendThrown } from './send.ts'
import { warn } from './warn.ts'

/**
 * Takes over what Fastify does by itself in a scope and below: hooks, error handler, validators, JSON parser.
 *
 * @returns how to ask the router which methods a URL answers to
 */
export function arm (instance: FastifyInstance): AllowedMethods {
  const whenReady: Array<() => void> = []

  instance.addHook('onRoute', function (options) {
    const scope = scopeOf(this) as Scope
    routed.add(this)
    whenReady.push(armRoute(this, options, scope))
  })
  instance.addHook('onReady', function (done) {
    for (const task of whenReady.splice(0)) task()
    done()
  })
  instance.addHook('onRequest', onRequest)
  instance.setErrorHandler(sendThrown)
  instance.setSchemaErrorFormatter(() => new ValidationFailure())
  instance.setSchemaController({ compilersFactory: { buildValidator: validatorBuilder() as never } })
  armJson(instance)
  decorateReplies(instance)
  decorateRequests(instance)
  return allowedMethods(instance)
}

/** The instances that have routes. */
const routed = new WeakSet<object>()

/** True where routes have been declared in the instance that options of its own would come too late for. */
export function hasRoutes (instance: FastifyInstance): boolean {
  return routed.has(instance)
}

/** Refuses what the head tells, in the order of the gates; asked for every request of the scope. */
const onRequest: onRequestHookHandler = (request, reply, done) => {
  const route = routeOf(request)
  const gate = route === undefined ? unroutedGate(request) : route.onRequest
  const refusal = gate?.(request.raw)
  if (refusal === undefined) done()
  else sendError(refusal, request, reply, holdingFor(request).settings)
}

function unroutedGate (request: FastifyRequest): Scope['routeGate'] {
  if (request.is404) return (scopeOf(request.server) as Scope).routeGate
  warnOfUncovered(request)
  return undefined
}

const uncovered = new WeakSet<object>()

/** Fastify tells of a route only those who were there before it. Hooks reach such a route, error handlers do not. */
function warnOfUncovered (request: FastifyRequest): void {
  const { config, url, method } = request.routeOptions
  if (uncovered.has(config)) return
  uncovered.add(config)
  warn(request.log, 'CONFORMANT_UNCOVERED_ROUTE', `${String(method)} ${String(url)} was declared before fastify-conformant was loaded: ` +
    "its gates are not there, and its errors may keep Fastify's format. Write `await app.register(conformant, …)` before you declare routes.")
}

function allowedMethods (instance: FastifyInstance): AllowedMethods {
  let methods: readonly string[] | undefined
  return methodLookup({
    // All that the server knows: routes from before the plugin, or beside its scope, count too. Asked when they are all there.
    methods: () => (methods ??= sortMethods(instance.supportedMethods)),
    isCacheable: () => !instance.hasConstraintStrategy('host') && !instance.hasConstraintStrategy('version'),
    isRouted: (method, path, { headers }) => instance.findRoute({
      method: method as 'GET',
      url: path,
      constraints: { host: headers.host as string, version: headers['accept-version'] as string }
    }) !== null
  })
}

/** The parser for JSON and everything built on it; what the application has set up already stays. */
function armJson (instance: FastifyInstance): void {
  const { onProtoPoisoning = 'error', onConstructorPoisoning = 'error' } = instance.initialConfig
  const parse: FastifyBodyParser<Buffer> = (request, body, done) => {
    const options: JsonOptions = {
      maxDepth: holdingFor(request).settings.maxDepth,
      protoAction: onProtoPoisoning,
      constructorAction: onConstructorPoisoning
    }
    const value = readJson(body, options)
    if (value instanceof ApiError) done(value)
    else done(null, value)
  }
  for (const type of ['application/json', /^[^;\s/]+\/[^;\s]+\+json(?:;|$)/i]) {
    try {
      instance.addContentTypeParser(type, { parseAs: 'buffer' }, parse)
    } catch (error) {
      if ((error as { code?: unknown }).code !== 'FST_ERR_CTP_ALREADY_PRESENT') throw error
      instance.log.info(`fastify-conformant leaves ${String(type)} to the parser that is there`)
    }
  }
}
