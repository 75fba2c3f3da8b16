import { phraseOf } from '../../lib/errors/catalog.ts'
import type { Answer } from './raw.ts'

type Headers = Answer['headers']

/** What asks that nobody keeps the answer. */
export const noStore = { 'cache-control': 'no-store' }

/** What goes out where Fastify closes after a body that it did not read to its end. */
export const closing = { connection: 'close' }

/** An answer with a JSON body. */
export function json (status: number, body: unknown, headers: Headers = {}, type = 'application/json'): Answer {
  const text = JSON.stringify(body)
  return { status, headers: { 'content-type': type, 'content-length': String(Buffer.byteLength(text)), ...headers }, body: text }
}

/** An answer that is not an error, as Fastify writes it. */
export function success (status: number, body: unknown, headers: Headers = {}): Answer {
  return json(status, body, headers, 'application/json; charset=utf-8')
}

/** The answer of the default dialect: RFC 9457. */
export function problem (status: number, detail?: string, headers: Headers = {}, more: object = {}): Answer {
  const title = phraseOf(status)
  return json(status, { type: 'about:blank', title, status, ...(detail === undefined ? {} : { detail }), ...more }, headers, 'application/problem+json')
}

/** The answer to everything that is the server's fault. */
export const internalError = problem(500)
