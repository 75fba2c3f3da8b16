import type { IncomingMessage, ServerResponse } from 'node:http'
import type { FastifyInstance, FastifyServerOptions } from 'fastify'
import { answerFault } from './fault.ts'
import type { Edge } from './edge.ts'
import { optionsOf } from './privates.ts'

export type Constraints = NonNullable<NonNullable<FastifyServerOptions['routerOptions']>['constraints']>
export type Derive = (request: IncomingMessage, context: unknown, done?: (error: unknown, value?: unknown) => void) => unknown

type Strategy = Partial<Omit<Constraints[string], 'deriveConstraint'>> & { deriveConstraint?: Derive }

const exchange = Symbol('fastify-conformant.exchange')

interface InExchange { [exchange]?: { edge: Edge, response: ServerResponse } }

/** The constraints of the application's own; none where this Fastify does not show them. */
export function constraintsOf (instance: FastifyInstance): Readonly<Record<string, { deriveConstraint: Derive }>> {
  return (optionsOf(instance)?.routerOptions?.constraints ?? {}) as never
}

/** Lets a fault behind an asynchronous constraint find the response. */
export function rememberExchange (edge: Edge, request: IncomingMessage, response: ServerResponse): void {
  (request as InExchange)[exchange] = { edge, response }
}

/**
 * Behind a constraint that is worked out asynchronously the router goes on from its callback, where nobody would catch
 * what `genReqId` or `querystringParser` throw.
 */
export function guardConstraints (constraints: Constraints | undefined): { guarded: Constraints | undefined, areAsync: boolean } {
  if (constraints === undefined) return { guarded: undefined, areAsync: false }
  let areAsync = false
  const guarded = Object.fromEntries(Object.entries(constraints).map(([name, strategy]) => {
    // The strategy may be of a class, and have private members; Fastify 6 copies what is its own.
    const { mustMatchWhenDerived, validate, storage, deriveConstraint } = strategy as Strategy
    // Fastify says what is missing.
    if (storage === undefined || deriveConstraint === undefined) return [name, strategy]
    const derive = deriveConstraint.bind(strategy)
    const copy = { name, mustMatchWhenDerived, validate: validate?.bind(strategy), storage: storage.bind(strategy) }
    // The router tells the two kinds apart by the number of parameters.
    if (derive.length < 3) return [name, { ...copy, deriveConstraint: derive }]
    areAsync = true
    const guardedDerive: Derive = (request, context, done) => derive(request, context, (error, value) => {
      try {
        done?.(error, value)
      } catch (thrown) {
        const { edge, response } = (request as InExchange)[exchange] ?? {}
        if (edge === undefined || response === undefined) throw thrown
        answerFault(edge, thrown, request, response)
      }
    })
    return [name, { ...copy, deriveConstraint: guardedDerive }]
  }))
  return { guarded: guarded as Constraints, areAsync }
}
