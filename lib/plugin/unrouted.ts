import type { FastifyInstance, FastifyReply, FastifyRequest, onRequestHookHandler, preHandlerHookHandler } from 'fastify'
import { sendRefusal } from '../answer/reply.ts'
import { notFound } from '../errors/constructors.ts'
import { normalize } from '../errors/normalize.ts'
import { isOffered } from '../gates/offered.ts'
import { routeOf } from '../gates/past-accessors.ts'
import { pathOfUrl } from '../http/request-head.ts'
import { setNotFoundHandlerOf } from '../neighbours/index.ts'
import { edgeOf } from '../server/index.ts'
import { routeKey, scopeOf, type Keyed, type Scope, type Run } from './held.ts'
import { offer } from './offer.ts'
import { isReported } from './options.ts'

/**
 * The scope that a request is answered in which no route takes: the one with the longest prefix that its path is below. Undefined
 * where the path is beside all of them.
 */
export function unroutedScope ({ server, raw }: FastifyRequest): Scope | undefined {
  // Who puts places there is the plugin alone, and they are scopes.
  return edgeOf(server.server)?.prefixes.above(pathOfUrl(raw.url)) as Scope | undefined
}

/**
 * Makes what Fastify's own not-found handler would answer ours, once for a server: it gets hooks, and no handler, so that the place of
 * the application's own stays free; where there is one it is asked, whichever comes first. Nothing is to be done for each scope:
 * to Fastify a handler of a prefix costs a hundred kilobytes, and its router the second one.
 */
export function takeUnrouted (instance: FastifyInstance, whenReady: Scope['whenReady']): void {
  const root = rootOf(instance)
  // Fastify takes all hooks of a route there, and its types two of them.
  const setHooks = setNotFoundHandlerOf(root) as unknown as (hooks: { onRequest: onRequestHookHandler, preHandler: preHandlerHookHandler, config: object }) => void
  const config: Keyed & { readonly [ours]: true } = { [ours]: true }
  try {
    setHooks.call(root, { onRequest: enterUnrouted, preHandler: refuseUnrouted, config })
  } catch {
    // The application has set one: it stays.
  }
  if (root !== instance) return
  whenReady(() => {
    const only = edgeOf(root.server)?.prefixes.only as Scope | undefined
    // As for a route, nothing has to be looked for at each request then.
    if (only?.late.isLast === true) config[routeKey] = only
  })
}

/** In the config of what has these hooks: that is not the application's own handler. */
const ours = Symbol('fastify-conformant.unrouted')

/**
 * Behind all hooks of the root: what others answer there is theirs, as with @fastify/middie. Where the plugin is below the root, its own
 * hook does not see what belongs to nobody.
 */
const enterUnrouted: onRequestHookHandler = (request, reply, done) => {
  waiting.delete(request)
  const run = isLast(request) ? undefined : runOfUnrouted(request, reply)
  if (run === undefined) done()
  else run(request, reply, done)
}

/** True where nobody can come behind this plugin's first hook. */
function isLast ({ server }: FastifyRequest): boolean {
  return scopeOf(server)?.late.isLast === true
}

/** What a request that no route takes meets at the first hook, where it meets no other of ours. */
export function atOnceUnrouted (request: FastifyRequest, reply: FastifyReply): Run | undefined {
  const isAtOnce = isLast(request) || (routeOf(request).config as { [ours]?: true })[ours] !== true
  if (isAtOnce) return runOfUnrouted(request, reply)
  waiting.add(request)
  return undefined
}

/** Requests that are with the hooks of others. */
const waiting = new WeakSet<FastifyRequest>()

/** What a request meets all the same where such a hook has asked for credentials: that there is nothing is said before. */
export function runOfRefused (thrown: unknown, request: FastifyRequest, reply: FastifyReply): Run | undefined {
  if (!waiting.delete(request)) return undefined
  const { status } = normalize(thrown, (scopeOf(request.server) as Scope).mappers, request)
  return status === 401 || status === 403 ? runOfUnrouted(request, reply) : undefined
}

function runOfUnrouted (request: FastifyRequest, reply: FastifyReply): Run | undefined {
  const scope = unroutedScope(request)
  if (scope !== undefined && isOffered(request)) offer(request, reply, scope)
  return scope?.onRequest
}

/** What no gate has refused, as where one reports, and `reply.callNotFound()`. */
const refuseUnrouted: preHandlerHookHandler = (request, reply, done) => {
  const scope = unroutedScope(request)
  if (scope?.settings.unknownUrl !== true) return done()
  if (!isReported(scope.settings, 'unknownUrl')) return sendRefusal(notFound(), scope, request, reply, 'unknownUrl')
  // Fastify's own handler has its line in the log, and what it sends is put into the dialect.
  const { send } = reply
  reply.send = function () {
    reply.send = send
    sendRefusal(notFound(), scope, request, reply, 'unknownUrl', true)
    return reply
  }
  done()
}

export function isRoot (instance: FastifyInstance): boolean {
  return rootOf(instance) === instance
}

/** Instances see what is around them through the prototype chain. */
function rootOf (instance: FastifyInstance): FastifyInstance {
  let root = instance
  for (let outer = Object.getPrototypeOf(root); 'addHook' in outer; outer = Object.getPrototypeOf(outer)) root = outer
  return root
}
