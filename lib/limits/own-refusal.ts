import type { FastifyRequest } from 'fastify'
import { ApiError } from '../errors/api-error.ts'
import { logFault } from '../errors/log.ts'
import { remade } from '../errors/own.ts'

/** What the application is told of a request that a limit refuses, to say what is answered. */
export interface LimitRefusal {
  readonly request: FastifyRequest
  /** The limit's name. */
  readonly name: string | undefined
  /** Requests a window, or at once. */
  readonly limit: number
  /** Seconds; undefined: of requests at once. */
  readonly window: number | undefined
  /** Whole seconds. The answer says no less. */
  readonly retryAfter: number
}

/** Makes the error of a limit. It answers at once. */
export type OwnRefusal = (context: LimitRefusal) => ApiError

interface Asked { readonly refusal: OwnRefusal | undefined, readonly name: string | undefined, readonly limit: number, readonly window?: number }

const asked = new WeakMap<ApiError, Asked>()

/** Remembers whose refusal it is, where the application says itself what is answered. */
export function refusedBy (settings: Asked, refusal: ApiError): ApiError {
  if (settings.refusal !== undefined) asked.set(refusal, settings)
  return refusal
}

/**
 * What is answered to a request that a limit refuses: the application's error where it has one, else the standard's.
 *
 * @param refused - of the limit that refuses
 * @param longest - the same, or that of another limit that lets wait longer
 */
export function ownRefusal (refused: ApiError, longest: ApiError, request: FastifyRequest): ApiError {
  const settings = asked.get(refused)
  if (settings === undefined) return longest
  try {
    const own = madeBy(settings, refused, longest.retryAfter as number, request)
    if (own !== undefined) return own
    logFault({ log: request.log, request }, new TypeError('it must answer an ApiError at once'), 'refusal', `: ${refused.kind}`)
  } catch (fault) {
    logFault({ log: request.log, request }, fault, 'refusal', `: ${refused.kind}`)
  }
  return longest
}

/**
 * What the application makes of a refusal; it says no less of when to come again.
 *
 * @returns undefined where that is no error
 * @throws what the application throws
 */
export function madeBy ({ refusal, name, limit, window }: Asked, refused: ApiError, retryAfter: number, request: FastifyRequest): ApiError | undefined {
  const own: unknown = refusal?.({ request, name, limit, window: window === undefined ? undefined : window / 1000, retryAfter })
  if (ApiError.is(own)) return remade(own, { ...(Number(own.headers['retry-after']) >= retryAfter ? {} : { retryAfter }), facts: { ...own.facts, policy: refused.facts.policy as string } })
  if (own instanceof Promise) own.catch(() => {})
  return undefined
}
