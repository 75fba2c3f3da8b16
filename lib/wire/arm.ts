import type { DoneFuncWithErrOrRes, FastifyBodyParser, FastifyInstance, FastifyReply, FastifyRequest, onRequestHookHandler } from 'fastify'
import type { BatchHandler } from '../batch/options.ts'
import { addBatchRoute } from '../batch/route.ts'
import { ApiError } from '../errors/api-error.ts'
import { readJson } from '../gates/json.ts'
import type { LimitSet } from '../rate-limit/limit-set.ts'
import { ValidationFailure } from '../validation/compiler.ts'
import { armBearerAuth, catchBearerAuth } from './bearer-auth.ts'
import { errorOf } from './error-of.ts'
import { jsonOptionsOf } from './json-options.ts'
import { decorateForLimits, registryOf, whenMet } from './limits.ts'
import { enter } from './presence.ts'
import { hintAtProxy } from './proxy-hint.ts'
import { rateLimitsOf } from './rate-limits.ts'
import { decorateReplies } from './replies.ts'
import { armRoute } from './route.ts'
import { decorateRequests, holdingFor, routeOf, scopeOf, type Route, type Scope } from './scope.ts'
import { sendError, sendThrown } from './send.ts'
import type { ServerValidators } from './validators.ts'
import { warn } from './warn.ts'

/**
 * Takes over what Fastify does by itself in a scope and below: hooks, error handler, validators, JSON parser.
 */
export function arm (instance: FastifyInstance, validators: ServerValidators): void {
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
  armBearerAuth(instance)
  instance.setErrorHandler(sendThrown)
  instance.setSchemaErrorFormatter(() => new ValidationFailure())
  instance.setSchemaController({ compilersFactory: { buildValidator: validators.build as never } })
  armJson(instance)
  decorateReplies(instance)
  decorateRequests(instance)
  decorateForLimits(instance)
  instance.decorate('rateLimits', rateLimitsOf(registryOf(instance).limiters))
  instance.decorate('batch', function (options, handler) {
    addBatchRoute(this, options, handler as BatchHandler)
    return this
  })
}

/** The instances that have routes. */
const routed = new WeakSet<object>()

/** True where routes have been declared in the instance that options of its own would come too late for. */
export function hasRoutes (instance: FastifyInstance): boolean {
  return routed.has(instance)
}

/** Refuses what the head tells, in the order of the gates; asked for every request of the scope. */
const onRequest: onRequestHookHandler = (request, reply, done) => {
  catchBearerAuth(request, reply)
  const route = routeOf(request)
  const limits = route === undefined ? unroutedLimits(request) : route.limits?.onRequest
  if (limits === undefined) return passGates(route, request, reply, done)
  whenMet(limits, request, reply, done, refusal => refuseOr(refusal, route, request, reply, done))
}

function refuseOr (refusal: ApiError | undefined, route: Route | undefined, request: FastifyRequest, reply: FastifyReply, done: DoneFuncWithErrOrRes): void {
  if (refusal === undefined) passGates(route, request, reply, done)
  else sendError(refusal, request, reply, holdingFor(request).settings)
}

function passGates (route: Route | undefined, request: FastifyRequest, reply: FastifyReply, done: DoneFuncWithErrOrRes): void {
  if (route === undefined && request.method === 'OPTIONS' && answerOptions(request, reply)) return
  const crowd = route?.limits?.concurrency
  const gate = route === undefined ? unroutedGate(request) : route.onRequest
  let refusal: ApiError | undefined
  try {
    refusal = (crowd === undefined || crowd.length === 0 ? undefined : enter(crowd, request, reply)) ?? gate?.(request.raw)
  } catch (error) {
    // Behind a store that answers later nobody else is left to take what a function of the application throws.
    return done(errorOf(error))
  }
  if (refusal === undefined) return done()
  if (refusal.kind === 'route_not_found' && request.is404) hintAtProxy(request, (scopeOf(request.server) as Scope).methods)
  sendError(refusal, request, reply, holdingFor(request).settings)
}

/** Those that a scanner of unknown URLs meets. Of routes from before the plugin nothing is known. */
function unroutedLimits (request: FastifyRequest): LimitSet | undefined {
  return request.is404 ? (scopeOf(request.server) as Scope).limits?.unrouted : undefined
}

/** RFC 9110 §9.3.7: what can be done with the resource, or with the server (`OPTIONS *`). A route of the application's, such as one for CORS, goes before. */
function answerOptions (request: FastifyRequest, reply: FastifyReply): boolean {
  const { settings, methods } = scopeOf(request.server) as Scope
  if (!request.is404 || !settings.method) return false
  const allow = request.raw.url === '*' ? methods.all() : methods.at(request.raw)
  if (allow.length === 0) return false
  reply.code(204).header('allow', [...new Set([...allow, 'OPTIONS'])].join(', ')).send()
  return true
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

/** The parser for JSON and everything built on it; what the application has set up already stays. */
function armJson (instance: FastifyInstance): void {
  const parse: FastifyBodyParser<Buffer> = (request, body, done) => {
    const value = readJson(body, jsonOptionsOf(instance, request))
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
