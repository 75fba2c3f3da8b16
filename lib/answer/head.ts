import { STATUS_CODES, validateHeaderName, validateHeaderValue } from 'node:http'
import type { Dialect } from '../dialects/dialect.ts'
import type { SentFields } from '../errors/headers.ts'

/** What answers begin with: their fields, and these behind the status line as HTTP/1.1 sends them, but for what is of one message. */
export interface Head {
  readonly headers: SentFields
  readonly reason: string | undefined
  readonly lines: string | undefined
}

/**
 * @param reason - the phrase of the dialect
 * @returns undefined where Node would refuse to send it, and where it is written otherwise than in ASCII
 */
export function linesOf (status: number, reason: string | undefined, headers: SentFields): string | undefined {
  let lines = `HTTP/1.1 ${status} ${reason ?? STATUS_CODES[status] ?? 'unknown'}\r\n`
  try {
    if (reason !== undefined) validateHeaderValue('reason', reason)
    for (const name in headers) {
      validateHeaderName(name)
      for (const value of [headers[name]].flat() as string[]) {
        validateHeaderValue(name, value)
        lines += `${name}: ${value}\r\n`
      }
    }
  } catch {
    return undefined
  }
  return inBytes(lines) === lines ? lines : undefined
}

/** A text in UTF-8, with a character for each byte: as such it is written together with a head. */
export function inBytes (text: string): string {
  return Buffer.byteLength(text) === text.length ? text : Buffer.from(text).toString('latin1')
}

/** By dialect, and by status: negative where nobody may keep it. */
const plain = new WeakMap<Dialect, Map<number, Head>>()

/**
 * The head of an error that says no more than its status and its type, as most do: it is made once.
 *
 * @param cacheControl - undefined, or `no-store`
 */
export function plainHead (dialect: Dialect, status: number, cacheControl: string | undefined): Head {
  let known = plain.get(dialect)
  if (known === undefined) plain.set(dialect, known = new Map())
  const key = cacheControl === undefined ? status : -status
  const { mediaType } = dialect
  const reason = dialect.reasons?.[status]
  const before = known.get(key)
  // What is no dialect of defineDialect() may change.
  if (before?.headers['content-type'] === mediaType && before.reason === reason) return before
  // A frozen one takes longer to copy.
  const headers = { 'content-type': mediaType, ...(cacheControl === undefined ? undefined : { 'cache-control': cacheControl }) }
  const head = { headers, reason, lines: linesOf(status, reason, headers) }
  known.set(key, head)
  return head
}
