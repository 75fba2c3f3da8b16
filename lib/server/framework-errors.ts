import type { FastifyReply, FastifyRequest, FastifyServerOptions } from 'fastify'
import type { Dialect } from '../dialects/dialect.ts'
import { pathOfUrl } from '../http/request-head.ts'
import { sendThrown } from '../answer/reply.ts'
import { standardPlace } from '../answer/standard.ts'
import { logFault } from '../errors/log.ts'
import { optionFields } from './cors.ts'
import { edgeOf } from './edge.ts'

type FrameworkErrors = NonNullable<FastifyServerOptions['frameworkErrors']>

/**
 * Answers what the router refuses: a URL that cannot be decoded, a parameter that is too long, a constraint that fails.
 *
 * @param own - the application's, asked first: what it sends is sent, what it throws comes out in the dialect
 * @param dialect - for a server on which the plugin is not registered
 */
export function frameworkErrors (own: FrameworkErrors | undefined, dialect?: Dialect): FrameworkErrors {
  const alone = standardPlace(dialect)
  const answer = (thrown: unknown, request: FastifyRequest, reply: FastifyReply): void => {
    const edge = edgeOf(request.server.server)
    const place = edge === undefined ? alone : edge.prefixes.at(pathOfUrl(request.raw.url))
    if (place.cors !== undefined) return place.cors.run(request, reply, () => sendThrown(thrown, place, request, reply, false, 'below'))
    sendThrown(thrown, place, request, reply.headers(optionFields(place, request.raw, request)), false, 'below')
  }
  return function frameworkErrors (error, request, reply) {
    const answerWith = (thrown: unknown): void => {
      if (reply.sent) logFault(request as FastifyRequest, thrown, 'frameworkErrors')
      else answer(thrown, request as FastifyRequest, reply as FastifyReply)
    }
    if (own === undefined) return answerWith(error)
    try {
      const asked: unknown = own(error, request, reply)
      const unlessSent = (): void => {
        if (!reply.sent) answerWith(error)
      }
      if (asked instanceof Promise) asked.then(unlessSent, answerWith)
      else unlessSent()
    } catch (thrown) {
      answerWith(thrown)
    }
  }
}
