import { ApiError, type ApiErrorInit, type ErrorOf } from './api-error.ts'
import type { Kind } from './catalog.ts'
import { given, type NamedErrorOptions } from './given.ts'

/**
 * A named constructor: `notFound()`, `notFound('message')`, `notFound('message', { links })`, `notFound({ resource … })`.
 */
export interface NamedConstructor<Name extends Kind = Kind> {
  (message?: string, options?: NamedErrorOptions): ErrorOf<Name>
  (options: Omit<ApiErrorInit, 'status'>): ErrorOf<Name>
}

/** Makes errors of a kind of the catalog. */
export function constructorOf<Name extends Kind> (kind: Name): NamedConstructor<Name> {
  return (first?: string | Omit<ApiErrorInit, 'status'>, options?: NamedErrorOptions) => {
    return new ApiError(kind, typeof first === 'string' && options === undefined ? { message: first } : given(first, options)) as ErrorOf<Name>
  }
}
