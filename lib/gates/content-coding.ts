import { ApiError } from '../errors/api-error.ts'
import { safeFacts } from '../errors/facts.ts'
import { sendableHeaders } from '../errors/headers.ts'
import { echo } from '../http/echo.ts'
import type { Gate } from './gate.ts'

export interface ContentCodingGateOptions {
  /** The codings that the server decodes, such as `gzip`; empty: none. */
  readonly codings: readonly string[]
  readonly echoLimit: number
}

/** 415 where the body comes in a coding that nobody decodes; Accept-Encoding says which are (RFC 9110 §12.5.3). */
export function contentCodingGate ({ codings, echoLimit }: ContentCodingGateOptions): Gate {
  const known = new Set(['', 'identity', ...codings.map(coding => coding.toLowerCase())])
  const headers = sendableHeaders({ 'accept-encoding': codings.length === 0 ? 'identity' : codings.join(', ') })
  return (head) => {
    const value = head.headers['content-encoding']
    if (value === undefined) return undefined
    if (value.split(',').every(coding => known.has(coding.trim().toLowerCase()))) return undefined
    return new ApiError('unsupported_coding', { facts: safeFacts({ value: echo(value, echoLimit), allowed: codings }), headers })
  }
}
