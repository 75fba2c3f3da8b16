import { once } from '../answer/answer.ts'
import { ApiError } from '../errors/api-error.ts'
import type { Kind } from '../errors/catalog.ts'
import { serviceUnavailable } from '../errors/constructors.ts'
import type { KnownRoute } from '../plugin/known-routes.ts'
import type { DocumentedError } from './documented-error.ts'
import { kindSchema } from './kind-schema.ts'

/** What can be the matter with every message: the parser, the router, and the server that closes say so. */
const kinds: readonly Kind[] = [
  'bad_request', 'invalid_url', 'request_timeout', 'payload_too_large', 'uri_too_long', 'expectation_failed', 'header_fields_too_large', 'not_implemented', 'http_version_not_supported'
]

const errors = [...kinds.map(kind => new ApiError(kind)), serviceUnavailable({ retryAfter: 10 })]

const known = new WeakMap<object, readonly DocumentedError[]>()

/** The errors of a place below the hooks: those of every route there. */
export function belowOf ({ place: { settings } }: KnownRoute): readonly DocumentedError[] {
  let said = known.get(settings)
  if (said === undefined) known.set(settings, said = errors.map(error => documented(error, settings)))
  return said
}

function documented (error: ApiError, settings: KnownRoute['place']['settings']): DocumentedError {
  const written = once(error, settings, { request: undefined, head: {}, log: undefined as never, where: 'below', isLogged: true })
  const { 'content-type': type, ...headers } = written.headers
  return {
    kind: error.kind,
    status: written.status,
    mediaType: String(type),
    headers,
    body: written.body,
    schema: kindSchema(settings.dialect, written.status, error.kind, false),
    mayHaveIssues: false,
    from: 'below',
    gate: undefined,
    provocation: undefined
  }
}
