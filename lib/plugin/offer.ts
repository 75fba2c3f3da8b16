import type { FastifyReply, FastifyRequest } from 'fastify'
import { sendRefusal } from '../answer/reply.ts'
import { notFound } from '../errors/constructors.ts'
import { normalize } from '../errors/normalize.ts'
import type { Verdict } from '../gates/gate.ts'
import { letGo } from '../gates/let-go.ts'
import { methodVerdict } from '../gates/method.ts'
import { isOffered } from '../gates/offered.ts'
import type { Scope } from './held.ts'
import { isReported } from './options.ts'

/**
 * Where a not-found handler of the application's own is asked about a request that no route takes: what it leaves as a 404 is what the
 * gate for methods says of it, and what it hands on with `reply.callNotFound()` is answered as where there is no such handler.
 */
export function offer (request: FastifyRequest, reply: FastifyReply, scope: Scope): void {
  const { send } = reply
  const { unknownUrl } = scope.settings
  reply.send = function (payload) {
    // What an error is answered with comes by here again.
    if (reply.statusCode !== 404 || payload instanceof Error) return send.call(reply, payload)
    reply.send = send
    const verdict = verdictOn(request, reply, scope)
    if (verdict === undefined) return send.call(reply, payload)
    letGo(payload)
    if (verdict !== 'answered') sendRefusal(verdict, scope, request, reply, 'method')
    return reply
  }
  if (!unknownUrl) return
  reply.callNotFound = function () {
    reply.send = send
    const verdict = verdictOn(request, reply, scope) ?? notFound()
    if (verdict !== 'answered') sendRefusal(verdict, scope, request, reply, verdict.kind === 'not_found' ? 'unknownUrl' : 'method')
    return reply
  }
}

/** What is answered to what such a handler throws. */
export function leftOver (thrown: unknown, request: FastifyRequest, reply: FastifyReply, scope: Scope): unknown {
  if (request.method === 'OPTIONS' || !isOffered(request) || normalize(thrown, scope.mappers, request).status !== 404) return thrown
  return verdictOn(request, reply, scope) ?? thrown
}

/** Undefined where the request keeps its 404. */
function verdictOn (request: FastifyRequest, reply: FastifyReply, { settings, methods, reporter }: Scope): Verdict {
  // The handler of a route may have said that there is nothing.
  if (!settings.method || methods.at(request.raw).includes(request.method)) return undefined
  const isTold = isReported(settings, 'method')
  const verdict = methodVerdict(request, reply, methods, isTold)
  if (!isTold || verdict === undefined) return verdict
  reporter.tell('method', undefined, verdict as Exclude<Verdict, 'answered' | undefined>, request)
  return undefined
}
