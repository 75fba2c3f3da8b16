import type { IncomingMessage, ServerResponse } from 'node:http'
import { logFault } from '../errors/log.ts'
import { answerResponse } from './ends.ts'
import type { Edge } from './edge.ts'

/**
 * What `genReqId`, `rewriteUrl`, `querystringParser` or a constraint throw: nobody between them and the process would
 * catch it. Mappers that need Fastify's request are not asked, as there is none.
 */
export function answerFault (edge: Edge, thrown: unknown, request: IncomingMessage, response: ServerResponse): void {
  if (!response.headersSent) return answerResponse(edge, thrown, request, response, false)
  logFault(edge, thrown, 'cut')
  response.destroy()
}
