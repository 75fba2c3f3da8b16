import type { FastifyInstance, FastifyReply, FastifyRequest, RouteOptions } from 'fastify'
import { sendThrown } from '../answer/reply.ts'
import { countsOf } from '../errors/counts.ts'
import { badOption } from '../options/check.ts'
import { addBatchRoute, type BatchHandler } from '../batch/index.ts'
import { armLimits } from '../limits/index.ts'
import { armBearerAuth } from '../neighbours/index.ts'
import { brokenBody, hasFormatter, hasValidators, isAnswered, setValidatorBuilder } from '../server/index.ts'
import { ValidationFailure } from '../validation/failure.ts'
import type { ServerValidators } from '../validation/server-validators.ts'
import { armGates, hookRoute } from './arm-route.ts'
import { isHidden } from './early-routes.ts'
import { enter, placeOf, scopeAt } from './enter.ts'
import { setLastHandler } from './error-handlers.ts'
import { configWith, scopeOf, unasked, type Held, type Scope } from './held.ts'
import { setJson, stepBack } from './json-parser.ts'
import { rememberRoute, routesAreReady } from './known-routes.ts'
import { mappersOf } from './mappers.ts'
import { leftOver } from './offer.ts'
import { resolveOptions, type Settings } from './options.ts'
import { decorateReplies } from './replies.ts'
import { offerErrors } from './reply-errors.ts'
import type { Reporter } from './report.ts'
import { runner } from './run.ts'
import { settle } from './settlers.ts'
import { runOfRefused } from './unrouted.ts'

/**
 * Takes over what Fastify does by itself in a scope and below: hooks, error handler, validators, JSON parser.
 *
 * @returns takes tasks for when all plugins, routes and schemas are there
 */
export function arm (instance: FastifyInstance, validators: ServerValidators, reporter: Reporter): Scope['whenReady'] {
  const tasks: Array<() => void> = []
  instance.addHook('onRoute', function (options) {
    const scope = scopeOf(this) as Scope
    if (!routed.has(this)) scope.whenReady(() => stepBack(this))
    routed.set(this, !isHidden(options.schema) || hasRoutes(this))
    armRoute(this, options, scope)
  })
  instance.addHook('onReady', function (done) {
    for (const task of tasks.splice(0)) task()
    routesAreReady(instance)
    done()
  })
  instance.addHook('onRequest', enter)
  armBearerAuth(instance)
  setLastHandler(instance, (thrown, request, reply) => {
    // Of a body that has broken off the log has been told where it was answered.
    const broken = brokenBody(thrown, request.raw)
    const said = broken ?? (request.is404 ? leftOver(thrown, request, reply, scopeAt(request)) : thrown)
    const isLogged = broken !== undefined && isAnswered(reply.raw)
    if (request.is404) sendUnrouted(said, thrown, isLogged, request, reply)
    else sendThrown(said, placeOf(request), request, reply, isLogged)
  })
  if (!hasFormatter(instance)) instance.setSchemaErrorFormatter(() => new ValidationFailure())
  if (!hasValidators(instance)) setValidatorBuilder(instance, validators.build)
  decorateReplies(instance)
  armLimits(instance)
  instance.decorate('conformant', { report: () => reporter.report(), counts: () => countsOf(instance.server).read() })
  instance.decorate('batch', function (options, handler) {
    addBatchRoute(this, options, handler as BatchHandler, { placeOf, validators })
    return this
  })
  return task => { tasks.push(task) }
}

function sendUnrouted (said: unknown, thrown: unknown, isLogged: boolean, request: FastifyRequest, reply: FastifyReply): void {
  const send = (error: unknown = said): void => sendThrown(error, placeOf(request), request, reply, isLogged)
  const run = runOfRefused(thrown, request, reply)
  if (run === undefined) send()
  else run(request, reply, send)
}

/** The instances that have routes, and whether these are the application's own. */
const routed = new WeakMap<object, boolean>()

/** True where routes have been declared in the instance that options of its own would come too late for. */
export function hasRoutes (instance: FastifyInstance): boolean {
  return routed.get(instance) === true
}

/** Puts the gates of a route into its options. All that can be worked out now is: a request runs closures. */
function armRoute (instance: FastifyInstance, options: RouteOptions, scope: Scope): void {
  const settings = settingsOf(options, scope.settings)
  if (settings.json !== undefined && scope.settings.json === undefined) setJson(instance, true)
  const armed = armGates(instance, options, settings, scope)
  const mappers = settings === scope.settings ? scope.mappers : mappersOf(settings)
  const place: Held = { ...unasked, settings, mappers, tally: countsOf(instance.server).tally(options.url, [options.method].flat().join(', ')), methods: scope.methods, onRequest: undefined }
  const route = Object.assign(place, { onRequest: runner(armed.onRequest, place, scope.late.hooks) })
  options.config = configWith(options.config, route)
  hookRoute(options, armed, route, scope.whenReady)
  if (settings.errors.length > 0) offerErrors(instance)
  rememberRoute({ instance, options, url: options.url, place: route, armed })
  scope.whenReady(() => settle(route, instance, options))
}

function settingsOf (route: RouteOptions & { conformant?: unknown }, around: Settings): Settings {
  const { config, method, url, conformant: misplaced } = route
  const own = config?.conformant
  const where = `${[method].flat().join(', ')} ${url}`
  // Fastify takes no notice of members of a route that it does not know.
  if (misplaced !== undefined) throw badOption('conformant', ` of route ${where}`, 'in its config: { config: { conformant: { … } } }', misplaced)
  return own === undefined ? around : resolveOptions(around, own, where)
}
