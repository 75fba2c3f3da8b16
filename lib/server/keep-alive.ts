import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Settler } from '../answer/place.ts'
import type { ApiError } from '../errors/api-error.ts'
import { isOfBody } from '../errors/of-body.ts'
import { announcesBody } from '../http/request-head.ts'
import { takeBody } from '../server/connection.ts'
import { isDrained } from '../server/drain.ts'
import { edgeOf } from '../server/edge.ts'

/**
 * Whether the connection outlives an error. Fastify closes it after every parser error, because more of the body might
 * come. Here all of it has been read, or the rest will be; where that would be too much the answer says so
 * (RFC 9110 §15.5.14).
 */
function settleConnection (reply: FastifyReply, request: FastifyRequest, error: ApiError): void {
  const { raw } = request
  const isOpen = !raw.complete && announcesBody(raw.headers)
  if (isOpen || raw.httpVersionMajor === 2) takeBody(raw)
  if (raw.httpVersionMajor === 2) for (const name of connectionFields) reply.removeHeader(name)
  else if (isOpen && !isDrained(edgeOf(request.server.server)?.drain, raw)) reply.header('connection', 'close')
  // Removing what is not there would take away Node's own word on it.
  else if (reply.hasHeader('connection') && isOfBody(error) && mayPersist(request, reply)) leaveToNode(reply)
}

/** What a hook may have set with HTTP/1.1 in mind makes a message of HTTP/2 malformed (RFC 9113 §8.2.2). */
const connectionFields = ['connection', 'keep-alive', 'proxy-connection', 'transfer-encoding', 'upgrade', 'http2-settings', 'te']

/**
 * Takes back what Fastify has said of the connection, so that Node says what is true: it alone knows whether this is the
 * last answer. From its response it must not be removed, because then Node says nothing.
 */
function leaveToNode (reply: FastifyReply): void {
  const { raw } = reply
  const { removeHeader } = raw
  raw.removeHeader = () => {}
  reply.removeHeader('connection')
  raw.removeHeader = removeHeader
}

/** RFC 9112 §9.3: where neither the client nor the server, when it is closing, wants the connection to end. */
function mayPersist ({ raw: { httpVersion, headers } }: FastifyRequest, reply: FastifyReply): boolean {
  return httpVersion !== '1.0' && !/\bclose\b/i.test(headers.connection ?? '') && !reply.raw.hasHeader('connection')
}

export const connections: Settler = { before: settleConnection }
