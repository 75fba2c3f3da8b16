import type { Socket } from 'node:net'
import { requestTimeout, serviceUnavailable } from '../errors/constructors.ts'
import { answerResponse, answerSocket } from './ends.ts'
import { breakOffBehind } from './break-off.ts'
import { currentOf, isIdle, refuseOnce } from './connection.ts'
import type { Edge } from './edge.ts'

const tooSlow = requestTimeout()
const noAnswer = serviceUnavailable()

/**
 * For `timeout`: a connection on which nothing has moved for `connectionTimeout`, or that was kept alive for long enough.
 * Between two requests it is just closed; a client that waits for an answer, or whose request is not whole, gets one.
 */
export function onTimeout (edge: Edge): (socket: Socket) => void {
  return (socket) => {
    const response = currentOf(socket)
    if (!socket.writable || (response === undefined && (socket.bytesRead === 0 || isIdle(socket)))) {
      socket.destroy()
      return
    }
    if (response === undefined) {
      if (refuseOnce(socket)) answerSocket(edge, tooSlow, socket)
      return
    }
    const { req } = response
    // Somebody has set a timeout of their own for this exchange.
    if (req.listenerCount('timeout') > 0 || response.listenerCount('timeout') > 0) return
    // What waits behind another answer cannot be answered.
    if (response.headersSent || response.socket === null) socket.destroy()
    else {
      answerResponse(edge, req.complete ? noAnswer : tooSlow, req, response, true)
      breakOffBehind(response, edge.drain?.seconds)
    }
  }
}
