import { createHash, type Hash } from 'node:crypto'
import type { FastifyRequest } from 'fastify'
import type { SpamSettings } from './options.ts'

/**
 * What a CAPTCHA was asked for, as a digest: its answer counts for the same content, at the same URL, from the same user,
 * and for nothing else.
 *
 * @throws TypeError where the content holds something that cannot be compared, such as a stream
 */
export function fingerprintOf (request: FastifyRequest, { user, content }: Pick<SpamSettings, 'user' | 'content'>): string {
  const hash = createHash('sha256')
  write([request.method, request.host, request.routeOptions.url, request.originalUrl, request.headers['content-type']], hash)
  write(user(request), hash)
  write(content(request), hash)
  return hash.digest('base64url')
}

/** The digest of an answer: as secret as the answer is, and no longer than any other. */
export function digestOf (answer: string): string {
  return createHash('sha256').update(answer).digest('base64url')
}

/** Two values that differ are written differently: each with its type, and with its length where its end does not show. */
function write (value: unknown, hash: Hash): void {
  if (typeof value === 'string') hash.update(`s${value.length}:`).update(value, 'utf16le')
  else if (typeof value !== 'object' && typeof value !== 'function' && typeof value !== 'symbol') hash.update(`${typeof value}:${String(value)};`)
  else if (value === null) hash.update('null;')
  else if (Array.isArray(value)) writeAll(value, `[${value.length}:`, hash)
  else if (value instanceof Uint8Array) hash.update(`b${value.length}:`).update(value)
  else if (value instanceof Date) hash.update(`d${value.getTime()};`)
  else if (isPlain(value)) writeAll(Object.entries(value).flat(), `{${Object.keys(value).length}:`, hash)
  else throw new TypeError(`spamCheck cannot compare ${nameOf(value)}: say with its option "content" what was classified`)
}

function writeAll (values: readonly unknown[], start: string, hash: Hash): void {
  hash.update(start)
  for (const value of values) write(value, hash)
}

/** Objects of a class may keep what they hold where nobody sees it: all forms would be the same. */
function isPlain (value: unknown): value is object {
  if (typeof value !== 'object') return false
  const prototype: unknown = Object.getPrototypeOf(value)
  // Of parsers of query strings the prototype is an object of their own without one.
  return prototype === null || Object.getPrototypeOf(prototype) === null
}

function nameOf (value: object | symbol | ((...args: never) => unknown)): string {
  return typeof value === 'object' ? `a value of the class ${String(value.constructor?.name)}` : `a ${typeof value}`
}
