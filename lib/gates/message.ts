import { ApiError } from '../errors/api-error.ts'
import { badRequest, notImplemented } from '../errors/constructors.ts'
import type { RequestHead } from '../http/request-head.ts'

/** The head of an HTTP/1 message, as Node's IncomingMessage has it. */
export interface MessageHead extends RequestHead {
  readonly httpVersionMajor: number
  readonly httpVersionMinor: number
  /** Names and values in turn, as they came. */
  readonly rawHeaders: readonly string[]
}

const versionUnknown = new ApiError('http_version_not_supported')
const hostMissing = badRequest('The Host header is missing.')
const hostTwice = badRequest('There is more than one Host header.')
const hostInvalid = badRequest('The Host header is not valid.')
const codingUnknown = notImplemented('The transfer coding is not supported.')
const codingNotChunked = badRequest()
const codingTooEarly = badRequest('HTTP/1.0 has no Transfer-Encoding.')

// RFC 9110 §7.2, RFC 3986 §3.2.2: a name or an address, and a port. Empty where the target has no authority.
const hostPattern = /^(?:\[[0-9a-f:.]+\]|(?:[\w!$&'()*+,;=.~-]|%[0-9a-f]{2})*)(?::\d*)?$/i

// Clients of a server name it the same way, again and again.
let lastValidHost = ''

/**
 * What makes a message of HTTP/1 one that must not be answered as if it were sound: its version, its Host
 * (RFC 9112 §3.2) and a transfer coding that nobody decodes (§6.1). What the parser refuses does not come so far.
 *
 * @param needsHost - false where the application takes requests without
 */
export function messageRefusal (head: MessageHead, needsHost = true): ApiError | undefined {
  const { headers: { host, 'transfer-encoding': coding }, httpVersionMajor, httpVersionMinor, rawHeaders } = head
  if (httpVersionMajor !== 1) return versionUnknown
  const refusal = coding === undefined ? undefined : codingRefusal(coding, httpVersionMinor)
  if (refusal !== undefined) return refusal
  if (host === undefined) return httpVersionMinor === 0 || !needsHost ? undefined : hostMissing
  // Node keeps the first of several.
  let hosts = 0
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index] as string
    if (name.length === 4 && name.toLowerCase() === 'host') hosts++
  }
  if (hosts > 1) return hostTwice
  if (host === lastValidHost) return undefined
  if (!hostPattern.test(host)) return hostInvalid
  lastValidHost = host
  return undefined
}

function codingRefusal (coding: string, httpVersionMinor: number): ApiError | undefined {
  if (httpVersionMinor === 0) return codingTooEarly
  const codings = coding.toLowerCase().split(',').map(name => name.trim())
  // RFC 9112 §6.3: nobody can tell where such a body ends.
  if (codings.at(-1) !== 'chunked') return codingNotChunked
  return codings.length > 1 ? codingUnknown : undefined
}
