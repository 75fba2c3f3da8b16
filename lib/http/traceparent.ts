const traceparent = /^(?!ff)([\da-f]{2})-(?!0{32})([\da-f]{32})-(?!0{16})[\da-f]{16}-[\da-f]{2}(?:$|-)/

/**
 * The trace id of a `traceparent` field; undefined where there is none, or it is not well-formed.
 *
 * @see W3C Trace Context §3.2: of a later version than 00 what follows is not looked at
 * @example traceIdOf('00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01') // '4bf92f3577b34da6a3ce929d0e0e4736'
 */
export function traceIdOf (field: string | readonly string[] | undefined): string | undefined {
  if (typeof field !== 'string') return undefined
  const [, version, id] = traceparent.exec(field) ?? []
  return version === '00' && field.length > 55 ? undefined : id
}
