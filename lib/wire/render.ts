import { catalog } from '../errors/catalog.ts'
import type { ApiError } from '../errors/api-error.ts'
import { internal } from '../errors/constructors.ts'
import { sendableHeaders } from '../errors/headers.ts'
import { cacheControl } from '../errors/normalize.ts'
import { withRealm } from '../http/challenge.ts'
import { statusOf, type Dialect, type RenderContext } from '../dialects/dialect.ts'

/** An error as bytes, ready for a reply or a socket. */
export interface Rendered {
  readonly status: number
  /** The reason phrase of HTTP/1.1, where the dialect has its own. */
  readonly reason?: string | undefined
  readonly headers: Readonly<Record<string, string | string[]>>
  readonly body: string
}

/** What a dialect may ask about the request; the status is written in here. */
export type RequestContext = Omit<RenderContext, 'status'> & { status: number, readonly realm?: string | undefined }

/**
 * The one road from an error to bytes.
 *
 * @param onFault - told when the dialect itself fails; the answer is then its 500, or bare words if even that fails
 */
export function render (error: ApiError, dialect: Dialect, request: RequestContext, onFault: (fault: unknown) => void): Rendered {
  try {
    return rendered(error, dialect, request)
  } catch (fault) {
    onFault(fault)
  }
  try {
    return rendered(internal(), dialect, request)
  } catch {
    // No dialect is left to speak: words without a format are all that can be true of every API.
    return { status: 500, headers: { 'content-type': 'text/plain' }, body: catalog.internal.phrase }
  }
}

/**
 * The same road to what the dialect says of an error, where that becomes a part of an answer: the line of a batch.
 *
 * @returns the status that goes with it, and the value before it is written as JSON
 */
export function renderValue (error: ApiError, dialect: Dialect, request: RequestContext, onFault: (fault: unknown) => void): { status: number, value: unknown } {
  for (const one of [error, internal()]) {
    try {
      const status = request.status = statusOf(one, dialect)
      return { status, value: dialect.render(one, request) }
    } catch (fault) {
      onFault(fault)
    }
  }
  return { status: 500, value: catalog.internal.phrase }
}

function rendered (error: ApiError, dialect: Dialect, request: RequestContext): Rendered {
  const status = request.status = statusOf(error, dialect)
  const body = dialect.render(error, request)
  const headers: Record<string, string | string[]> = { 'content-type': dialect.mediaType }
  const kept = cacheControl(error)
  if (kept !== undefined) headers['cache-control'] = kept
  Object.assign(headers, existingFields(error, request), error.headers)
  if (dialect.headers !== undefined) Object.assign(headers, sendableHeaders(dialect.headers(error, request), true))
  // RFC 9110 §15.5.2: a 401 must carry a challenge, also where the dialect makes one of another kind.
  const challenge = headers['www-authenticate'] ?? (status === 401 ? 'Bearer' : undefined)
  if (challenge !== undefined) headers['www-authenticate'] = Array.isArray(challenge) ? challenge.map(one => withRealm(one, request.realm)) : withRealm(challenge, request.realm)
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  if (text === undefined) throw new TypeError(`the dialect ${dialect.name} rendered nothing`)
  return { status, reason: dialect.reasons?.[status], headers, body: text }
}

/** Where the resource is that is in the way, and in which state (RFC 9110 §15.5.10: what a client needs to resolve it). */
function existingFields ({ facts: { existing } }: ApiError, request: RequestContext): Record<string, string> {
  return {
    ...(existing?.location === undefined || request.locate === undefined ? undefined : { location: request.locate(existing.location) }),
    ...(existing?.etag === undefined ? undefined : { etag: existing.etag })
  }
}
