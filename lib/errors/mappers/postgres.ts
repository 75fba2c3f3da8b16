import { ApiError } from '../api-error.ts'
import type { Kind } from '../catalog.ts'
import type { Mapper } from '../normalize.ts'
import { marksOf, type Marks } from './marks.ts'

/** SQLSTATE codes that say something to a client. https://www.postgresql.org/docs/current/errcodes-appendix.html */
const kindOfState: Readonly<Record<string, Kind>> = {
  23505: 'conflict', // unique_violation
  23503: 'conflict', // foreign_key_violation
  '23P01': 'conflict', // exclusion_violation
  23502: 'unprocessable', // not_null_violation
  23514: 'unprocessable', // check_violation
  '2201B': 'unprocessable', // invalid_regular_expression
  '2201W': 'unprocessable', // invalid_row_count_in_limit_clause: a negative LIMIT
  '2201X': 'unprocessable', // invalid_row_count_in_result_offset_clause
  22001: 'unprocessable', // string_data_right_truncation
  22003: 'unprocessable', // numeric_value_out_of_range
  22007: 'unprocessable', // invalid_datetime_format
  22008: 'unprocessable', // datetime_field_overflow
  22021: 'unprocessable', // character_not_in_repertoire: a null byte
  '22P02': 'unprocessable', // invalid_text_representation
  '22P05': 'unprocessable', // untranslatable_character
  '08001': 'service_unavailable', // what went wrong with a connection
  '08003': 'service_unavailable',
  '08004': 'service_unavailable',
  '08006': 'service_unavailable',
  40001: 'service_unavailable', // serialization_failure: the same request may succeed
  '40P01': 'service_unavailable', // deadlock_detected
  53300: 'service_unavailable', // too_many_connections
  '55P03': 'service_unavailable', // lock_not_available
  '57P01': 'service_unavailable', // admin_shutdown
  '57P02': 'service_unavailable', // crash_shutdown
  '57P03': 'service_unavailable', // cannot_connect_now
  57014: 'service_unavailable' // query_canceled, by a statement timeout
}

/** What Node says of a server that is not there, and postgres.js of a connection. */
const unreachable = new Set<unknown>([
  'ECONNREFUSED', 'ECONNRESET', 'EHOSTUNREACH', 'ENETUNREACH', 'ENOTFOUND', 'EAI_AGAIN', 'ETIMEDOUT', 'EPIPE',
  'CONNECT_TIMEOUT', 'CONNECTION_CLOSED', 'CONNECTION_ENDED', 'CONNECTION_DESTROYED'
])

// pg gives these no code.
const sentences = new Set<unknown>([
  'timeout exceeded when trying to connect', 'Connection terminated unexpectedly', 'Connection terminated due to connection timeout', 'Connection terminated', 'Query read timeout', 'timeout expired',
  'Client has encountered a connection error and is not queryable'
])

/** What an application says of its own tables. */
export interface PostgresOptions {
  /** By name of the constraint: what its violation is, made of the driver's error. Undefined: what it is otherwise. */
  readonly constraints: Readonly<Record<string, (error: Marks) => ApiError | undefined>>
}

/**
 * Errors of PostgreSQL drivers (pg, postgres.js) by SQLSTATE: conflicts 409, values that do not fit 422,
 * a server that is not there, or a pool without room, 503. Nothing of the message, the table or the values is shown.
 * For `mappers: [postgresErrors]`; with options, violations of constraints are errors of the application's own.
 *
 * @example await app.register(conformant, { dialect, mappers: [postgresErrors] })
 * @example postgresErrors({ constraints: { products_sku_key: () => errors.skuTaken() } })
 */
export const postgresErrors = ((thrown: unknown, ...request: unknown[]) => {
  const { constraints } = request.length === 0 ? marksOf(thrown) ?? {} : {}
  return typeof constraints === 'object' ? (caught: unknown) => mapped(caught, constraints as PostgresOptions['constraints']) : mapped(thrown, none)
}) as Mapper & ((options: PostgresOptions) => Mapper)

const none: PostgresOptions['constraints'] = Object.freeze({})

function mapped (thrown: unknown, constraints: PostgresOptions['constraints']): ApiError | undefined {
  const outer = marksOf(thrown)
  // Drizzle hides the driver's error behind one of its own, which names the query.
  const marks = typeof outer?.query === 'string' && outer.code === undefined ? marksOf(outer.cause) : outer
  const kind = kindOf(marks)
  if (marks === undefined || kind === undefined) return undefined
  // pg calls it so, and postgres.js the other way.
  const constraint = marks.constraint ?? marks.constraint_name
  const own = typeof constraint === 'string' && Object.hasOwn(constraints, constraint) ? constraints[constraint]?.(marks) : undefined
  return own ?? new ApiError(kind, { cause: thrown })
}

function kindOf (marks: Marks | undefined): Kind | undefined {
  if (marks === undefined) return undefined
  if (isUnreachable(marks)) return 'service_unavailable'
  // `severity` tells a database's error from another one with a five-letter code.
  if (typeof marks.code !== 'string' || typeof marks.severity !== 'string') return undefined
  return Object.hasOwn(kindOfState, marks.code) ? kindOfState[marks.code] : undefined
}

/** What has gone wrong with the connection. Clients of other servers hang what they asked for onto their errors, and drivers do not. */
function isUnreachable ({ name, code, message, severity, request, response, config }: Marks): boolean {
  if (severity !== undefined || [request, response, config].some(mark => mark !== undefined)) return false
  return unreachable.has(code) || name === 'KnexTimeoutError' || (code === undefined && sentences.has(message))
}
