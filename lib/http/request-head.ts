import type { IncomingHttpHeaders } from 'node:http'

/** What is known of a request before its body is read; Node's IncomingMessage is one. */
export interface RequestHead {
  readonly method?: string | undefined
  /** As it stands in the request line, with the query. */
  readonly url?: string | undefined
  readonly headers: IncomingHttpHeaders
}

/**
 * The path of a request line's URL, without the query.
 *
 * @param url - undefined: a CONNECT of HTTP/2 has none (RFC 9113 §8.5)
 */
export function pathOfUrl (url = ''): string {
  const query = url.indexOf('?')
  return query === -1 ? url : url.slice(0, query)
}

/** True where the head announces a body (RFC 9112 §6.3). */
export function announcesBody (headers: IncomingHttpHeaders): boolean {
  if (headers['transfer-encoding'] !== undefined) return true
  const length = headers['content-length']
  return length !== undefined && length !== '0'
}

/** What tells whether a request has a body: Node's request, of HTTP/1 or 2. */
export interface BodyHead extends RequestHead {
  readonly httpVersionMajor: number
  readonly stream?: { readonly endAfterHeaders?: boolean } | undefined
}

/** True where it is sure that there is no body. HTTP/2 need not announce one: its head says whether it is all (RFC 9113 §8.1). */
export function hasNoBody ({ headers, httpVersionMajor, stream }: BodyHead): boolean {
  if (announcesBody(headers)) return false
  return httpVersionMajor < 2 || headers['content-length'] === '0' || stream?.endAfterHeaders === true
}
