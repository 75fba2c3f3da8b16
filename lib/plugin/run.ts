import type { FastifyReply, FastifyRequest } from 'fastify'
import { sendRefusal } from '../answer/reply.ts'
import type { ApiError } from '../errors/api-error.ts'
import { asError } from '../errors/as-error.ts'
import { ofGate } from '../errors/stand-in.ts'
import { asFastify } from '../gates/as-fastify.ts'
import type { Asked, Verdict } from '../gates/gate.ts'
import type { Hook } from '../neighbours/index.ts'
import { isHandedOn } from './error-handlers.ts'
import type { Go, Held, Run } from './held.ts'
import { runLate } from './late.ts'

const none: readonly Hook[] = []

/**
 * The one runner: it asks one check after the other, waits where one waits, and ends with the first that has something to say.
 *
 * @param checks - in their order
 * @param place - what their refusals are made with
 * @param late - hooks that run before a refusal, and before what a check throws
 * @param isOnlyHook - of `onSend`: true where no other hook is to see what is sent in place of the payload
 * @returns undefined where there are none, so that no hook has to be there
 */
export function runner (checks: readonly Asked[], place: Held, late: readonly Hook[] = none, isOnlyHook?: (request: FastifyRequest) => boolean): Run | undefined {
  if (checks.length === 0) return undefined
  const fail = (fault: unknown, request: FastifyRequest, reply: FastifyReply, go: (error: Error) => void): void =>
    runLate(late, request, reply, () => go(asError(fault)))
  // A function by itself: what closures hold would have to be allocated for every request.
  const wait = (said: Promise<Verdict>, at: number, request: FastifyRequest, reply: FastifyReply, go: Go, payload: unknown): void => {
    said.then((refusal) => {
      if (refusal === undefined) run(request, reply, go, payload, at + 1)
      else if (refusal !== 'answered') refuse(refusal, (checks[at] as Asked).gate, place, late, request, reply, go, isOnlyHook)
    }, (fault: unknown) => fail(fault, request, reply, go))
  }
  const run = (request: FastifyRequest, reply: FastifyReply, go: Go, payload?: unknown, from = 0): void => {
    let verdict: Verdict
    let gate = ''
    try {
      for (let at = from; at < checks.length; at++) {
        const asked = checks[at] as Asked
        const said = asked.check(request, reply, payload)
        if (said === undefined) continue
        if (said instanceof Promise) return wait(said, at, request, reply, go, payload)
        verdict = said
        gate = asked.gate
        break
      }
    } catch (fault) {
      // Behind a check that waits nobody else is left to take what a function of the application throws.
      return fail(fault, request, reply, go)
    }
    if (verdict === undefined) go()
    else if (verdict !== 'answered') refuse(verdict, gate, place, late, request, reply, go, isOnlyHook)
  }
  return run
}

/** Handlers and hooks of the application are told of a refusal as Fastify would tell them; what they throw on or send on is answered. */
function refuse (refusal: ApiError, gate: string, place: Held, late: readonly Hook[], request: FastifyRequest, reply: FastifyReply, go: Go, isOnlyHook?: (request: FastifyRequest) => boolean): void {
  if (late.length > 0) refuseLate(refusal, gate, place, late, request, reply, go, isOnlyHook)
  else if (place.isTold && isHandedOn(refusal, request)) go(ofGate(asFastify(refusal), gate))
  else sendRefusal(refusal, place, request, reply, gate, false, isOnlyHook, go)
}

function refuseLate (refusal: ApiError, gate: string, place: Held, late: readonly Hook[], request: FastifyRequest, reply: FastifyReply, go: Go, isOnlyHook?: (request: FastifyRequest) => boolean): void {
  runLate(late, request, reply, () => refuse(refusal, gate, place, none, request, reply, go, isOnlyHook))
}
