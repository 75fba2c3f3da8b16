import type { ApiError } from './api-error.ts'
import { isObject } from '../is-object.ts'

const refusals = new WeakMap<object, ApiError>()

/** Says that an error that handlers and hooks of the application see stands for a refusal of ours. */
export function standIn<Shown extends object> (shown: Shown, refusal: ApiError): Shown {
  refusals.set(shown, refusal)
  return shown
}

/** The refusal that such an error stands for; undefined for any other. */
export function refusalOf (thrown: unknown): ApiError | undefined {
  return isObject(thrown) ? refusals.get(thrown) : undefined
}
