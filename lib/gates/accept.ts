import { ApiError } from '../errors/api-error.ts'
import { sendableHeaders } from '../errors/headers.ts'
import { acceptsExactly } from '../http/accept-exact.ts'
import { negotiate } from '../http/accept.ts'
import { echo } from '../http/echo.ts'
import type { Gate } from './gate.ts'

export interface AcceptGateOptions {
  /** The media types that the route can send. */
  readonly types: readonly string[]
  readonly negotiation: 'rfc9110' | 'exact'
  /** How many characters of the header are repeated. */
  readonly echoLimit: number
}

/** 406 where data is read (GET, HEAD) and Accept allows none of the route's types (RFC 9110 §12.5.1). */
export function acceptGate ({ types, negotiation, echoLimit }: AcceptGateOptions): Gate {
  const isAcceptable = negotiation === 'exact'
    ? (value: string | undefined) => acceptsExactly(value, types)
    : (value: string | undefined) => negotiate(value, types) !== undefined
  return ({ method, headers }) => {
    const value = headers.accept
    if (value === undefined || (method !== 'GET' && method !== 'HEAD') || isAcceptable(value)) return undefined
    return new ApiError('not_acceptable', { facts: { value: echo(value, echoLimit), allowed: types }, headers: vary })
  }
}

// RFC 9110 §12.5.5: another Accept would have had another answer.
const vary = sendableHeaders({ vary: 'Accept' })
