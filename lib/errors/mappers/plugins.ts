import { ApiError, type ApiErrorInit } from '../api-error.ts'
import type { Kind } from '../catalog.ts'
import type { Mapper } from '../normalize.ts'
import { wrongTypeOf, type RequestView } from './fastify.ts'
import { marksOf, type Marks } from './marks.ts'

/** RFC 6750 §3.1: a token that was sent and is not good says so; one that is missing does not. */
const invalidToken: ApiErrorInit = { headers: { 'www-authenticate': 'Bearer error="invalid_token"' } }

/** The errors of Fastify's plugins whose own words or status would hide the documented answer. */
const known: Readonly<Record<string, readonly [kind: Kind, init?: ApiErrorInit]>> = {
  FST_CP_ERR_INVALID_CONTENT_ENCODING: ['unsupported_coding'],
  FST_JWT_NO_AUTHORIZATION_IN_HEADER: ['unauthorized'],
  FST_JWT_NO_AUTHORIZATION_IN_COOKIE: ['unauthorized'],
  FST_JWT_BAD_REQUEST: ['unauthorized'],
  FST_JWT_BAD_COOKIE_REQUEST: ['unauthorized'],
  FST_JWT_AUTHORIZATION_TOKEN_EXPIRED: ['unauthorized', invalidToken],
  FST_JWT_AUTHORIZATION_TOKEN_INVALID: ['unauthorized', invalidToken],
  FST_JWT_AUTHORIZATION_TOKEN_UNTRUSTED: ['unauthorized', invalidToken],
  FST_REQ_FILE_TOO_LARGE: ['payload_too_large'],
  FST_FILES_LIMIT: ['too_many_items'],
  FST_PARTS_LIMIT: ['too_many_items'],
  FST_FIELDS_LIMIT: ['too_many_items'],
  FST_INVALID_JSON_FIELD_ERROR: ['malformed_json'],
  FST_MP_PREMATURE_CLOSE: ['bad_request']
}

/** What the parser of multipart bodies says, in errors without a code, of a body that is not well formed. */
const malformedMultipart = /^Multipart: Boundary not found$|unexpected end of multipart data$/i

/** Errors of @fastify/jwt, @fastify/multipart and @fastify/compress, by their code. */
export const pluginErrors: Mapper<RequestView | undefined> = (thrown, request) => {
  const marks = marksOf(thrown)
  if (marks?.code === 'FST_INVALID_MULTIPART_CONTENT_TYPE') return wrongTypeOf(thrown, request, ['multipart/form-data'])
  const [kind, init] = answerOf(marks) ?? []
  return kind && new ApiError(kind, { ...init, cause: thrown })
}

function answerOf (marks: Marks | undefined): readonly [kind: Kind, init?: ApiErrorInit] | undefined {
  if (typeof marks?.code === 'string' && Object.hasOwn(known, marks.code)) return known[marks.code]
  return malformedMultipart.test(String(marks?.message)) ? ['bad_request'] : undefined
}
