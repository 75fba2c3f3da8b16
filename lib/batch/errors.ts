import { ApiError } from '../errors/api-error.ts'
import { ofBody } from '../errors/of-body.ts'
import { refusal } from '../errors/refused.ts'

/** A line of more characters, or bytes, than a line may have. */
export const lineTooLong = refusal(new ApiError('payload_too_large', { message: 'Line is too long.' }))

/** The same where the limit is an operational constraint. */
export const lineOverConstraint = refusal(new ApiError('operational_constraint', { message: 'Line is too long.' }))

/** A body of JSON that is something else than an array. */
export const noArray = ofBody(refusal(new ApiError('validation_failed', { message: 'The request body must be a JSON array.' })))

/** There is no room for the temporary file of a batch: neither on the disk, or no more than all batches may take. */
export function noRoom (cause?: unknown): ApiError {
  return new ApiError('insufficient_storage', { retryAfter: 10, cause })
}

/** What is left when the time for a batch is over; also the reason of its signal. */
export const outOfTime = new ApiError('service_unavailable', { message: 'There was no time left for this item.' })
