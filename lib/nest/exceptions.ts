import { STATUS_CODES } from 'node:http'
import { ApiError } from '../errors/api-error.ts'
import { catalog, kindOf } from '../errors/catalog.ts'
import { marksOf } from '../errors/mappers/marks.ts'
import type { Mapper } from '../errors/normalize.ts'

/** What is read of Nest's HttpException. */
export interface HttpException {
  readonly name: string
  readonly message: string
  readonly cause?: unknown
  getStatus (): number
  getResponse (): unknown
}

export function isHttpException (thrown: unknown): thrown is HttpException {
  const marks = marksOf(thrown)
  return typeof marks?.getStatus === 'function' && typeof marks.getResponse === 'function'
}

/** The members of what Nest would send; undefined: it would send a text, or says nothing. */
export function responseOf (exception: HttpException): Readonly<Record<string, unknown>> | undefined {
  const response = exception.getResponse()
  return response instanceof Error ? undefined : marksOf(response)
}

/**
 * HttpException and what is made of it: the words that the application gave, and further members of a response that is an object. Those
 * of a server error stay inside, as ever.
 */
export const nestErrors: Mapper = (thrown) => {
  if (!isHttpException(thrown)) return undefined
  const status = thrown.getStatus()
  const kind = kindOf(status)
  const words = status < 500 ? wordsOf(thrown, status) : undefined
  return new ApiError(kind, {
    ...(catalog[kind].status === status ? undefined : { status }),
    ...(status < 500 ? { extra: extraOf(responseOf(thrown) ?? {}) } : undefined),
    ...(words === undefined ? undefined : { message: words }),
    cause: thrown
  })
}

/** What Nest writes around a message is in the dialect's own members. */
function extraOf ({ message, ...others }: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const { statusCode, error, ...extra } = others
  return { ...(statusCode === undefined ? others : extra), ...(typeof message === 'object' && !isTexts(message) ? { message } : undefined) }
}

function isTexts (message: unknown): message is string[] {
  return Array.isArray(message) && message.every(one => typeof one === 'string')
}

const guardsWords = 'Forbidden resource'

/** Undefined where they are the status, or the name of the class, once more. A limiter's own sentence would hide the documented one. */
function wordsOf (exception: HttpException, status: number): string | undefined {
  const said = responseOf(exception)?.message
  if (isTexts(said)) return said.join(', ')
  const { name, message } = exception
  const known = [name, name.replace(/Exception$/, ''), STATUS_CODES[status] ?? ''].map(lettersOf)
  const isOwn = status !== 429 && message !== guardsWords && !(exception.getResponse() instanceof Error) && !known.includes(lettersOf(message))
  return isOwn ? message : undefined
}

function lettersOf (text: string): string {
  return text.replace(/[^a-z]/gi, '').toLowerCase()
}
