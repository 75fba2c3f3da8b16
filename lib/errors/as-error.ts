import { internal } from './constructors.ts'

/**
 * What a function of the application threw, for a hook's `done`: Fastify takes a fault that is no object, such as
 * `undefined`, for none, and would go on as if nothing had been refused.
 */
export function asError (fault: unknown): Error {
  return typeof fault === 'object' && fault !== null ? fault as Error : internal({ cause: fault })
}
