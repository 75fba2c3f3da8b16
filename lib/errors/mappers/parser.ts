import { METHODS } from 'node:http'
import { ApiError } from '../api-error.ts'
import { kinds, type Kind } from '../catalog.ts'
import type { Marks } from './marks.ts'

/** Where the message that the parser refused begins, as far as it is in the packet that it refused. */
export interface RefusedMessage {
  readonly method: string
  /** Without the query. */
  readonly path: string
  readonly version: string
}

// RFC 9112 §3, with any token for the method and any protocol version: what is refused is not of ours.
const requestLine = /^(?:\r?\n)*([\w!#$%&'*+.^`|~-]+) (?=\S)([^\s?]*)(?:\?\S*)? (HTTP\/\d+\.\d+)\r?\n/

/** The request line of the message that was refused, where it is whole. */
export function refusedMessage (thrown: unknown): RefusedMessage | undefined {
  const { text } = packetOf(thrown)
  const [, method, path, version] = requestLine.exec(text) ?? []
  return version === undefined ? undefined : { method, path, version } as RefusedMessage
}

/** The last packet, from the head of the refused message on, and how much of that the parser took. */
function packetOf (thrown: unknown): { text: string, parsed: number } {
  const { rawPacket, bytesParsed } = Object(thrown) as { rawPacket?: unknown, bytesParsed?: unknown }
  if (!Buffer.isBuffer(rawPacket)) return { text: '', parsed: 0 }
  const taken = Number(bytesParsed)
  // Of a pipeline only what stands behind the last empty line.
  const end = taken < 4 ? -1 : rawPacket.lastIndexOf('\r\n\r\n', taken - 4)
  const start = end === -1 ? 0 : end + 4
  return { text: rawPacket.toString('latin1', start), parsed: taken - start }
}

/** One of each kind: they are all that is said of a message that could not be read. */
const errors = Object.fromEntries(kinds.map(kind => [kind, new ApiError(kind)])) as Record<Kind, ApiError>

/**
 * What Node's HTTP parser refuses, and requests that take too long. What went wrong with the connection itself
 * (reset, TLS) has no answer.
 *
 * @param isAsFastify - true: with no other status than Fastify has for it
 * @returns `cause`: for the log, without the packet, which may hold credentials and more than a log should
 */
export function parserError (thrown: unknown, isAsFastify = false): { readonly error: ApiError, readonly cause: unknown } | undefined {
  const { code, reason, bytesParsed } = Object(thrown) as Marks
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return { error: errors.request_timeout, cause: thrown }
  if (typeof code !== 'string' || !code.startsWith('HPE_')) return undefined
  return { error: isAsFastify ? asFastify(code, thrown) : errors[kindOfCode(code, thrown)], cause: { code, reason, bytesParsed } }
}

/** Fastify knows 431 and 400 alone. */
function asFastify (code: string, thrown: unknown): ApiError {
  if (code === 'HPE_HEADER_OVERFLOW') return errors.header_fields_too_large
  const error = errors[kindOfCode(code, thrown)]
  return error.status === 400 ? error : errors.bad_request
}

function kindOfCode (code: string, thrown: unknown): Kind {
  switch (code) {
    case 'HPE_HEADER_OVERFLOW': return isInRequestLine(thrown) ? 'uri_too_long' : 'header_fields_too_large'
    case 'HPE_CHUNK_EXTENSIONS_OVERFLOW': return 'payload_too_large'
    // RFC 9110 §9.1: a method that nobody knows is no reason to doubt the message.
    case 'HPE_INVALID_METHOD': return isOfHttp1(thrown) ? 'not_implemented' : 'bad_request'
    // One that the parser knows from another protocol, such as RTSP's SETUP.
    case 'HPE_INVALID_CONSTANT': return isOfHttp1(thrown) && !isKnown(thrown) ? 'not_implemented' : 'bad_request'
    case 'HPE_INVALID_VERSION': return isOtherVersion(thrown) ? 'http_version_not_supported' : isPreface(thrown) ? 'not_implemented' : 'bad_request'
    // The preface of HTTP/2 (RFC 9113 §3.4)
    case 'HPE_PAUSED_H2_UPGRADE': return 'http_version_not_supported'
    case 'HPE_INVALID_URL': return 'invalid_url'
    default: return 'bad_request'
  }
}

function isOfHttp1 (thrown: unknown): boolean {
  return refusedMessage(thrown)?.version.startsWith('HTTP/1.') === true
}

/** RFC 9113 §3.4: PRI is of HTTP/2's preface alone, and the parser expects the rest of it. */
function isPreface (thrown: unknown): boolean {
  return refusedMessage(thrown)?.method === 'PRI'
}

function isKnown (thrown: unknown): boolean {
  return METHODS.includes(refusedMessage(thrown)?.method as string)
}

/** The parser also calls a known version invalid, where its line ends in a bare line feed. */
function isOtherVersion (thrown: unknown): boolean {
  const { version } = refusedMessage(thrown) ?? {}
  return version !== undefined && version !== 'HTTP/1.0' && version !== 'HTTP/1.1'
}

/** RFC 9112 §3: a target that is too long is a 414. Here no line has ended yet. */
function isInRequestLine (thrown: unknown): boolean {
  const { text, parsed } = packetOf(thrown)
  return /^(?:\r?\n)*[A-Z-]+ \S*$/.test(text.slice(0, parsed))
}
