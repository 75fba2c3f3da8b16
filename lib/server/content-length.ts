import type { ServerResponse } from 'node:http'
import { logFault } from '../errors/log.ts'
import type { Edge } from './edge.ts'
import { answerFault } from './fault.ts'

type Write = (this: ServerResponse, ...given: unknown[]) => unknown

/** RFC 9110 §8.6: elsewhere it says what would have been sent. */
export function hasLength (response: ServerResponse): boolean {
  return response.hasHeader('content-length') && response.req.method !== 'HEAD' && response.statusCode !== 304
}

/**
 * Counts the bytes of an answer that has said how long it is: what is shorter must look incomplete (RFC 9112 §8, RFC 9113 §8.1.1),
 * and what is longer would be taken for the next answer.
 */
export function countBytes (edge: Edge, response: ServerResponse): void {
  const { write, end } = response as unknown as Record<'write' | 'end', Write>
  const length = Number(response.getHeader('content-length'))
  let left = length
  const take = (chunk: unknown, encoding: unknown): void => {
    if (typeof chunk === 'string') left -= Buffer.byteLength(chunk, typeof encoding === 'string' ? encoding as BufferEncoding : 'utf8')
    else if (chunk instanceof Uint8Array) left -= chunk.byteLength
  }
  const refuse = (): void => {
    Object.assign(response, { write, end })
    const fault = new Error(`an answer has ${left < 0 ? 'more' : 'fewer'} bytes than its Content-Length of ${length}`)
    if (!response.headersSent) return answerFault(edge, fault, response.req, response)
    logFault(edge, fault, 'cut')
    response.destroy()
  }
  const isHttp2 = response.req.httpVersionMajor === 2
  Object.assign(response, {
    write (...given: unknown[]) {
      take(given[0], given[1])
      if (left >= 0) return write.apply(response, given)
      refuse()
      return false
    },
    end (...given: unknown[]) {
      // The compatibility layer of HTTP/2 writes what is left through `write`.
      const rest = left
      take(given[0], given[1])
      if (left !== 0) {
        refuse()
        return response
      }
      if (isHttp2) left = rest
      return end.apply(response, given)
    }
  })
}
