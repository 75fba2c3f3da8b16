import type { IncomingMessage, ServerResponse } from 'node:http'
import { constants, type Http2ServerRequest } from 'node:http2'
import { requestTimeout } from '../errors/constructors.ts'
import { answerResponse } from './ends.ts'
import { breakOff } from './break-off.ts'
import type { Edge } from './edge.ts'

const tooSlow = requestTimeout()

/** Node's `requestTimeout` knows nothing of HTTP/2: a body that is not whole by then is a 408 there too. */
export function limitBody (edge: Edge, request: IncomingMessage, response: ServerResponse): void {
  const { stream } = request as unknown as Http2ServerRequest
  if (stream.endAfterHeaders) return
  const timer = setTimeout(() => {
    // It may all be there, and nobody has read it yet.
    if (request.complete || stream.state.remoteClose === 1) return
    if (response.headersSent) stream.close(constants.NGHTTP2_CANCEL)
    else answerResponse(edge, tooSlow, request, response, false)
    breakOff(request)
  }, edge.requestTimeout).unref()
  const stop = (): void => clearTimeout(timer)
  request.once('end', stop).once('close', stop)
}
