import { badGateway, gatewayTimeout } from '../constructors.ts'
import type { Mapper } from '../normalize.ts'
import { isOfWreck } from './boom.ts'
import { marksOf, type Marks } from './marks.ts'

/** Errors of requests and connections to other servers: a timeout is a 504, anything else a 502. Their own status says nothing about our client. */
export const upstreamErrors: Mapper = (thrown) => {
  const chain = causesOf(thrown)
  const at = chain.findIndex(isUpstream)
  if (at === -1 || chain.slice(0, at).some(saysStatus)) return undefined
  const found = chain.slice(at)
  if (found.some(isTimeout)) return gatewayTimeout({ cause: thrown })
  // The application did, most likely because its client has gone.
  return found.some(isGivenUp) ? undefined : badGateway({ cause: thrown })
}

/** What was thrown, and what it came of; an error may contain itself. */
function causesOf (thrown: unknown): Marks[] {
  const chain: Marks[] = []
  for (let marks = marksOf(thrown); marks !== undefined && chain.length < 5; marks = marksOf(causeOf(marks))) chain.push(marks)
  return chain
}

// Of @fastify/oauth2; axios has the reason in its signal.
function causeOf ({ cause, innerError, config }: Marks): unknown {
  return cause ?? innerError ?? marksOf(marksOf(config)?.signal)?.reason
}

/** An application's own, of which the upstream is but the cause; reply-from has a 500 for everything. */
function saysStatus ({ status, statusCode, code }: Marks): boolean {
  return typeof (statusCode ?? status) === 'number' && !(statusCode === 500 && /^(?:FST_REPLY_FROM_|ECONNRESET$)/.test(String(code)))
}

const timeouts = new Set<unknown>([
  'UND_ERR_CONNECT_TIMEOUT', 'UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT', 'ETIMEDOUT', 'ECONNABORTED'
])

// AbortSignal.timeout(), got and ky; Wreck
function isTimeout (marks: Marks): boolean {
  const { name, code, type, isBoom, output } = marks
  return timeouts.has(code) || name === 'TimeoutError' || isOfNodeFetch(marks) || type === 'request-timeout' || type === 'body-timeout' || (isBoom === true && [408, 504].includes(marksOf(output)?.statusCode as number))
}

/** Which does not say why a signal was given: a timeout, most likely, and if the client has gone nobody reads the answer. */
function isOfNodeFetch ({ name, type }: Marks): boolean {
  return name === 'AbortError' && type === 'aborted'
}

function isGivenUp ({ name, code }: Marks): boolean {
  return name === 'AbortError' || code === 'ERR_CANCELED'
}

// What clients of other servers (got, ky, superagent, octokit, the SDKs of AWS, Elastic, OpenAI) hang onto their errors.
const answered = ['response', 'request', 'meta', '$metadata']

const names = new Set<unknown>(['GaxiosError', 'HTTPParserError', 'FetchError'])

function isUpstream (marks: Marks): boolean {
  // Thrown as an answer, not for one.
  if (marks instanceof Response) return false
  if (marks.headers instanceof Headers || answered.some(mark => typeof marks[mark] === 'object' && marks[mark] !== null)) return true
  if (marks.isAxiosError === true || isOfNodeFetch(marks) || names.has(marks.name) || isOfWreck(marks) || isOfConnection(marks)) return true
  if (typeof marks.code === 'string' && marks.code.startsWith('UND_ERR_')) return true
  // Wreck's, of an answer that stops; boomErrors are asked before.
  if (marks.isBoom === true && marks.message === 'Request Time-out') return true
  // DOMException.TIMEOUT_ERR, of AbortSignal.timeout()
  if (marks.name === 'TimeoutError' && marks.code === 23) return true
  // Before the answer, and in the middle of it.
  return marks.name === 'TypeError' && (marks.message === 'fetch failed' || marks.message === 'terminated')
}

/** An answer that cannot be read, a certificate that is not trusted. */
const unreadable = /^(?:HPE|CERT|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_GET|UNABLE_TO_VERIFY|ERR_TLS_CERT|ERR_SSL)_|^EPROTO$/

const lost = new Set(['ECONNRESET', 'EPIPE', 'ETIMEDOUT'])

/** Of a connection made from here: what a client breaks off has been seen before. */
function isOfConnection ({ code, syscall, message, errors }: Marks): boolean {
  if (typeof code !== 'string') return false
  if (syscall === 'connect' || syscall === 'getaddrinfo' || unreadable.test(code)) return true
  // Of a name with several addresses.
  if (Array.isArray(errors)) return marksOf(errors[0])?.syscall === 'connect'
  return lost.has(code) && (syscall === 'read' || syscall === 'write' || /^(?:aborted|socket hang up|Client network socket)/.test(String(message)))
}
