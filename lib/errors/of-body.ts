import type { ApiError } from './api-error.ts'

/** What is wrong with a body that was being read. */
const kinds = new Set<string | undefined>(['malformed_json', 'payload_too_large', 'too_many_items', 'operational_constraint', 'insufficient_storage'])
const others = new WeakSet<ApiError>()

/** Says of an error of another kind that it is about a body that was being read. */
export function ofBody (error: ApiError): ApiError {
  others.add(error)
  return error
}

/** True where a body was being read, and all of it has come, or will be read past. */
export function isOfBody (error: ApiError): boolean {
  return kinds.has(error.kind) || kinds.has(error.definition?.own?.from) || others.has(error)
}
