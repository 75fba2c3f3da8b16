import type { IncomingHttpHeaders } from 'node:http'

/** What proxies put on a request that they hand on: RFC 7239, RFC 9110 §7.6.3, and what they did before. */
const forwarding = ['forwarded', 'via', 'x-forwarded-for', 'x-forwarded-host', 'x-forwarded-proto', 'x-real-ip'] as const

/**
 * True where a reverse proxy seems to have handed a request on. nginx says so by HTTP/1.0 alone, if it is not told to say more.
 *
 * @param version - `1.0`, `1.1` or `2.0`
 */
export function isForwarded (headers: IncomingHttpHeaders, version: string): boolean {
  if (version === '1.0') return true
  for (const name of forwarding) if (headers[name] !== undefined) return true
  return false
}

/** Longer paths are not looked at: all that could have been sent for one of so many segments are 28. */
const mostSegments = 8

/**
 * The paths that a proxy which decodes `%2F` may have made a path of (RFC 3986 §2.4): neighbouring segments as one.
 *
 * @param path - without the query
 * @returns none for a path of more than eight segments; the shortest joins first
 * @example [...encodedForms('/projects/group/project')] // ['/projects%2Fgroup/project', '/projects/group%2Fproject', '/projects%2Fgroup%2Fproject']
 */
export function * encodedForms (path: string): Generator<string> {
  const segments = path.split('/').slice(1)
  if (segments.length > mostSegments) return
  for (let joined = 2; joined <= segments.length; joined++) {
    for (let start = 0; start + joined <= segments.length; start++) {
      const one = segments.slice(start, start + joined)
      // An empty segment is the slash at the end, or two in a row: no part of a name.
      if (one.includes('')) continue
      yield `/${[...segments.slice(0, start), one.join('%2F'), ...segments.slice(start + joined)].join('/')}`
    }
  }
}
