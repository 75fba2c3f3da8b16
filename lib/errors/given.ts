import type { ApiErrorInit } from './api-error.ts'
import { membersOf } from './plain-data.ts'

/** What named constructors take beside the message. */
export type NamedErrorOptions = Omit<ApiErrorInit, 'message' | 'status'>

/**
 * What a named constructor was given, in one object: a message and options, or options with the message among them. An error
 * is the cause: its message is not meant for clients. What is no object is the message, also where it is no text. Never throws.
 *
 * @example given('M', { retryAfter: 5 }) // { retryAfter: 5, message: 'M' }
 */
export function given<Options extends object> (first: unknown, options?: Options): Options & { message?: string } {
  if (first === undefined || first === null) return membersOf(options) as Options
  if (typeof first !== 'object') return { ...membersOf(options) as Options, message: first as string }
  return isError(first) ? { ...membersOf(options) as Options, cause: first } : membersOf(first) as Options
}

function isError (value: object): boolean {
  try {
    return value instanceof Error
  } catch {
    // A proxy.
    return false
  }
}
