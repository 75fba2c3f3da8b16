import type { FastifyReply, FastifyRequest } from 'fastify'
import { preconditionFailed, preconditionRequired } from '../errors/constructors.ts'
import { gate, type Check, type Verdict } from '../gates/gate.ts'
import { hideCondition } from '../neighbours/index.ts'
import { isThenable } from '../thenable.ts'
import { describe, withdrawDescription } from './description.ts'
import { dependsOnState, evaluatePreconditions, isRead, missingCondition } from './evaluate.ts'
import type { ResourceState } from './state.ts'
import { preconditionsOption, type Preconditions } from './option.ts'
import { representationOf, type Representation } from './representation.ts'

const failed = preconditionFailed()

/** 412, 304 and 428 by the state of the resource, before the body is read and, where that took time, once more before the handler. */
export const preconditions = gate({
  hook: 'preParsing',
  status: [428, 412, 304],
  option: preconditionsOption,
  arm (asked, { options }) {
    if (asked === undefined || options === undefined) return undefined
    const methods = [options.method].flat()
    return {
      preParsing: evaluation(asked),
      preHandler: methods.every(isRead) ? undefined : evaluationAgain(asked),
      onSend: methods.some(isRead) ? tidyValidators : undefined
    }
  }
})

/** Whether the turn of the event loop is over in which the condition of a request was found to hold. */
const turns = new WeakMap<FastifyRequest, { isOver: boolean }>()

function beginTurn (request: FastifyRequest): void {
  const turn = { isOver: false }
  turns.set(request, turn)
  setImmediate(() => { turn.isOver = true })
}

function evaluation (asked: Preconditions): Check {
  return (request, reply) => {
    if (!dependsOnState(request.raw, asked.required ?? false)) return undefined
    return whenJudged(asked, request, reply, (verdict) => {
      if (verdict === undefined && !isRead(request.method)) beginTurn(request)
      return verdict
    })
  }
}

/**
 * Once more, behind the hooks of the route and before the handler: while a body came, or a hook waited, others may have changed the
 * resource. Where all of it was there in one turn of the event loop nobody was in between.
 */
function evaluationAgain (asked: Preconditions): Check {
  return (request, reply) => turns.get(request)?.isOver === true ? whenJudged(asked, request, reply, verdict => verdict) : undefined
}

/** The state may be known at once, or later. */
function whenJudged ({ state, required = false }: Preconditions, request: FastifyRequest, reply: FastifyReply, then: (verdict: Verdict) => Verdict): Verdict | Promise<Verdict> {
  const known = state(request)
  if (isThenable(known)) return Promise.resolve(known).then(late => then(judge(late, required, request, reply)))
  return then(judge(known, required, request, reply))
}

type State = ResourceState | null | undefined

function judge (known: State, required: boolean, request: FastifyRequest, reply: FastifyReply): Verdict {
  const { raw } = request
  const representation: Representation | undefined = representationOf(known)
  const status = evaluatePreconditions(raw, representation)
  if (status === 412) return failed
  const advice = required ? missingCondition(raw, representation) : undefined
  if (advice !== undefined) return preconditionRequired(advice)
  if (representation !== undefined && isRead(raw.method)) describe(reply, representation.headers)
  return status === 304 ? sendNotModified(request, reply) : undefined
}

function sendNotModified (request: FastifyRequest, reply: FastifyReply): 'answered' {
  hideCondition(request)
  reply.code(304).removeHeader('content-type').send()
  return 'answered'
}

/**
 * Behind all other `onSend` hooks of a route that is read: the validators are those of the representation, and go with nothing
 * else. Fastify's own hook for HEAD gives an answer without a body a length, which a 304 must not have (RFC 9110 §8.6).
 */
function tidyValidators (_request: FastifyRequest, reply: FastifyReply): undefined {
  const { statusCode } = reply
  if (statusCode === 304) reply.removeHeader('content-length')
  else if (statusCode !== 200 && statusCode !== 206) withdrawDescription(reply)
  return undefined
}
