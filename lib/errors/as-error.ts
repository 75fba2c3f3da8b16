import { internal } from './constructors.ts'
import { isObject } from '../is-object.ts'

/**
 * What a function of the application threw, for a hook's `done`: Fastify takes a fault that is no object, such as
 * `undefined`, for none, and would go on as if nothing had been refused.
 */
export function asError (fault: unknown): Error {
  return isObject(fault) ? fault as Error : internal({ cause: fault })
}
