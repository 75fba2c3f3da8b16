import type { FastifyInstance, RouteOptions } from 'fastify'
import { gate } from '../gates/gate.ts'
import { isTakingBody } from '../gates/takes-body.ts'
import { badOption } from '../options/check.ts'
import { switchable } from '../options/option.ts'
import { checkSpam } from './check.ts'
import type { SpamLog } from './spam-log.ts'
import { memorySpamLog } from './memory-log.ts'
import { spamSettings, type SpamCheck, type SpamSettings } from './options.ts'
import { checkSpamOption, spamSchema } from './schema.ts'

/** RFC 9110 §9.2.1: they publish nothing. */
const safe = new Set(['GET', 'HEAD', 'OPTIONS', 'TRACE'])

/**
 * Spam is refused behind all hooks of a route: what has another reason to be refused is not classified.
 *
 * @throws TypeError for a route that has nothing to check, or more than one check can tell
 */
export const spamCheck = gate<false | SpamCheck, SpamSettings | undefined>({
  hook: 'preHandler',
  status: [400, 409, 503],
  option: { ...switchable<SpamCheck, SpamSettings>(spamSchema, undefined, spamSettings), check: checkSpamOption },
  arm (settings, { instance, options }) {
    if (settings === undefined || options === undefined || !hasContent(options)) return undefined
    const log = settings.log ?? logOf(instance)
    return request => safe.has(request.method) ? undefined : checkSpam(request, settings, log)
  }
})

/** Options of routes that change something: out of a route with GET among its methods Fastify makes one for HEAD with the same. */
const used = new WeakSet<object>()

function hasContent ({ method, url, config }: RouteOptions): boolean {
  const methods = [method].flat()
  const of = ` of route ${methods.join(', ')} ${url}`
  const own = config?.conformant
  if (methods.every(method => safe.has(method))) {
    if (own?.spamCheck === undefined || used.has(own)) return false
    throw badOption('spamCheck', of, 'on a route with a method that changes something', own.spamCheck)
  }
  if (own !== undefined) used.add(own)
  if (isTakingBody(config)) throw badOption('spamCheck', of, 'false: a batch has many contents; classify them in its handler', own?.spamCheck)
  return true
}

const logs = new WeakMap<object, SpamLog>()

/** One for a server, so that no two entries have the same id. */
function logOf ({ server }: FastifyInstance): SpamLog {
  let log = logs.get(server)
  if (log === undefined) logs.set(server, log = memorySpamLog())
  return log
}
