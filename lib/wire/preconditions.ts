import type { DoneFuncWithErrOrRes, FastifyReply, FastifyRequest, RouteOptions } from 'fastify'
import type { ApiError } from '../errors/api-error.ts'
import { preconditionFailed, preconditionRequired } from '../errors/constructors.ts'
import type { Preconditions } from '../gates/precondition-options.ts'
import { dependsOnState, evaluatePreconditions, isRead, missingCondition, type ResourceState } from '../gates/preconditions.ts'
import { representationOf, type Representation } from '../gates/representation.ts'
import type { Settings } from '../settings.ts'
import { isThenable } from '../thenable.ts'
import { describe, withdrawDescription } from './description.ts'
import { errorOf } from './error-of.ts'
import { hideCondition } from './etag-plugin.ts'
import { sendError } from './send.ts'

type PreParsing = Exclude<RouteOptions['preParsing'], undefined | unknown[]>

const failed = preconditionFailed()

/** Puts the evaluation of preconditions into a route's options: before its own hooks, and behind gates that are put there later. */
export function armPreconditions (options: RouteOptions, settings: Settings): void {
  const { preconditions } = settings
  if (preconditions === undefined) return
  options.preParsing = [evaluation(preconditions, settings), options.preParsing ?? []].flat() as PreParsing[]
  if ([options.method].flat().some(isRead)) options.onSend = [options.onSend ?? [], tidyValidators].flat()
}

function evaluation ({ state, required = false }: Preconditions, settings: Settings): PreParsing {
  return (request, reply, _payload, done) => {
    if (!dependsOnState(request.raw, required)) return done(null)
    const settle = (answer: ApiError | 304 | undefined): void => {
      if (answer === undefined) done(null)
      else if (answer === 304) sendNotModified(request, reply)
      else sendError(answer, request, reply, settings)
    }
    const judged = (known: State): ApiError | 304 | undefined => judge(known, required, request, reply)
    const refuse = (fault: unknown): void => done(errorOf(fault))
    let answer: ApiError | 304 | undefined
    try {
      const known = state(request)
      if (isThenable(known)) {
        Promise.resolve(known).then(judged).then(settle, refuse)
        return
      }
      answer = judged(known)
    } catch (fault) {
      refuse(fault)
      return
    }
    settle(answer)
  }
}

type State = ResourceState | null | undefined

function judge (known: State, required: boolean, { raw }: FastifyRequest, reply: FastifyReply): ApiError | 304 | undefined {
  const representation: Representation | undefined = representationOf(known)
  const status = evaluatePreconditions(raw, representation)
  if (status === 412) return failed
  const advice = required ? missingCondition(raw, representation) : undefined
  if (advice !== undefined) return preconditionRequired(advice)
  if (representation !== undefined && isRead(raw.method)) describe(reply, representation.headers)
  return status
}

function sendNotModified (request: FastifyRequest, reply: FastifyReply): void {
  hideCondition(request)
  reply.code(304).removeHeader('content-type').send()
}

/**
 * Behind all other `onSend` hooks of a route that is read: the validators are those of the representation, and go with nothing
 * else. Fastify's own hook for HEAD gives an answer without a body a length, which a 304 must not have (RFC 9110 §8.6).
 */
function tidyValidators (_request: FastifyRequest, reply: FastifyReply, _payload: unknown, done: DoneFuncWithErrOrRes): void {
  const { statusCode } = reply
  if (statusCode === 304) reply.removeHeader('content-length')
  else if (statusCode !== 200 && statusCode !== 206) withdrawDescription(reply)
  done()
}
