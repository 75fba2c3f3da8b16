import { ApiError, type ApiErrorInit } from '../api-error.ts'
import type { Kind } from '../catalog.ts'
import type { Mapper } from '../normalize.ts'
import { refusal } from '../refused.ts'
import { factsOfAllowed, wrongType } from '../wrong-type.ts'
import { marksOf } from './marks.ts'

/** Where Fastify refuses what a client sent. Every other `FST_ERR_` code is the server's fault. */
const kindOfCode: Readonly<Record<string, Kind>> = {
  FST_ERR_BAD_URL: 'invalid_url',
  FST_ERR_CTP_BODY_TOO_LARGE: 'payload_too_large',
  FST_ERR_CTP_EMPTY_JSON_BODY: 'malformed_json',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'bad_request',
  FST_ERR_CTP_INVALID_JSON_BODY: 'malformed_json',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'unsupported_media_type',
  FST_ERR_HANDLER_TIMEOUT: 'service_unavailable',
  FST_ERR_MAX_PARAM_LENGTH: 'uri_too_long',
  FST_ERR_NOT_FOUND: 'not_found',
  FST_ERR_ROUTE_MISSING_CONTENT: 'bad_request',
  FST_ERR_ROUTE_MISSING_CONTENT_TYPE: 'content_type_missing'
}

/** What a mapper of Fastify's errors reads of a request. */
export interface RequestView {
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly method: string
  readonly routeOptions: { readonly bodyLimit: number }
  readonly server?: { hasPlugin (name: string): boolean }
}

/** Fastify's own errors, by their code. */
export const fastifyErrors: Mapper<RequestView | undefined> = (thrown, request) => {
  const code = marksOf(thrown)?.code
  if (typeof code !== 'string' || !Object.hasOwn(kindOfCode, code)) return undefined
  const kind = kindOfCode[code] as Kind
  if (kind === 'unsupported_media_type') return wrongTypeOf(thrown, request)
  return refusal(new ApiError(kind, { cause: thrown, ...details(code, request) }))
}

function details (code: string, request: RequestView | undefined): Partial<ApiErrorInit> | undefined {
  return code === 'FST_ERR_CTP_BODY_TOO_LARGE' && request !== undefined ? { facts: { limit: request.routeOptions.bodyLimit } } : undefined
}

/** The 415 for a body that no parser takes; a type that is missing is another thing than a wrong one. */
export function wrongTypeOf (cause: unknown, request: RequestView | undefined, types: readonly string[] = ['application/json']): ApiError {
  const type = request?.headers['content-type']
  if (request === undefined) return refusal(new ApiError('unsupported_media_type', { cause }))
  if (typeof type !== 'string' || type === '') return refusal(new ApiError('content_type_missing', { facts: factsOfAllowed(types), cause }))
  return refusal(new ApiError('unsupported_media_type', { ...wrongType(type, request.method, types), cause }))
}
