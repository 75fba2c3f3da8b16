import { ApiError } from './api-error.ts'
import { notFound } from './constructors.ts'
import type { MapperFault } from './normalize.ts'

/**
 * Answers what leaves in place of a 403: the very error of a resource that does not exist; false lets the 403 be seen.
 * Whatever else it answers, or that it throws, is an error of a resource that is not there either.
 */
export type Mask<Request = unknown> = (request: Request, forbidden: ApiError) => ApiError | false

/**
 * What `maskForbidden: true` says: not found, in the words of `notFound` with the same resource and id.
 *
 * @example maskOf(forbidden({ resource: 'Project', id: '7' })) // as notFound({ resource: 'Project', id: '7' })
 */
export function maskOf ({ facts: { resource, id } }: ApiError): ApiError {
  return notFound({ ...(resource === undefined ? {} : { resource }), ...(id === undefined ? {} : { id }) })
}

/**
 * The error that leaves in place of a 403. Fails closed: a mask that throws shows nothing.
 *
 * @param onFault - told of a mask that throws or answers something else than it may
 */
export function masked<Request> (error: ApiError, mask: true | Mask<Request>, request: Request, onFault: MapperFault): ApiError {
  if (mask === true) return maskOf(error)
  try {
    const answer: unknown = mask(request, error)
    if (answer === false) return error
    if (ApiError.is(answer)) return answer
    if (answer instanceof Promise) answer.catch(onFault) // else its rejection would end the process
    onFault(new TypeError('maskForbidden must answer an ApiError or false'))
  } catch (fault) {
    onFault(fault)
  }
  return maskOf(error)
}
