import { ApiError } from '../api-error.ts'
import type { Challenge } from '../../http/challenge.ts'
import { unauthorized } from '../access.ts'
import type { Kind } from '../catalog.ts'
import type { Mapper } from '../normalize.ts'
import { wrongTypeOf, type RequestView } from './fastify.ts'
import { marksOf, type Marks } from './marks.ts'

const bearer = { scheme: 'Bearer' }

/** RFC 6750 §3.1: a token that was sent and is not good says so; one that is missing does not. */
const invalidToken = { error: 'invalid_token' }

/** Errors of the plugins for authentication, and what their challenge says; it is joined with those that are there. */
const refusals: Readonly<Record<string, Challenge>> = {
  FAST_JWT_MISSING_SIGNATURE: invalidToken,
  // It has set its own, or is to have none.
  FST_BASIC_AUTH_MISSING_OR_BAD_AUTHORIZATION_HEADER: {},
  FST_BEARER_AUTH_INVALID_AUTHORIZATION_HEADER: invalidToken,
  FST_BEARER_AUTH_MISSING_AUTHORIZATION_HEADER: bearer,
  FST_JWT_AUTHORIZATION_TOKEN_EXPIRED: invalidToken,
  FST_JWT_AUTHORIZATION_TOKEN_INVALID: invalidToken,
  FST_JWT_AUTHORIZATION_TOKEN_UNTRUSTED: invalidToken,
  FST_JWT_BAD_COOKIE_REQUEST: bearer,
  FST_JWT_BAD_REQUEST: bearer,
  FST_JWT_NO_AUTHORIZATION_IN_COOKIE: bearer,
  FST_JWT_NO_AUTHORIZATION_IN_HEADER: bearer
}

/** The errors of Fastify's plugins whose own words or status would hide the documented answer. */
const known: Readonly<Record<string, Kind>> = {
  FST_CP_ERR_INVALID_CONTENT_ENCODING: 'unsupported_coding',
  FST_REQ_FILE_TOO_LARGE: 'payload_too_large',
  FST_FILES_LIMIT: 'too_many_items',
  FST_PARTS_LIMIT: 'too_many_items',
  FST_FIELDS_LIMIT: 'too_many_items',
  FST_INVALID_JSON_FIELD_ERROR: 'malformed_json',
  FST_MP_PREMATURE_CLOSE: 'bad_request'
}

/** What the parser of multipart bodies says, in errors without a code, of a body that is not well formed. */
const malformedMultipart = /^Multipart: Boundary not found$|unexpected end of multipart data$/i

/** Errors of @fastify/jwt, bearer-auth, basic-auth, multipart, compress and oauth2, by their code. */
export const pluginErrors: Mapper<RequestView | undefined> = (thrown, request) => {
  const marks = marksOf(thrown)
  if (marks?.code === 'FST_INVALID_MULTIPART_CONTENT_TYPE') return wrongTypeOf(thrown, request, ['multipart/form-data'])
  const challenge = challengeOf(marks, request)
  if (challenge !== undefined) return unauthorized({ ...challenge, cause: thrown })
  const kind = isOfState(marks, request) ? 'bad_request' : kindOfMarks(marks)
  return kind && new ApiError(kind, { cause: thrown })
}

function challengeOf (marks: Marks | undefined, request: RequestView | undefined): Challenge | undefined {
  // In proxy mode the status is 407, and the challenge another field's.
  if (typeof marks?.code !== 'string' || !Object.hasOwn(refusals, marks.code) || marks.statusCode === 407) return undefined
  // The same code says that no bearer token was sent, but credentials of another scheme.
  const isOther = marks.code === 'FST_BEARER_AUTH_INVALID_AUTHORIZATION_HEADER' && !/^bearer /i.test(String(request?.headers.authorization))
  return isOther ? bearer : refusals[marks.code]
}

/** @fastify/oauth2, in an error without a code: who comes back has no state of ours, or one that is over. */
function isOfState (marks: Marks | undefined, request: RequestView | undefined): boolean {
  return marks?.message === 'Invalid state' && request?.server?.hasPlugin('@fastify/oauth2') === true
}

function kindOfMarks (marks: Marks | undefined): Kind | undefined {
  if (typeof marks?.code === 'string' && Object.hasOwn(known, marks.code)) return known[marks.code]
  return malformedMultipart.test(String(marks?.message)) ? 'bad_request' : undefined
}
