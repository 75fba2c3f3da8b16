const ABSOLUTE = /^https?:\/\//i
// Host comes from the client. uri-host [ ":" port ], RFC 9110 §7.2, without the sub-delims and
// percent escapes that RFC 3986 §3.2.2 would take: no real host has them.
const HOST = /^(?:[\w.-]+|\[[\dA-F:.]+\])(?::\d{1,5})?$/i

const LONE_SURROGATE = /\p{Cs}/gu
// All but pchar, "/" and "?" (RFC 3986 §3.3 to §3.5); a percent sign only where it begins no escape.
const UNSAFE = /%(?![\dA-Fa-f]{2})|[^\w\-.~%!$&'()*+,;=:@/?]/gu

// encodeURIComponent() throws at a lone surrogate.
function encodeCharacter (character: string): string {
  return encodeURIComponent(character.replace(LONE_SURROGATE, '\uFFFD'))
}

function encodePart (part: string): string {
  return part.replace(UNSAFE, encodeCharacter)
}

// A fragment is allowed in Location (RFC 9110 §10.2.2), but a second "#" in it is not (RFC 3986 §3.5).
function encodeReference (reference: string): string {
  const hash = reference.indexOf('#')
  if (hash === -1) return encodePart(reference)
  return `${encodePart(reference.slice(0, hash))}#${encodePart(reference.slice(hash + 1))}`
}

// Two slashes at the beginning would make the next segment a host, RFC 3986 §4.2.
function oneLeadingSlash (path: string): string {
  let start = 0
  while (path[start] === '/') start++
  return start === 1 ? path : `/${path.slice(start)}`
}

function normalisePrefix (prefix: string): string {
  let end = prefix.length
  while (end > 0 && prefix[end - 1] === '/') end--
  return end === 0 ? '' : oneLeadingSlash(encodePart(prefix.slice(0, end)))
}

function isUnder (path: string, prefix: string): boolean {
  if (!path.startsWith(prefix)) return false
  const next = path[prefix.length]
  return next === undefined || next === '/' || next === '?' || next === '#'
}

function pathBelow (location: string, prefix: string): string {
  const path = oneLeadingSlash(encodeReference(location))
  return location.startsWith('/') && isUnder(path, prefix) ? path : prefix + path
}

// Not URL.canParse(): once optimised, that of Node 20.20 is wrong, both ways, about strings with
// characters from U+0080 to U+00FF, and the constructor throws where it said yes.
function parseUrl (location: string): URL | undefined {
  try {
    return new URL(location)
  } catch {
    return undefined
  }
}

function originOf (protocol: string, host: string): string {
  if (protocol !== 'http' && protocol !== 'https') return ''
  const origin = `${protocol}://${host}`
  // The pattern keeps out what the parser would read as something else than a host (`a@b`, `a/b`);
  // the parser keeps out what has only the looks of one (`[:::]`, port 99999).
  return HOST.test(host) && URL.canParse(origin) ? origin : ''
}

/**
 * Builds the value of a `Location` field.
 *
 * An `http:` or `https:` URL is kept, normalised. All else is a path on this server, also what looks
 * like another scheme (`javascript:`) or another host (`//evil`). A path that begins with `/` gets
 * `base.prefix` before it unless it already lies under it, by whole segments; a reference without
 * that slash is always put under the prefix. Characters that RFC 3986 does not allow are
 * percent-encoded as UTF-8, escapes that are there are kept (`group%2Fproject`). What comes out is
 * printable ASCII without spaces.
 *
 * @param location what the application gave: a URL, a path or a relative reference
 * @param base of the request. `protocol` is `http` or `https`, without colon; `host` is `host[:port]`;
 *   both may come from the client, and where either is not valid the path is given without an origin.
 *   `prefix` is the path of the API; default none
 * @returns a URL, or a path that begins with exactly one `/`. Never throws.
 * @see RFC 9110 §10.2.2 (Location), RFC 3986 §2.1, §3.3, §4.2
 * @example
 * const base = { protocol: 'https', host: 'example.com', prefix: '/api' }
 * absoluteLocation('/products/a b', base) // 'https://example.com/api/products/a%20b'
 * absoluteLocation('/api/products/1', base) // 'https://example.com/api/products/1'
 * absoluteLocation('//evil.example', base) // 'https://example.com/api/evil.example'
 */
export function absoluteLocation (location: string, base: { protocol: string, host: string, prefix?: string }): string {
  const url = ABSOLUTE.test(location) ? parseUrl(location) : undefined
  if (url !== undefined) return url.href
  const prefix = base.prefix === undefined ? '' : normalisePrefix(base.prefix)
  return originOf(base.protocol, base.host) + pathBelow(location, prefix)
}
