import type { ServerResponse } from 'node:http'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { routeOf } from '../gates/past-accessors.ts'
import { inBytes } from './head.ts'
import type { Place } from './place.ts'
import type { Rendered } from './render.ts'
import { fieldsOn } from './reply-fields.ts'

/** The method of a response that sends a whole message. */
export const whole = Symbol('fastify-conformant.whole')

/**
 * Sends a message whose status stands on the response.
 *
 * @param lines - the status line and the fields, but for the length
 * @param bytes - the body, with a character for each byte
 * @returns false where nothing has been sent, as somebody else has to see it
 */
export type SendWhole = (lines: string, bytes: string) => boolean

/**
 * Sends an error whose fields are on the reply, as `reply.send()` does where nobody looks at what is sent. What Fastify asks of a body of
 * any kind, and Node of fields that it does not know, takes as long as all the rest of an error.
 *
 * @param fields - those of the error
 * @returns false where nothing has been sent, as somebody stands between the reply and its response
 */
export function sendAtOnce ({ headers, lines, body, bytes }: Rendered, fields: Rendered['headers'], place: Place, request: FastifyRequest, reply: FastifyReply): boolean {
  const raw = reply.raw as ServerResponse & { [whole]?: SendWhole }
  const all = fieldsOn(reply)
  if (all === undefined || raw.headersSent || request.raw.httpVersionMajor !== 1 || Object.hasOwn(reply, 'send') || !isUnwatched(place, request) || hasTrailers(reply)) return false
  const text = bytes ?? inBytes(body)
  // Who is told that the answer has left may ask the reply.
  all['content-length'] = String(text.length)
  if (lines !== undefined && fields === headers && raw[whole]?.(lines, text) === true) return true
  raw.writeHead(raw.statusCode, all as Record<string, string>)
  raw.end(body)
  return true
}

/** True where no hook sees what is sent, but for one of this plugin, which lets errors pass. */
function isUnwatched ({ hasOnSend }: Place, request: FastifyRequest): boolean {
  const { onSend } = routeOf(request)
  return onSend === null || (hasOnSend && onSend?.length === 1)
}

let key: symbol | undefined

/** `Symbol(fastify.reply.trailers)`: null where there are none. Asked publicly, `hasTrailer()` wants a name. */
function hasTrailers (reply: FastifyReply): boolean {
  const holder = reply as unknown as Record<symbol, object | null | undefined>
  if (key === undefined) key = Object.getOwnPropertySymbols(reply).find(({ description }) => description === 'fastify.reply.trailers')
  return key === undefined || holder[key] !== null
}
