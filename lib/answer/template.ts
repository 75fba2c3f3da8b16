import { randomUUID } from 'node:crypto'
import type { FastifyRequest } from 'fastify'
import { writerOf } from '../dialects/body-text.ts'
import type { ApiError } from '../errors/api-error.ts'
import type { Told } from '../errors/log.ts'
import { pathOfUrl } from '../http/request-head.ts'
import { requestContext, watched, type Reads } from './context.ts'
import { inBytes } from './head.ts'
import type { AnswerSettings } from './options.ts'
import { render, type Rendered } from './render.ts'

/** An answer in which the method and the path of a request have their places, as that to unknown URLs, which have no end. */
export interface Template {
  readonly rendered: Rendered
  /** Its body, cut where a method or a path stands. */
  readonly parts: readonly string[]
}

// Nobody can have sent them.
const marks = { method: `METHOD-${randomUUID()}`, path: `PATH-${randomUUID()}` }
const places = new RegExp(`(${marks.method}|${marks.path})`)

/**
 * @returns undefined where it could come out different: of a dialect of the application, and where more of a request stands in it than its
 *   line, or the line elsewhere than in the body
 */
export function templateOf (error: ApiError, settings: AnswerSettings, request: FastifyRequest, told: Told): Template | undefined {
  const { dialect } = settings
  if (writerOf(dialect) === undefined || settings.messages !== undefined) return undefined
  const reads: Reads = { line: false, own: false }
  const rendered = render(error, dialect, watched({ ...requestContext(request, settings), ...marks }, reads), told)
  const { body, headers, isSound } = rendered
  if (!isSound || reads.own || inBytes(body) !== body || places.test(JSON.stringify(headers))) return undefined
  return { rendered, parts: body.split(places) }
}

// What stands in JSON as it is.
const plain = /^[ !#-[\]-~]*$/

/**
 * Fills in the line of a request.
 *
 * @param url - with its query
 * @returns undefined where it has characters that are written otherwise, or more than are repeated
 */
export function filled ({ rendered, parts }: Template, method: string, url: string, settings: AnswerSettings): Rendered | undefined {
  const path = pathOfUrl(url)
  // A method may be any word in HTTP/2; nearly all are this one.
  if (path.length > settings.echo || !plain.test(path) || (method !== 'GET' && !plain.test(method))) return undefined
  let body = ''
  for (const part of parts) body += part === marks.path ? path : part === marks.method ? method : part
  const { status, reason, headers, lines, omitted } = rendered
  return { status, reason, headers, lines, body, bytes: body, omitted, isSound: true }
}
