import type { FastifyInstance, FastifyReply } from 'fastify'
import { fillEmpty } from '../answer/reply.ts'
import { isThrown } from '../server/index.ts'
import { placeOf } from './enter.ts'
import type { Settings } from './options.ts'

const send = Symbol('fastify-conformant.send')

interface Followed extends FastifyReply { [send]?: FastifyReply['send'] }

/**
 * Gives errors that the application sends without a body that of the dialect. Nobody chooses the status of a 200: a reply is followed
 * from where one chooses that of an error, and what is sent is looked at behind all hooks, which see that nothing is.
 */
export function armEmptyErrors (instance: FastifyInstance): void {
  instance.decorateReply('code', code)
  instance.decorateReply('status', code)
}

/** In place of Fastify's own, which all ways to choose a status go through. */
function code (this: Followed, status: number): FastifyReply {
  if (status >= 400 && this[send] === undefined) {
    this[send] = this.send
    this.send = sendFollowed
  }
  let above = Object.getPrototypeOf(this) as FastifyReply
  while (above.code === code) above = Object.getPrototypeOf(above)
  return above.code.call(this, status)
}

function sendFollowed (this: Followed, payload?: unknown): FastifyReply {
  const isFilled = isEmpty(payload) && !isThrown(this) && !isKept(placeOf(this.request).settings)
  // What a hook empties later was there, and is the hook's.
  if (isFilled) fillAtHead(this)
  // Fastify writes null as JSON, and gives an empty text a type; @fastify/etag tags it, and @fastify/compress may compress it.
  return (this[send] as FastifyReply['send']).call(this, isFilled ? undefined : payload)
}

function isEmpty (payload: unknown): boolean {
  return payload === undefined || payload === null || payload === '' || (ArrayBuffer.isView(payload) && payload.byteLength === 0)
}

/** Behind all hooks: Fastify writes the head then, and streams, which hooks may have put there, do not name its fields. */
function fillAtHead (reply: FastifyReply): void {
  const { raw, request } = reply
  const { writeHead, end } = raw
  raw.writeHead = function (status: number, ...rest: unknown[]) {
    raw.writeHead = writeHead
    // Whoever has taken the response from Fastify writes it himself.
    if (status < 400 || reply.sent || !hasNoContent(rest[0])) return writeHead.call(raw, status, ...rest as never[])
    const body = fillEmpty(placeOf(request), request, reply)
    reply.header('content-length', String(Buffer.byteLength(body)))
    raw.end = () => {
      raw.end = end
      return request.method === 'HEAD' ? raw.end() : raw.end(body)
    }
    return writeHead.call(raw, raw.statusCode, rest[0] as never)
  } as typeof writeHead
}

function isKept ({ emptyErrors, enforce }: Settings): boolean {
  return emptyErrors === undefined ? enforce === 'report' : emptyErrors === 'keep'
}

/** With trailers, or where an answer to HEAD says what GET would send, there is some. */
function hasNoContent (fields: unknown): boolean {
  if (fields === undefined) return false
  const { 'content-length': length = 0, trailer } = fields as Record<string, unknown>
  return Number(length) === 0 && trailer === undefined
}
