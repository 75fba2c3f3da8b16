import type { IncomingMessage, ServerResponse } from 'node:http'
import { logFault } from '../errors/log.ts'
import { answerResponse } from './ends.ts'
import { currentOf } from './connection.ts'
import type { Edge } from './edge.ts'

/**
 * What `genReqId`, `rewriteUrl`, `querystringParser` or a constraint throw: nobody between them and the process would
 * catch it. Mappers that need Fastify's request are not asked, as there is none.
 */
export function answerFault (edge: Edge, thrown: unknown, request: IncomingMessage, response: ServerResponse): void {
  if (!response.headersSent) return answerResponse(edge, thrown, request, response, false)
  logFault(edge.log, thrown, 'an answer that had begun was cut')
  response.destroy()
}

/** RFC 9112 §9.6: behind an answer that says close nothing comes, and behind this one others may be due. */
function sayLast (response: ServerResponse): void {
  if (currentOf(response.req.socket) === response) response.setHeader('connection', 'close')
  else response.removeHeader('connection')
}

/**
 * A `writeHead` with which a head that cannot be sent is a fault like any other. Fastify writes it behind the last hook,
 * and where that has let it wait, nobody would catch what Node throws at a field or a reason phrase.
 *
 * @param own - the response's, where somebody has given it one before
 */
export function guardedWriteHead (edge: Edge, own?: ServerResponse['writeHead']): ServerResponse['writeHead'] {
  return function (this: ServerResponse, status: number, ...rest: never[]) {
    const writeHead = own ?? (Object.getPrototypeOf(this) as ServerResponse).writeHead
    try {
      if (edge.isClosing && this.req.httpVersionMajor === 1) sayLast(this)
      return writeHead.call(this, status, ...rest)
    } catch (thrown) {
      if (this.headersSent) throw thrown
      this.writeHead = writeHead
      answerFault(edge, thrown, this.req, this)
      return this
    }
  }
}
