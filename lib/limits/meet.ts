import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Settler } from '../answer/place.ts'
import type { ApiError } from '../errors/api-error.ts'
import { countPassed } from '../errors/counts.ts'
import { logFault, say } from '../errors/log.ts'
import type { LimitSet, Verdict } from './limit-set.ts'
import type { Taken } from './limiter.ts'
import { ownRefusal } from './own-refusal.ts'

const metKey = Symbol('fastify-conformant.met')

/** What the limits have done for a request: what is left, and what they may have to give back. */
interface Met { remaining: number, readonly taken: Taken[], readonly counted: Array<{ readonly one: Taken, readonly at: number }> }

interface Keyed { [metKey]: Met | null }

/** Makes room on requests. */
export function decorateForLimits (instance: FastifyInstance): void {
  instance.decorateRequest(metKey, null)
}

/**
 * Counts a request, and puts on the reply what the limits say.
 *
 * @returns the refusal, if any: at once, or later where a shared store is asked
 * @throws what the application's own functions throw
 */
export function meet (set: LimitSet, request: FastifyRequest, reply: FastifyReply): ApiError | undefined | Promise<ApiError | undefined> {
  const verdict = set.meet(request)
  if (verdict === undefined) return undefined
  return verdict instanceof Promise ? concludeLate(verdict, request, reply) : conclude(verdict, request, reply)
}

// What the closure holds would have to be allocated for every request that is counted at once.
async function concludeLate (late: Promise<Verdict | undefined>, request: FastifyRequest, reply: FastifyReply): Promise<ApiError | undefined> {
  const verdict = await late
  return verdict && conclude(verdict, request, reply)
}

function conclude ({ refusal, fields, remaining, taken, isRemembered }: Verdict, request: FastifyRequest, reply: FastifyReply): ApiError | undefined {
  if (fields !== undefined) speak(fields, remaining, request, reply)
  for (const one of taken) {
    const { settings, rule } = one.limiter
    if (!settings.countRefused && one.tally.admitted) metOf(request).taken.push(one)
    if (isRemembered) metOf(request).counted.push({ one, at: performance.now() })
    if (settings.dryRun && !one.tally.admitted) {
      countPassed(request, rule.id)
      say(request.log, 'info', `the limit "${rule.id}" is passed, and refuses nobody yet`)
    }
    report(one, request)
  }
  return refusal?.kind === 'too_many_requests' ? notBefore(refusal, request) : refusal
}

/** Tells the application, whose own faults are no matter of the request's. */
function report (one: Taken, request: FastifyRequest): void {
  const failed = (fault: unknown): void => logFault(request, fault, 'limit', ` for "${one.limiter.rule.id}"`)
  try {
    const told = one.limiter.report(one, request)
    if (told instanceof Promise) told.catch(failed)
  } catch (fault) {
    failed(fault)
  }
}

/** Lets a client wait for what limits have counted before it was refused, too. */
export function notBefore (refusal: ApiError, request: FastifyRequest): ApiError {
  let longest = refusal
  for (const { one, at } of (request as unknown as Keyed)[metKey]?.counted ?? []) {
    const { limiter } = one
    const seconds = Math.ceil((limiter.nextIn(one) - (performance.now() - at)) / 1000)
    if (!limiter.settings.dryRun && seconds > (longest.retryAfter as number)) longest = limiter.refusal(seconds, refusal.facts.policies)
  }
  return ownRefusal(refusal, longest, request)
}

/** Of the limits in several hooks too the tightest speaks. */
function speak (fields: Readonly<Record<string, string>>, remaining: number, request: FastifyRequest, reply: FastifyReply): void {
  const met = metOf(request)
  if (remaining >= met.remaining) return
  met.remaining = remaining
  reply.headers(fields)
}

function metOf (request: FastifyRequest): Met {
  const keyed = request as unknown as Keyed
  keyed[metKey] ??= { remaining: Infinity, taken: [], counted: [] }
  return keyed[metKey]
}

/** Gives back what a refused request has taken from limits that do not count such. */
function giveBack (request: FastifyRequest): void {
  for (const { limiter, key, cost, tally } of (request as unknown as Keyed)[metKey]?.taken.splice(0) ?? []) {
    limiter.counter.give?.(key, cost, tally)
  }
}

/** What a client's fault has taken may be given back. */
export const counting: Settler = {
  before (_reply, request, _error, status) {
    if (status < 500) giveBack(request)
  }
}
