import { ApiError, initOf, type ApiErrorInit } from './api-error.ts'
import type { Kind } from './catalog.ts'
import { isOfBody, ofBody } from './of-body.ts'

/** The message of an error that its definition says in several languages. */
type Words = (language: string) => string | undefined

const words = new WeakMap<ApiError, Words>()
const faults = new WeakMap<ApiError, readonly string[]>()

/** Says how the message of an error is said in other languages. */
export function saidIn (error: ApiError, say: Words): void {
  words.set(error, say)
}

/**
 * The same error with its message in a language, where its definition has one in it. What was said where it was thrown stays.
 *
 * @param language - as the definition names it
 */
export function inLanguage (error: ApiError, language: string): ApiError {
  const message = words.get(error)?.(language)
  if (message === undefined || message === error.detail) return error
  return remade(error, { message })
}

/** The same error but for what is said of it now; nothing that is known of it is lost. */
export function remade (error: ApiError, changes: ApiErrorInit): ApiError {
  const made = new ApiError(error.kind as Kind, { ...initOf(error), ...changes })
  for (const known of [words, faults]) if (known.has(error)) known.set(made, known.get(error) as never)
  return isOfBody(error) ? ofBody(made) : made
}

/** Says of an error what its definition did not let pass. */
export function noteFaults (error: ApiError, found: readonly string[]): void {
  faults.set(error, found)
}

/** What was left out of an error, as it did not fit its definition: sentences for the log, without a value in them. */
export function faultsOf (error: ApiError): readonly string[] {
  return faults.get(error) ?? none
}

const none: readonly string[] = Object.freeze([])

/** The members of an error that may stand in the log. */
export function loggedMembers ({ members, definition }: ApiError): Readonly<Record<string, unknown>> {
  const omit = definition?.own?.omit ?? none
  return omit.length === 0 ? members : Object.fromEntries(Object.entries(members).filter(([name]) => !omit.includes(name)))
}

/** What the log says an error is: its title where its message may repeat a member that is left out of the log. */
export function loggedMessage ({ message, definition }: ApiError): string {
  const own = definition?.own
  return own === undefined || own.omit.length === 0 ? message : own.title
}
