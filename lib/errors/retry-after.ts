/**
 * The seconds that a Retry-After field says, as whole seconds: real clients understand nothing else, and one that
 * comes too early is refused again (RFC 9110 §10.2.3).
 *
 * @param value - seconds, also with a fraction, or an HTTP date
 * @param now - milliseconds since 1970
 * @returns undefined for what is neither
 * @example retryAfterSeconds('1.5', Date.now()) // 2
 */
export function retryAfterSeconds (value: string, now: number): number | undefined {
  const seconds = Math.ceil(value.trim() === '' ? NaN : Number(value))
  if (seconds >= 0 && Number.isSafeInteger(seconds)) return seconds
  const date = /[a-z]/i.test(value) ? Date.parse(value) : NaN
  return Number.isNaN(date) ? undefined : Math.max(0, Math.ceil((date - now) / 1000))
}

/** What an application says of the seconds, as whole ones: it is often worked out from what another server has said. Undefined where that makes no sense: a 429 stays one. */
export function wholeSeconds (given: unknown): number | undefined {
  if (typeof given !== 'number' && typeof given !== 'bigint') return undefined
  const seconds = Math.ceil(Number(given))
  return given >= 0 && Number.isSafeInteger(seconds) ? seconds : undefined
}
