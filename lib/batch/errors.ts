import { ApiError } from '../errors/api-error.ts'

/** A line of more characters, or bytes, than a line may have. */
export const lineTooLong = new ApiError('payload_too_large', { message: 'Line is too long.' })

/** The same where the limit is an operational constraint. */
export const lineOverConstraint = new ApiError('operational_constraint', { message: 'Line is too long.' })

/** What is left when the time for a batch is over; also the reason of its signal. */
export const outOfTime = new ApiError('service_unavailable', { message: 'There was no time left for this item.' })
