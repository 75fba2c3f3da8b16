import { catalog } from '../errors/catalog.ts'
import type { ApiError } from '../errors/api-error.ts'
import { internal } from '../errors/constructors.ts'
import { sendableHeaders } from '../errors/headers.ts'
import { cacheControl } from '../errors/normalize.ts'
import { statusOf, type Dialect, type RenderContext } from '../dialects/dialect.ts'

/** An error as bytes, ready for a reply or a socket. */
export interface Rendered {
  readonly status: number
  readonly headers: Readonly<Record<string, string | string[]>>
  /** A Buffer, because Fastify appends a charset to the content type of strings. */
  readonly body: Buffer
}

/** What a dialect may ask about the request; the status is added here. */
export type RequestContext = Omit<RenderContext, 'status'>

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
    return { status: 500, headers: { 'content-type': 'text/plain' }, body: Buffer.from(catalog.internal.phrase) }
  }
}

function rendered (error: ApiError, dialect: Dialect, request: RequestContext): Rendered {
  const context = new Context(statusOf(error, dialect), request)
  const body = dialect.render(error, context)
  const headers: Record<string, string | string[]> = { 'content-type': dialect.mediaType }
  const kept = cacheControl(error)
  if (kept !== undefined) headers['cache-control'] = kept
  Object.assign(headers, error.headers)
  if (dialect.headers !== undefined) Object.assign(headers, sendableHeaders(dialect.headers(error, context), true))
  return { status: context.status, headers, body: Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)) }
}

/** Asks the request only for what the dialect wants to know. */
class Context implements RenderContext {
  readonly status: number
  readonly #request: RequestContext
  constructor (status: number, request: RequestContext) {
    this.status = status
    this.#request = request
  }

  get method (): string { return this.#request.method }
  get path (): string { return this.#request.path }
  get origin (): string { return this.#request.origin }
  get documentation (): string | undefined { return this.#request.documentation }
  get standardFormat (): string | undefined { return this.#request.standardFormat }
}
