import { ApiError, type ApiErrorInit, type ErrorOf } from './api-error.ts'
import type { Identifier } from './facts.ts'
import { given, type NamedErrorOptions } from './given.ts'
import { constructorOf } from './named.ts'
import { sendableHeaders } from './headers.ts'
import { itemsOf, membersOf } from './plain-data.ts'
import { textOf } from './text-of.ts'

export { forbidden, unauthorized, type ForbiddenOptions, type UnauthorizedOptions } from './access.ts'
export { conflict, type ConflictOptions } from './conflict.ts'

export type { NamedConstructor } from './named.ts'
export type { NamedErrorOptions } from './given.ts'

/**
 * 400: the request cannot be understood.
 *
 * @example throw badRequest('The filter cannot be read.')
 */
export const badRequest = constructorOf('bad_request')
/**
 * 402: what was asked for has to be paid.
 *
 * @example throw paymentRequired('The trial has ended.')
 */
export const paymentRequired = constructorOf('payment_required')
/**
 * 406: nothing can be sent that the client accepts. The gate `accept` answers it by itself.
 *
 * @example throw notAcceptable('This report is there as CSV only.')
 */
export const notAcceptable = constructorOf('not_acceptable')
/**
 * 408: the request did not arrive in time.
 *
 * @example throw requestTimeout()
 */
export const requestTimeout = constructorOf('request_timeout')
/**
 * 410: it was there, and will not come back.
 *
 * @example throw gone('Version 1 of this API has ended.')
 */
export const gone = constructorOf('gone')
/**
 * 412: a condition of the request does not hold, such as If-Match.
 *
 * @example throw preconditionFailed()
 */
export const preconditionFailed = constructorOf('precondition_failed')
/**
 * 413: too many bytes; `facts: { limit }` says how many are allowed.
 *
 * @example throw payloadTooLarge({ facts: { limit: 1_000_000 } })
 */
export const payloadTooLarge = constructorOf('payload_too_large')
/**
 * 413: too many items; `facts: { limit }` says how many are allowed.
 *
 * @example throw tooManyItems({ facts: { limit: 100 } })
 */
export const tooManyItems = constructorOf('too_many_items')
/**
 * 403: the request is more than the application takes on at the moment, in items, size, cost or load; in place of a 413
 * where the limit is not the client's doing. The answer says to send less. `facts: { limit, unit }` says how much is taken.
 *
 * @example throw operationalConstraint({ facts: { limit: 20, unit: 'items' } })
 */
export const operationalConstraint = constructorOf('operational_constraint')
/**
 * 414: the URL is too long.
 *
 * @example throw uriTooLong()
 */
export const uriTooLong = constructorOf('uri_too_long')
/**
 * 415: a body of this type is not taken. The gate `contentType` answers it by itself.
 *
 * @example throw unsupportedMediaType('Only PNG is taken.')
 */
export const unsupportedMediaType = constructorOf('unsupported_media_type')
/**
 * 417: what the Expect header asks for cannot be done.
 *
 * @example throw expectationFailed()
 */
export const expectationFailed = constructorOf('expectation_failed')
/**
 * 423: the resource is locked.
 *
 * @example throw locked('Somebody else is editing this page.')
 */
export const locked = constructorOf('locked')
/**
 * 428: the request must have a condition, such as If-Match.
 *
 * @example throw preconditionRequired()
 */
export const preconditionRequired = constructorOf('precondition_required')
/**
 * 429: give `retryAfter` in seconds.
 *
 * @example throw tooManyRequests({ retryAfter: 30 })
 */
export const tooManyRequests = constructorOf('too_many_requests')
/**
 * 431: the header fields are too large.
 *
 * @example throw headerFieldsTooLarge()
 */
export const headerFieldsTooLarge = constructorOf('header_fields_too_large')
/**
 * 500: nothing of message or cause is shown.
 *
 * @example throw internal('the index is broken', { cause: error })
 */
export const internal = constructorOf('internal')
/**
 * 501: the method, or what was asked for, is not there yet.
 *
 * @example throw notImplemented()
 */
export const notImplemented = constructorOf('not_implemented')
/**
 * 502: another server gave an answer that is none.
 *
 * @example throw badGateway({ cause: error })
 */
export const badGateway = constructorOf('bad_gateway')
/**
 * 503: `retryAfter` in seconds where it is known.
 *
 * @example throw serviceUnavailable({ retryAfter: 15 })
 */
export const serviceUnavailable = constructorOf('service_unavailable')
/**
 * 504: another server did not answer in time.
 *
 * @example throw gatewayTimeout({ cause: error })
 */
export const gatewayTimeout = constructorOf('gateway_timeout')

const missing = constructorOf('not_found')

/**
 * 404. With a message, or with the thing and its identifier, which each dialect words in its own way.
 *
 * An identifier may be a number, a bigint or a Date. It is cleaned and cut.
 *
 * @example throw notFound("Category 'master' does not exist.")
 * @example throw notFound({ resource: 'Category', id: 'master' }) // akeneo: Category 'master' does not exist. gitlab: 404 Category Not Found
 */
export function notFound (message?: string | (NamedErrorOptions & { message?: string, resource?: string, id?: Identifier }), options?: NamedErrorOptions): ErrorOf<'not_found'> {
  const { resource, id, ...init } = given<NamedErrorOptions & { resource?: string, id?: Identifier }>(message, options)
  if (resource === undefined) return missing(init)
  return missing({ ...init, facts: { ...membersOf(init.facts), resource, ...(id === undefined ? {} : { id: id as string }) } })
}

/**
 * 405. Always carries Allow (RFC 9110 §15.5.6).
 *
 * @param allow - the methods that are supported, in the order to show. Default: the others that are routed at the URL
 * @throws TypeError when `allow` is no list
 * @example throw methodNotAllowed(['GET', 'PATCH'])
 */
export function methodNotAllowed (allow?: readonly string[], message?: string, options?: NamedErrorOptions): ErrorOf<'method_not_allowed'> {
  if (allow !== undefined && !Array.isArray(allow)) throw new TypeError(`allow must be a list of methods, got ${String(allow)}`)
  const init = membersOf(options)
  const methods = allow && itemsOf(allow).map(textOf).filter(method => method !== undefined)
  return new ApiError('method_not_allowed', {
    ...init,
    ...(message === undefined ? {} : { message }),
    ...(methods === undefined ? {} : { headers: { allow: methods.join(', '), ...sendableHeaders(init.headers) }, facts: { allow: methods, ...membersOf(init.facts) } })
  }) as ErrorOf<'method_not_allowed'>
}

const unprocessed = constructorOf('unprocessable')
const invalid = constructorOf('validation_failed')

/**
 * 422. With issues it is a failed validation, which a dialect may answer with another status (gitlab: 400);
 * without, what was sent means nothing here, and the message says why.
 *
 * @example throw unprocessable({ issues: [{ path: 'values', message: 'Not in the list.', attribute: 'brand', locale: null, scope: null }] })
 * @example throw unprocessable('The sunglasses category does not exist in your PIM.')
 */
export function unprocessable (message?: string, options?: Omit<NamedErrorOptions, 'issues'>): ErrorOf<'unprocessable'>
export function unprocessable (first?: string | Omit<ApiErrorInit, 'status'>, options?: NamedErrorOptions): ErrorOf<'unprocessable' | 'validation_failed'>
export function unprocessable (first?: string | Omit<ApiErrorInit, 'status'>, options?: NamedErrorOptions): ErrorOf<'unprocessable' | 'validation_failed'> {
  const init = given(first, options)
  return init.issues === undefined || init.issues === null ? unprocessed(init) : invalid(init)
}
