import { ApiError, type ApiErrorInit } from '../api-error.ts'
import type { Kind } from '../catalog.ts'
import type { Mapper } from '../normalize.ts'
import { wrongType } from '../../gates/content-type.ts'
import { marksOf } from './marks.ts'

/** Where Fastify and its parsers refuse what a client sent. Every other `FST_` code is the server's fault. */
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
  FST_ERR_ROUTE_MISSING_CONTENT_TYPE: 'content_type_missing',
  FST_CP_ERR_INVALID_CONTENT_ENCODING: 'unsupported_coding',
  FST_REQ_FILE_TOO_LARGE: 'payload_too_large',
  FST_FILES_LIMIT: 'too_many_items',
  FST_PARTS_LIMIT: 'too_many_items',
  FST_FIELDS_LIMIT: 'too_many_items'
}

/** What a mapper of Fastify's errors reads of a request. */
export interface RequestView {
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly method: string
  readonly routeOptions: { readonly bodyLimit: number }
}

/** Fastify's own errors and those of its parsers (compress, multipart), by their code. */
export const fastifyErrors: Mapper<RequestView | undefined> = (thrown, request) => {
  const code = marksOf(thrown)?.code
  if (typeof code !== 'string' || !Object.hasOwn(kindOfCode, code)) return undefined
  const kind = kindOfCode[code] as Kind
  return new ApiError(kind, { cause: thrown, ...details(code, request) })
}

function details (code: string, request: RequestView | undefined): Partial<ApiErrorInit> | undefined {
  if (request === undefined) return undefined
  if (code === 'FST_ERR_CTP_BODY_TOO_LARGE') return { facts: { limit: request.routeOptions.bodyLimit } }
  if (code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE') return wrongType(String(request.headers['content-type']), request.method)
  return undefined
}
