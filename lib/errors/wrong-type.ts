import type { ApiErrorInit, Facts } from './api-error.ts'
import { safeFacts } from './facts.ts'
import type { HeaderFields } from './headers.ts'
import { echo } from '../http/echo.ts'

/** What there is to say of a type that is not taken; the message repeats it without its parameters. */
export function wrongType (value: string, method: string, types: readonly string[] = ['application/json']): ApiErrorInit {
  return { facts: factsOfType(value, types), headers: takenTypes(types, method) }
}

/** The type without its parameters, and what would have been right. */
export function factsOfType (value: string, types: readonly string[], echoLimit?: number): Facts {
  return safeFacts({ value: echo((value.split(';', 1)[0] as string).trim(), echoLimit), ...factsOfAllowed(types) })
}

/** What would be right, where it has a name. */
export function factsOfAllowed (types: readonly string[]): Facts {
  return types.length === 0 ? {} : { allowed: types }
}

/**
 * RFC 9110 §12.5.1: Accept in a 415 says what is taken; Accept-Patch for PATCH (RFC 5789 §3.1), Accept-Post for POST, Accept-Query
 * for QUERY (RFC 10008 §3: a list of tokens, which media types are).
 */
export function takenTypes (types: readonly string[], method: string): HeaderFields {
  const list = types.map(type => type.startsWith('+') ? `application/*${type}` : type).join(', ')
  if (list === '') return {}
  if (method === 'POST') return { accept: list, 'accept-post': list }
  if (method === 'PATCH') return { accept: list, 'accept-patch': list }
  if (method === 'QUERY') return { accept: list, 'accept-query': list }
  return { accept: list }
}
