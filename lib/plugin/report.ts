import type { FastifyRequest } from 'fastify'
import type { ApiError, Facts } from '../errors/api-error.ts'
import type { AnyKind } from '../errors/catalog.ts'
import { logReport } from '../errors/log.ts'
import type { Issue } from '../errors/issue.ts'
import { echo } from '../http/echo.ts'
import { pathOfUrl } from '../http/request-head.ts'
import type { Check, Verdict } from '../gates/gate.ts'
import type { GateName } from './gates.ts'

/** What a gate would have refused at a route, for one reason. */
export interface Foreseen {
  /** As it was declared, with the method of the request: `POST /categories/:code`; `*` for requests that no route takes. */
  readonly route: string
  readonly gate: GateName
  readonly kind: AnyKind
  /** The catalog's; a dialect may have another. */
  readonly status: number
  /** Requests. */
  readonly count: number
  /** The first of them. */
  readonly example: {
    readonly method: string
    /** Without the query; cleaned and cut. */
    readonly path: string
    readonly facts: Facts
    /** At most ten. */
    readonly issues: readonly Issue[]
  }
}

/** What gates would have refused since the server was made. */
export interface Report {
  readonly refusals: readonly Foreseen[]
  /** Requests that are in none of them, because there are more than 1,000. */
  readonly omitted: number
}

const mostRefusals = 1000
const mostIssues = 10

/** Counts what gates would have refused, by route and kind, with one example each. Bounded: 1,000 of them. */
export class Reporter {
  readonly #refusals = new Map<string, Foreseen & { count: number }>()
  #omitted = 0
  /** Requests of a kind come one behind the other. */
  #last: { readonly gate: GateName, readonly route: string | undefined, readonly kind: AnyKind, readonly method: string, readonly refusal: Foreseen & { count: number } } | undefined

  /** @param route - undefined: none took the request */
  tell (gate: GateName, route: string | undefined, error: ApiError, request: FastifyRequest): void {
    const { kind } = error
    const { method } = request
    const last = this.#last
    if (last !== undefined && last.gate === gate && last.route === route && last.kind === kind && last.method === method) return count(last.refusal, request)
    const where = route === undefined ? '*' : `${method} ${route}`
    const key = `${gate} ${kind} ${where}`
    let refusal = this.#refusals.get(key)
    if (refusal === undefined) {
      if (this.#refusals.size === mostRefusals) {
        this.#omitted++
        return
      }
      const { status, facts, issues } = error
      const example = Object.freeze({ method, path: echo(pathOfUrl(request.originalUrl)), facts, issues: Object.freeze(issues.slice(0, mostIssues)) })
      this.#refusals.set(key, refusal = { route: where, gate, kind, status, count: 0, example })
    }
    this.#last = { gate, route, kind, method, refusal }
    count(refusal, request)
  }

  report (): Report {
    return Object.freeze({ refusals: Object.freeze([...this.#refusals.values()].map(one => Object.freeze({ ...one }))), omitted: this.#omitted })
  }
}

function count (refusal: Foreseen & { count: number }, { log }: FastifyRequest): void {
  refusal.count++
  // It is a 404 with the gate and without. The first, the tenth, the hundredth …: enough to see that it goes on.
  if (refusal.kind !== 'route_not_found' && isPowerOfTen(refusal.count)) logReport(log, { ...refusal })
}

function isPowerOfTen (count: number): boolean {
  let left = count
  while (left % 10 === 0) left /= 10
  return left === 1
}

/** A check that tells what it would have refused, and refuses nothing. */
export function telling (check: Check, tell: (error: ApiError, request: FastifyRequest) => void): Check {
  const told = (verdict: Verdict, request: FastifyRequest): undefined => {
    if (verdict !== undefined) tell(verdict as ApiError, request)
    return undefined
  }
  // By itself: what a closure holds would have to be allocated for every request.
  const later = (said: Promise<Verdict>, request: FastifyRequest): Promise<undefined> => said.then(verdict => told(verdict, request))
  return (request, reply, payload) => {
    const verdict = check(request, reply, payload)
    return verdict instanceof Promise ? later(verdict, request) : told(verdict, request)
  }
}
