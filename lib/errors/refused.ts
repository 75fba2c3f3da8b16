import type { ApiError } from './api-error.ts'
import { refusalOf } from './stand-in.ts'

const refused = new WeakSet<ApiError>()

/** Says of an error that a rule has refused the request, and nothing of the application's. */
export function refusal (error: ApiError): ApiError {
  refused.add(error)
  return error
}

/** True where a rule has refused the request: the application has not said itself what is answered. */
export function isRefusal (error: ApiError, thrown: unknown): boolean {
  return refused.has(error) || refusalOf(thrown) === error
}
