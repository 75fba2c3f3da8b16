import { badGateway, gatewayTimeout } from '../constructors.ts'
import type { Mapper } from '../normalize.ts'
import { marksOf, type Marks } from './marks.ts'

/**
 * Errors of requests to other servers (undici, fetch, axios, SDKs): a timeout is a 504, anything else a 502.
 * They may carry the other server's status, which says nothing about our client.
 */
export const upstreamErrors: Mapper = (thrown) => {
  const marks = marksOf(thrown)
  if (marks === undefined || !isUpstream(marks)) return undefined
  const code = String(marksOf(marks.cause)?.code ?? marks.code)
  return timeouts.has(code) ? gatewayTimeout({ cause: thrown }) : badGateway({ cause: thrown })
}

const timeouts = new Set([
  'UND_ERR_CONNECT_TIMEOUT', 'UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT', 'ETIMEDOUT', 'ECONNABORTED'
])

// What clients of other servers (got, ky, superagent, octokit, the SDKs of AWS, Elastic, OpenAI) hang onto their errors.
const answered = ['response', 'request', 'meta', '$metadata']

function isUpstream (marks: Marks): boolean {
  // Thrown as an answer, not for one.
  if (marks instanceof Response) return false
  if (marks.headers instanceof Headers || answered.some(mark => typeof marks[mark] === 'object' && marks[mark] !== null)) return true
  if (marks.isAxiosError === true || marks.name === 'GaxiosError' || marks.name === 'HTTPParserError') return true
  if (typeof marks.code === 'string' && marks.code.startsWith('UND_ERR_')) return true
  // Before the answer, and in the middle of it.
  return marks.name === 'TypeError' && (marks.message === 'fetch failed' || marks.message === 'terminated')
}
