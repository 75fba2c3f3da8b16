import type { IncomingMessage, ServerResponse } from 'node:http'
import type { FastifyServerOptions } from 'fastify'
import { answerFault } from './fault.ts'
import type { Edge } from './edge.ts'

type Constraints = NonNullable<FastifyServerOptions['constraints']>
type Derive = (request: IncomingMessage, context: unknown, done?: (error: unknown, value?: unknown) => void) => unknown

const exchange = Symbol('fastify-conformant.exchange')

interface InExchange { [exchange]?: { edge: Edge, response: ServerResponse } }

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
    const derive = strategy.deriveConstraint as Derive | undefined
    // The router tells the two kinds apart by the number of parameters.
    if (derive === undefined || derive.length < 3) return [name, strategy]
    areAsync = true
    const deriveConstraint: Derive = (request, context, done) => derive.call(strategy, request, context, (error, value) => {
      try {
        done?.(error, value)
      } catch (thrown) {
        const { edge, response } = (request as InExchange)[exchange] ?? {}
        if (edge === undefined || response === undefined) throw thrown
        answerFault(edge, thrown, request, response)
      }
    })
    // The strategy may be of a class, and have private members.
    const { mustMatchWhenDerived } = strategy
    return [name, { name, mustMatchWhenDerived, validate: strategy.validate?.bind(strategy), storage: strategy.storage.bind(strategy), deriveConstraint }]
  }))
  return { guarded: guarded as Constraints, areAsync }
}
