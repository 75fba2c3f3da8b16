import type { DocumentedError } from './documented-error.ts'

type Json = Record<string, unknown>

/** What header fields of errors say. */
const meanings: Readonly<Record<string, string>> = {
  accept: 'What is taken (RFC 9110 §12.5.1).',
  'accept-encoding': 'The content codings that are taken (RFC 9110 §12.5.3).',
  'accept-patch': 'What is taken by PATCH (RFC 5789 §3.1).',
  'accept-post': 'What is taken by POST.',
  'accept-query': 'What is taken by QUERY (RFC 10008 §3).',
  allow: 'The methods that the resource has (RFC 9110 §10.2.1).',
  'cache-control': 'Nobody keeps the answer (RFC 9111 §5.2.2.5).',
  'content-language': 'The language of the answer.',
  deprecation: 'Since when the resource is deprecated (RFC 9745).',
  etag: 'The state of the resource (RFC 9110 §8.8.3).',
  link: 'Where more is said of it (RFC 8288).',
  location: 'Where the resource is (RFC 9110 §10.2.2).',
  ratelimit: 'What is left of the limit (draft-ietf-httpapi-ratelimit-headers).',
  'ratelimit-policy': 'The limits (draft-ietf-httpapi-ratelimit-headers).',
  'retry-after': 'Seconds until the next try (RFC 9110 §10.2.3).',
  sunset: 'When the resource is expected to be gone (RFC 8594).',
  vary: 'The request fields that decide about the answer (RFC 9110 §12.5.5).',
  'www-authenticate': 'What is asked for (RFC 9110 §11.6.1).'
}

/** Fields whose value is of the moment: an example would be wrong a second later. */
const momentary = new Set(['ratelimit-reset', 'ratelimit-resettime', 'date'])

/** `www-authenticate`, as it is written. */
function fieldName (name: string): string {
  const special: Readonly<Record<string, string>> = { etag: 'ETag', 'www-authenticate': 'WWW-Authenticate', ratelimit: 'RateLimit', 'ratelimit-resettime': 'RateLimit-ResetTime', 'ratelimit-policy': 'RateLimit-Policy' }
  return special[name] ?? name.replace(/(^|-)(\w)/g, (_, before: string, letter: string) => before + letter.toUpperCase()).replace('Ratelimit', 'RateLimit')
}

/** One field as a Header Object. */
function headerOf (name: string, value: string | readonly string[], isRequired: boolean): Json {
  const text = [value].flat().join(', ')
  const isNumber = (name === 'retry-after' || name.startsWith('ratelimit-')) && /^\d+$/.test(text)
  return {
    ...(meanings[name] === undefined ? {} : { description: meanings[name] }),
    ...(isRequired ? { required: true } : {}),
    schema: { type: isNumber ? 'integer' : 'string' },
    ...(momentary.has(name) ? {} : { example: isNumber ? Number(text) : text })
  }
}

/** The fields of the errors of one status; those that all have are required. */
export function headersOf (errors: ReadonlyArray<Pick<DocumentedError, 'headers' | 'sometimes'>>): Json {
  const names = new Set(errors.flatMap(({ headers, sometimes }) => [...Object.keys(headers), ...Object.keys(sometimes ?? {})]))
  return Object.fromEntries([...names].sort().map(name => {
    const isRequired = errors.every(({ headers, sometimes }) => headers[name] !== undefined && sometimes?.[name] === undefined)
    const [value] = errors.map(({ headers, sometimes }) => headers[name] ?? sometimes?.[name]).filter(one => one !== undefined)
    return [fieldName(name), headerOf(name, value as string | readonly string[], isRequired)]
  }))
}
