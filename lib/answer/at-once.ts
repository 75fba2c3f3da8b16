import type { ServerResponse } from 'node:http'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { contextKey, keyIn, type Route } from '../gates/past-accessors.ts'
import { inBytes } from './head.ts'
import type { Place } from './place.ts'
import type { Rendered } from './render.ts'

/** The method of a response that sends a whole message. */
export const whole = Symbol('fastify-conformant.whole')

/**
 * Sends a message whose status stands on the response.
 *
 * @param lines - the status line and the fields, but for the length
 * @param bytes - the body, with a character for each byte
 * @returns false where nothing has been sent, as somebody else has to see it
 */
type SendWhole = (lines: string, bytes: string) => boolean

type Kept = Record<symbol, Record<string, unknown> | null | undefined>

// Where Fastify keeps the fields of a reply, and its trailers: the public way to see the ones copies all, and that to the others wants a name.
let fieldsKey = Symbol('unknown')
let trailersKey = Symbol('unknown')
// Where Node keeps those of a response, null while it has none.
let outKey = Symbol('unknown')

function lookFor (reply: FastifyReply): void {
  fieldsKey = keyIn(reply, 'fastify.reply.headers') ?? fieldsKey
  trailersKey = keyIn(reply, 'fastify.reply.trailers') ?? trailersKey
  outKey = keyIn(reply.raw ?? {}, 'kOutHeaders') ?? outKey
}

/**
 * True where nobody has put a field on a reply, but for a type, as on nearly every one: then nothing has to be looked for among them.
 *
 * @returns false where this Fastify does not show them
 */
export function isBlank (reply: FastifyReply): boolean {
  const kept = reply as unknown as Kept
  if (kept[fieldsKey] === undefined) lookFor(reply)
  const fields = kept[fieldsKey]
  if (fields === undefined || ((reply.raw as unknown as Kept)[outKey] !== null && reply.raw.getHeaderNames().length > 0)) return false
  // The type of what was to be sent is the one field that Fastify puts there by itself, and that every error replaces.
  for (const name in fields) if (name !== 'content-type') return false
  return true
}

/** Takes a field off a reply, and not off its response, as `reply.removeHeader()` does: Node would say nothing of its own then. */
export function takeOff (name: string, reply: FastifyReply): void {
  const kept = reply as unknown as Kept
  if (kept[fieldsKey] === undefined) lookFor(reply)
  const { [name]: _, ...others } = kept[fieldsKey] ?? {}
  kept[fieldsKey] = others
}

/**
 * Puts fields on a reply that is blank, as `reply.headers()` does one by one.
 *
 * @returns false where nothing has been done: somebody may be told of each, or put more behind one
 */
export function putOnBlank (fields: Rendered['headers'], reply: FastifyReply): boolean {
  if ('set-cookie' in fields || Object.hasOwn(reply, 'header') || Object.hasOwn(reply, 'headers')) return false
  const own = (reply as unknown as Kept)[fieldsKey] as Record<string, unknown>
  // One by one into what Fastify has made, the type first, as it does: to the engine errors have the fields of all other answers then, and a copy
  // of any fields would be of a class of its own.
  own['content-type'] = fields['content-type']
  for (const name in fields) if (name !== 'content-type') own[name] = fields[name]
  return true
}

/**
 * Sends an error whose fields are on the reply, as `reply.send()` does where nobody looks at what is sent. What Fastify asks of a body of
 * any kind, and Node of fields that it does not know, takes as long as all the rest of an error.
 *
 * @param fields - those of the error
 * @returns false where nothing has been sent, as somebody stands between the reply and its response
 */
export function sendAtOnce ({ headers, lines, body, bytes }: Rendered, fields: Rendered['headers'], { hasOnSend }: Place, request: FastifyRequest, reply: FastifyReply): boolean {
  const raw = reply.raw as ServerResponse & { [whole]?: SendWhole }
  const kept = reply as unknown as Kept
  const all = kept[fieldsKey]
  if (all == null || kept[trailersKey] !== null || raw.headersSent || reply.sent || request.raw.httpVersionMajor !== 1 || Object.hasOwn(reply, 'send')) return false
  // No hook sees what is sent, but for one of this plugin, which lets errors pass.
  const onSend = (request as unknown as Record<symbol, Route | undefined>)[contextKey]?.onSend
  if (onSend !== null && (!hasOnSend || onSend?.length !== 1)) return false
  const text = bytes ?? inBytes(body)
  // Who is told that the answer has left may ask the reply.
  all['content-length'] = String(text.length)
  if (lines !== undefined && fields === headers && raw[whole]?.(lines, text) === true) return true
  raw.writeHead(raw.statusCode, all as Record<string, string>)
  raw.end(body)
  return true
}
