import type { FastifyInstance, onRequestHookHandler, RouteOptions } from 'fastify'
import type { BatchHandler } from '../batch/options.ts'
import { addBatchRoute } from '../batch/route.ts'
import { sendRefusal, sendThrown } from '../answer/reply.ts'
import { decorateForLimits } from '../limits/meet.ts'
import { rateLimitsOf } from '../limits/rate-limits.ts'
import { registryOf } from '../limits/registry.ts'
import { armBearerAuth, catchBearerAuth } from '../neighbours/bearer-auth.ts'
import { brokenBody } from '../server/broken-body.ts'
import { isAnswered } from '../server/connection.ts'
import { ValidationFailure } from '../validation/compiler.ts'
import type { ServerValidators } from '../validation/server-validators.ts'
import { armGates, hookRoute } from './arm-route.ts'
import { armJson } from './json-parser.ts'
import { mappersOf } from './mappers.ts'
import { resolveOptions, type Settings } from './options.ts'
import { configWith, decorateRequests, placeOf, routeOf, scopeOf, type Held, type Scope } from './place.ts'
import { decorateReplies } from './replies.ts'
import { runner, type Refuse } from './run.ts'
import { warnOfUncovered } from './uncovered.ts'

/** Takes over what Fastify does by itself in a scope and below: hooks, error handler, validators, JSON parser. */
export function arm (instance: FastifyInstance, validators: ServerValidators): void {
  const tasks: Array<() => void> = []
  instance.addHook('onRoute', function (options) {
    routed.add(this)
    armRoute(this, options, scopeOf(this) as Scope, task => tasks.push(task))
  })
  instance.addHook('onReady', function (done) {
    for (const task of tasks.splice(0)) task()
    done()
  })
  instance.addHook('onRequest', onRequest)
  armBearerAuth(instance)
  instance.setErrorHandler((thrown, request, reply) => {
    // Of a body that has broken off the log has been told where it was answered.
    const broken = brokenBody(thrown, request.raw)
    sendThrown(broken ?? thrown, placeOf(request), request, reply, broken !== undefined && isAnswered(reply.raw))
  })
  instance.setSchemaErrorFormatter(() => new ValidationFailure())
  instance.setSchemaController({ compilersFactory: { buildValidator: validators.build as never } })
  armJson(instance)
  decorateReplies(instance)
  decorateRequests(instance)
  decorateForLimits(instance)
  instance.decorate('rateLimits', rateLimitsOf(registryOf(instance).limiters))
  instance.decorate('batch', function (options, handler) {
    addBatchRoute(this, options, handler as BatchHandler, { placeOf, validators })
    return this
  })
}

/** The instances that have routes. */
const routed = new WeakSet<object>()

/** True where routes have been declared in the instance that options of its own would come too late for. */
export function hasRoutes (instance: FastifyInstance): boolean {
  return routed.has(instance)
}

/** Puts the gates of a route into its options. All that can be worked out now is: a request runs closures. */
function armRoute (instance: FastifyInstance, options: RouteOptions, scope: Scope, whenReady: (task: () => void) => void): void {
  const settings = settingsOf(options, scope.settings)
  const armed = armGates(instance, options, settings, scope, whenReady)
  const refuse: Refuse = (refusal, request, reply) => sendRefusal(refusal, route, request, reply)
  const route: Held = {
    settings,
    mappers: settings === scope.settings ? scope.mappers : mappersOf(settings),
    settlers: scope.settlers,
    methods: scope.methods,
    onRequest: runner(armed.onRequest, refuse)
  }
  options.config = configWith(options.config, route)
  hookRoute(options, armed, refuse)
}

function settingsOf ({ config, method, url }: RouteOptions, around: Settings): Settings {
  const own = config?.conformant
  return own === undefined ? around : resolveOptions(around, own, `${[method].flat().join(', ')} ${url}`)
}

/** What the head tells is asked of every request of the scope, before the hooks of the scopes below. */
const onRequest: onRequestHookHandler = (request, reply, done) => {
  catchBearerAuth(request, reply)
  const route = routeOf(request)
  if (route === undefined && !request.is404) warnOfUncovered(request)
  const run = route === undefined ? request.is404 ? (scopeOf(request.server) as Scope).onRequest : undefined : route.onRequest
  if (run === undefined) done()
  else run(request, reply, done)
}
