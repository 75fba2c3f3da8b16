import { ApiError } from '../api-error.ts'
import type { Kind } from '../catalog.ts'
import type { Mapper } from '../normalize.ts'
import { marksOf } from './marks.ts'

/** https://www.prisma.io/docs/orm/reference/error-reference#error-codes */
const kindOfCode: Readonly<Record<string, Kind>> = {
  P1001: 'service_unavailable', // cannot reach the database
  P1002: 'service_unavailable', // timed out
  P1008: 'service_unavailable', // operation timed out
  P1017: 'service_unavailable', // the server has closed the connection
  P2000: 'unprocessable', // value too long
  P2002: 'conflict', // unique constraint
  P2003: 'conflict', // foreign key constraint
  P2011: 'unprocessable', // null constraint
  P2020: 'unprocessable', // value out of range
  P2023: 'unprocessable', // an identifier of another form
  P2024: 'service_unavailable', // no connection from the pool in time
  P2025: 'not_found', // a record that is needed is not there
  P2028: 'service_unavailable', // a transaction that took too long
  P2034: 'service_unavailable', // write conflict or deadlock
  P2037: 'service_unavailable' // too many connections
}

/**
 * Prisma's known errors by their code. Nothing of the message is shown. For `mappers: [prismaErrors]`.
 *
 * @example await app.register(conformant, { dialect, mappers: [prismaErrors] })
 */
export const prismaErrors: Mapper = (thrown) => {
  const marks = marksOf(thrown)
  if (typeof marks?.clientVersion !== 'string') return undefined
  // Where it could not even begin, the code has another name.
  const code = marks.code ?? marks.errorCode
  if (typeof code !== 'string' || !Object.hasOwn(kindOfCode, code)) return undefined
  return new ApiError(kindOfCode[code] as Kind, { cause: thrown })
}
