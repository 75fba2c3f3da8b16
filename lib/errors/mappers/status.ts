import { STATUS_CODES } from 'node:http'
import { ApiError } from '../api-error.ts'
import { catalog, kindOf } from '../catalog.ts'
import { forbidsKeeping, sendableHeaders, type HeaderFields } from '../headers.ts'
import type { Mapper } from '../normalize.ts'
import { marksOf, type Marks } from './marks.ts'

/**
 * Errors that say their status: http-errors, @fastify/error, @fastify/sensible, @fastify/jwt, @fastify/rate-limit
 * and everything that follows their convention. The message of a client error is meant for the client
 * unless `expose` is false; that of a server error never is. A status that is none (200, 99, 'abc') is a 500.
 */
export const statusErrors: Mapper = (thrown) => {
  const marks = marksOf(thrown)
  if (marks === undefined) return undefined
  const status = marks.statusCode ?? marks.status
  return errorOf({ status, message: messageOf(marks, status as number), headers: marks.headers }, thrown)
}

/** An error with the status, if it is one; a server error with nothing else that could be shown. */
export function errorOf ({ status, message, headers }: Marks, cause: unknown): ApiError | undefined {
  if (!Number.isInteger(status) || (status as number) < 400 || (status as number) > 599) return undefined
  const kind = kindOf(status as number)
  return new ApiError(kind, {
    ...(catalog[kind].status === status ? {} : { status: status as number }),
    ...(message === undefined ? {} : { message: message as string }),
    headers: headersOf(headers, status as number),
    cause
  })
}

/** The words of an error that says no status of its own, for the one that has been chosen for it. */
export function wordsOf (thrown: unknown, status: number): string | undefined {
  const marks = marksOf(thrown)
  return marks === undefined || (marks.statusCode ?? marks.status) !== undefined ? undefined : messageOf(marks, status)
}

/** The words of the error, where they are the application's and not only the status once more. */
function messageOf (marks: Marks, status: number): string | undefined {
  const { message, expose } = marks
  if (status >= 500 || expose === false || typeof message !== 'string') return undefined
  // A limiter's own sentence would hide the documented one.
  if (status === 429 || message === '' || message === STATUS_CODES[status]) return undefined
  return message
}

/** What a server error brings may be of the inside; for the client is only when to come again, and that nobody keeps the answer. */
function headersOf (headers: unknown, status: number): HeaderFields {
  const sendable = sendableHeaders(headers)
  if (status < 500) return sendable
  return Object.fromEntries(Object.entries(sendable).filter(([name, value]) => name === 'retry-after' || forbidsKeeping(name, value)))
}
