import type { FastifyInstance, FastifyReply, FastifyRequest, onRequestHookHandler, preHandlerHookHandler } from 'fastify'
import { sendRefusal } from '../answer/reply.ts'
import { notFound } from '../errors/constructors.ts'
import { isOffered } from '../gates/offered.ts'
import { pathOfUrl } from '../http/request-head.ts'
import { edgeOf } from '../server/index.ts'
import { scopeOf, type Scope, type Run } from './held.ts'
import { offer } from './offer.ts'

/**
 * The scope that a request is answered in which no route takes: the one with the longest prefix that its path is below. Undefined
 * where the path is beside all of them.
 */
export function unroutedScope ({ server, raw }: FastifyRequest): Scope | undefined {
  // Who puts places there is the plugin alone, and they are scopes.
  return edgeOf(server.server)?.prefixes.above(pathOfUrl(raw.url as string)) as Scope | undefined
}

/**
 * Makes what Fastify's own not-found handler would answer ours, once for a server: it gets hooks, and no handler, so that the place of
 * the application's own stays free; where there is one it is asked, whichever comes first. Nothing is to be done for each scope:
 * to Fastify a handler of a prefix costs a hundred kilobytes, and its router the second one.
 */
export function takeUnrouted (instance: FastifyInstance): void {
  const root = rootOf(instance)
  // Fastify takes all hooks of a route there, and its types two of them.
  const setHooks = root.setNotFoundHandler as unknown as (hooks: { onRequest: onRequestHookHandler, preHandler: preHandlerHookHandler }) => void
  try {
    setHooks.call(root, { onRequest: enterUnrouted, preHandler: refuseUnrouted })
  } catch {
    // The application has set one: it stays.
  }
}

/** Where the plugin is below the root, its hook does not see what belongs to nobody. */
const enterUnrouted: onRequestHookHandler = (request, reply, done) => {
  const run = scopeOf(request.server) === undefined ? runOfUnrouted(request, reply) : undefined
  if (run === undefined) done()
  else run(request, reply, done)
}

/** What a request meets first that no route takes. */
export function runOfUnrouted (request: FastifyRequest, reply: FastifyReply): Run | undefined {
  const scope = unroutedScope(request)
  if (scope !== undefined && isOffered(request)) offer(request, reply, scope)
  return scope?.onRequest
}

/** What no gate has refused, as where one reports, and `reply.callNotFound()`. */
const refuseUnrouted: preHandlerHookHandler = (request, reply, done) => {
  const scope = unroutedScope(request)
  if (scope?.settings.unknownUrl === true) sendRefusal(notFound(), scope, request, reply)
  else done()
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
