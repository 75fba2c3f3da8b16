import type { FastifyInstance, FastifyRequest, RouteOptions } from 'fastify'
import { refusal } from '../check-options.ts'
import type { Settings } from '../settings.ts'
import { checkSpam } from '../spam/check.ts'
import type { SpamLog } from '../spam/log.ts'
import { memorySpamLog } from '../spam/memory-log.ts'
import { errorOf } from './error-of.ts'
import { takesBody } from './scope.ts'
import { sendError } from './send.ts'

/** RFC 9110 §9.2.1: they publish nothing. */
const safe = new Set(['GET', 'HEAD', 'OPTIONS', 'TRACE'])

type Hook = Exclude<RouteOptions['preHandler'], undefined | unknown[]>

/** Options of routes that change something: out of a route with GET among its methods Fastify makes one for HEAD with the same. */
const used = new WeakSet<object>()

/**
 * Puts the check for spam behind all hooks of a route: what has another reason to be refused is not classified.
 *
 * @throws TypeError for a route that has nothing to check, or more than one check can tell
 */
export function armSpamCheck (instance: FastifyInstance, options: RouteOptions, settings: Settings): void {
  const { spamCheck } = settings
  if (spamCheck === undefined) return
  const methods = [options.method].flat()
  const of = ` of route ${methods.join(', ')} ${options.url}`
  const own = options.config?.conformant
  if (methods.every(method => safe.has(method))) {
    if (own?.spamCheck === undefined || used.has(own)) return
    throw refusal('spamCheck', of, 'on a route with a method that changes something', own.spamCheck)
  }
  if (own !== undefined) used.add(own)
  if (takesBody(options.config)) throw refusal('spamCheck', of, 'false: a batch has many contents; classify them in its handler', options.config?.conformant?.spamCheck)
  const log = spamCheck.log ?? logOf(instance)
  const hook: Hook = (request, reply, done) => {
    if (safe.has(request.method)) return done()
    checkSpam(request as FastifyRequest, spamCheck, log).then(error => {
      if (error === undefined) done()
      else sendError(error, request as FastifyRequest, reply, settings)
    }, (fault: unknown) => done(errorOf(fault)))
  }
  options.preHandler = [...[options.preHandler ?? []].flat(), hook]
}

const logs = new WeakMap<object, SpamLog>()

/** One for a server, so that no two entries have the same id. */
function logOf ({ server }: FastifyInstance): SpamLog {
  let log = logs.get(server)
  if (log === undefined) logs.set(server, log = memorySpamLog())
  return log
}
