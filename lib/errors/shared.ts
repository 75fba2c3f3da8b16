import type { ApiError } from './api-error.ts'

const shared = new WeakSet<ApiError>()

/** Says of an error that it is given again and again: what is rendered of it may be repeated. */
export function share (error: ApiError): ApiError {
  shared.add(error)
  return error
}

/** True for such an error. */
export function isShared (error: ApiError): boolean {
  return shared.has(error)
}
