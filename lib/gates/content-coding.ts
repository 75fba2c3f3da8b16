import { ApiError } from '../errors/api-error.ts'
import { safeFacts } from '../errors/facts.ts'
import { sendableHeaders } from '../errors/headers.ts'
import { echo } from '../http/echo.ts'
import { listOf, switchable } from '../options/option.ts'
import { patterns, switchedList } from '../options/words.ts'
import { gate, type HeadCheck } from './gate.ts'

export interface ContentCodingOptions {
  /** The codings that the server decodes, such as `gzip`; empty: none. */
  readonly codings: readonly string[]
  readonly echoLimit: number
}

export const contentCoding = gate({
  hook: 'preParsing',
  status: [415],
  option: switchable<string | readonly string[], readonly string[]>(switchedList(patterns.coding, 'a content coding such as gzip'), [], listOf),
  // @fastify/compress decodes, and refuses, by itself.
  arm: (codings, { instance, hasBody, echo }) =>
    codings && hasBody && !instance.hasPlugin('@fastify/compress') ? contentCodingCheck({ codings, echoLimit: echo }) : undefined
})

/** 415 where the body comes in a coding that nobody decodes; Accept-Encoding says which are (RFC 9110 §12.5.3). */
export function contentCodingCheck ({ codings, echoLimit }: ContentCodingOptions): HeadCheck {
  const known = new Set(['', 'identity', ...codings.map(coding => coding.toLowerCase())])
  const headers = sendableHeaders({ 'accept-encoding': codings.length === 0 ? 'identity' : codings.join(', ') })
  return ({ raw }) => {
    const value = raw.headers['content-encoding']
    if (value === undefined) return undefined
    if (value.split(',').every(coding => known.has(coding.trim().toLowerCase()))) return undefined
    return new ApiError('unsupported_coding', { facts: safeFacts({ value: echo(value, echoLimit), allowed: codings }), headers })
  }
}
