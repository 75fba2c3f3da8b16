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
type PreHandler = Exclude<RouteOptions['preHandler'], undefined | unknown[]>

const failed = preconditionFailed()

/** Puts the evaluation of preconditions into a route's options: before its own hooks, and behind gates that are put there later. */
export function armPreconditions (options: RouteOptions, settings: Settings): void {
  const { preconditions } = settings
  if (preconditions === undefined) return
  options.preParsing = [evaluation(preconditions, settings), options.preParsing ?? []].flat() as PreParsing[]
  if (![options.method].flat().every(isRead)) options.preHandler = [options.preHandler ?? [], evaluationAgain(preconditions, settings)].flat() as PreHandler[]
  if ([options.method].flat().some(isRead)) options.onSend = [options.onSend ?? [], tidyValidators].flat()
}

type Settle = (answer: ApiError | 304 | undefined) => void

/** Whether the turn of the event loop is over in which the condition of a request was found to hold. */
const turns = new WeakMap<FastifyRequest, { isOver: boolean }>()

function beginTurn (request: FastifyRequest): void {
  const turn = { isOver: false }
  turns.set(request, turn)
  setImmediate(() => { turn.isOver = true })
}

function evaluation (preconditions: Preconditions, settings: Settings): PreParsing {
  const { required = false } = preconditions
  return (request, reply, _payload, done) => {
    if (!dependsOnState(request.raw, required)) return done(null)
    evaluate(preconditions, request, reply, fault => done(errorOf(fault)), (answer) => {
      if (answer === 304) return sendNotModified(request, reply)
      if (answer !== undefined) return sendError(answer, request, reply, settings)
      if (!isRead(request.method)) beginTurn(request)
      done(null)
    })
  }
}

/**
 * Once more, behind the hooks of the route and before the handler: while a body came, or a hook waited, others may have changed the
 * resource. Where all of it was there in one turn of the event loop nobody was in between.
 */
function evaluationAgain (preconditions: Preconditions, settings: Settings): PreHandler {
  return (request, reply, done) => {
    if (turns.get(request as FastifyRequest)?.isOver !== true) return done()
    evaluate(preconditions, request as FastifyRequest, reply, fault => done(errorOf(fault)), (answer) => {
      // Of a read nothing is asked again: it is the only one that is answered with 304.
      if (answer === undefined) done()
      else sendError(answer as ApiError, request as FastifyRequest, reply, settings)
    })
  }
}

function evaluate ({ state, required = false }: Preconditions, request: FastifyRequest, reply: FastifyReply, refuse: (fault: unknown) => void, settle: Settle): void {
  const judged = (known: State): ApiError | 304 | undefined => judge(known, required, request, reply)
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
