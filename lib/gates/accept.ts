import { ApiError } from '../errors/api-error.ts'
import { safeFacts } from '../errors/facts.ts'
import { sendableHeaders } from '../errors/headers.ts'
import { acceptsExactly } from '../http/accept-exact.ts'
import { negotiate } from '../http/accept.ts'
import { echo } from '../http/echo.ts'
import { listOf, switchable } from '../options/option.ts'
import { patterns, switchedList } from '../options/words.ts'
import { gate, type HeadCheck } from './gate.ts'
import { remember } from './remember.ts'

export interface AcceptOptions {
  /** The media types that the route can send. */
  readonly types: readonly string[]
  readonly negotiation: 'rfc9110' | 'exact'
  /** How many characters of the header are repeated. */
  readonly echoLimit: number
}

export const accept = gate({
  hook: 'onRequest',
  status: [406],
  option: switchable<string | readonly string[], readonly string[]>(switchedList(patterns.mediaType, 'a media type such as application/json'), ['application/json'], listOf),
  arm: (types, { options, dialect: { negotiation = 'rfc9110' }, echo }) =>
    types && options && acceptCheck({ types, negotiation, echoLimit: echo })
})

/** 406 where data is read (GET, HEAD) and Accept allows none of the route's types (RFC 9110 §12.5.1). */
export function acceptCheck ({ types, negotiation, echoLimit }: AcceptOptions): HeadCheck {
  const isAcceptable = negotiation === 'exact'
    ? (value: string) => acceptsExactly(value, types)
    : (value: string) => negotiate(value, types) !== undefined
  const judge = remember(value => isAcceptable(value)
    ? undefined
    : new ApiError('not_acceptable', { facts: safeFacts({ value: echo(value, echoLimit), allowed: types }), headers: vary }))
  return ({ raw: { method, headers } }) => {
    const value = headers.accept
    return value === undefined || (method !== 'GET' && method !== 'HEAD') ? undefined : judge(value)
  }
}

// RFC 9110 §12.5.5: another Accept would have had another answer.
const vary = sendableHeaders({ vary: 'Accept' })
