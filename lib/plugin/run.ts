import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Place } from '../answer/place.ts'
import { sendRefusal } from '../answer/reply.ts'
import { asError } from '../errors/as-error.ts'
import type { Check, Verdict } from '../gates/gate.ts'

/** Runs the checks of a hook. `go`: the hook's `done`, called where the request may go on, or with what a check throws. */
export type Run = (request: FastifyRequest, reply: FastifyReply, go: (error?: Error) => void, payload?: unknown) => void

/**
 * The one runner: it asks one check after the other, waits where one waits, and ends with the first that has something to say.
 *
 * @param checks - in their order
 * @param place - what their refusals are made with
 * @returns undefined where there are none, so that no hook has to be there
 */
export function runner (checks: readonly Check[], place: Place): Run | undefined {
  if (checks.length === 0) return undefined
  const run = (request: FastifyRequest, reply: FastifyReply, go: (error?: Error) => void, payload?: unknown, first = 0): void => {
    let verdict: Verdict
    try {
      for (let at = first; at < checks.length && verdict === undefined; at++) {
        const said = (checks[at] as Check)(request, reply, payload)
        if (said instanceof Promise) {
          said.then((late) => {
            if (late === undefined) run(request, reply, go, payload, at + 1)
            else if (late !== 'answered') sendRefusal(late, place, request, reply)
          }, (fault: unknown) => go(asError(fault)))
          return
        }
        verdict = said
      }
    } catch (fault) {
      // Behind a check that waits nobody else is left to take what a function of the application throws.
      return go(asError(fault))
    }
    if (verdict === undefined) go()
    else if (verdict !== 'answered') sendRefusal(verdict, place, request, reply)
  }
  return run
}
