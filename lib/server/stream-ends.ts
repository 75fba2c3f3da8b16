import type { IncomingMessage } from 'node:http'
import { constants, type Http2ServerRequest, type Http2ServerResponse } from 'node:http2'
import { breakOff, followPipes } from './break-off.ts'
import { isTaken } from './connection.ts'
import { endRead, isBeingRead } from './drain.ts'

/** Sees to both ends of an exchange over HTTP/2, where Node leaves the one that is still open as it is. */
export function followStream (request: Http2ServerRequest, response: Http2ServerResponse): void {
  response.destroy = cut
  if (request.stream.endAfterHeaders) return
  followPipes(request as unknown as IncomingMessage)
  endWithStream(request)
  closeBehind(request)
}

/** The compatibility layer ends a body that was broken off as if it were whole. */
function endWithStream (request: Http2ServerRequest): void {
  const { stream } = request
  const over = (): void => {
    if (!request.readableEnded) breakOff(request as unknown as IncomingMessage)
  }
  // Before the listeners of the layer, which end the request.
  stream.prependListener('aborted', over)
  stream.prependListener('end', () => {
    if (stream.destroyed) over()
  })
  stream.prependListener('close', () => {
    if (!stream.readableEnded) over()
  })
}

/**
 * Tells the client to stop sending (RFC 9113 §8.1) behind an answer that came before the end of its request's body,
 * unless the application answers first and reads on. Node does so only where nobody has begun to read.
 */
function closeBehind (request: Http2ServerRequest): void {
  const { stream } = request
  const message = request as unknown as IncomingMessage
  const close = (): void => {
    if (stream.closed || request.readableEnded || (isBeingRead(message) && !isTaken(message))) return
    endRead(message)
    stream.close()
  }
  // All of the answer has been handed over; behind the listener of the layer its end has too.
  stream.on('wantTrailers', () => setImmediate(close))
  stream.on('finish', () => {
    // Newer versions of Node finish before they have written the head.
    if (bodyless.has(Number(stream.sentHeaders?.[':status'])) || stream.sentHeaders?.['content-length'] === '0') setImmediate(close)
  })
}

const bodyless: ReadonlySet<number> = new Set([204, 205, 304])

/** RFC 9113 §8.1: END_STREAM would say that the answer is whole. */
function cut (this: Http2ServerResponse, error?: Error): Http2ServerResponse {
  const { stream } = this
  if (stream.headersSent && !this.writableEnded && !stream.closed) stream.close(constants.NGHTTP2_INTERNAL_ERROR)
  return Object.getPrototypeOf(this).destroy.call(this, error)
}
