import { ApiError } from '../errors/api-error.ts'
import { sendableHeaders } from '../errors/headers.ts'
import { factsOfType, takenTypes } from '../errors/wrong-type.ts'
import { matchesMediaType, mediaTypeEssence, parseMediaType } from '../http/media-type.ts'
import { announcesBody } from '../http/request-head.ts'
import { listOf, switchable } from '../options/option.ts'
import { patterns, switchedList } from '../options/words.ts'
import { gate, type HeadCheck } from './gate.ts'
import { remember } from './remember.ts'
import { takesBody } from './takes-body.ts'

export interface ContentTypeOptions {
  /** The media types that the route takes: full types, `+json`, or ranges such as `image/*`. */
  readonly types: readonly string[]
  readonly negotiation: 'rfc9110' | 'exact'
  readonly echoLimit: number
  /** True where the route has a schema for the body: then a request without one lacks its type too. */
  readonly needsBody: boolean
}

export const contentType = gate({
  hook: 'preParsing',
  status: [415],
  option: switchable<string | readonly string[], readonly string[]>(
    switchedList(patterns.mediaRange, 'a media type such as application/json, a range such as image/*, or a suffix such as +json'), ['application/json'], listOf),
  arm: (types, { options, hasBody, dialect: { negotiation = 'rfc9110' }, echo }) =>
    types && hasBody ? contentTypeCheck({ types, negotiation, echoLimit: echo, needsBody: takesBody(options) }) : undefined
})

/** The methods whose body is checked; a DELETE with a JSON type and no body is no error. */
const writing = new Set(['POST', 'PUT', 'PATCH'])

/** 415 where data is written (POST, PUT, PATCH) and the body's type is wrong or missing (RFC 9110 §15.5.16). */
export function contentTypeCheck ({ types, negotiation, echoLimit, needsBody }: ContentTypeOptions): HeadCheck {
  const isTaken = negotiation === 'exact'
    ? (value: string) => types.includes(value.split(';', 1)[0] as string)
    : (value: string) => types.includes(value) || (parseMediaType(value) !== undefined && matchesMediaType(mediaTypeEssence(value), types))
  const judges = new Map([...writing].map(method => {
    const headers = sendableHeaders(takenTypes(types, method))
    const missing = new ApiError('content_type_missing', { facts: { allowed: types }, headers })
    const judge = remember(value => isTaken(value)
      ? undefined
      : new ApiError('unsupported_media_type', { facts: factsOfType(value, types, echoLimit), headers }))
    return [method, { missing, judge }]
  }))
  return ({ raw: { method, headers } }) => {
    const judgeOf = judges.get(method as string)
    if (judgeOf === undefined) return undefined
    const value = headers['content-type']
    if (value !== undefined && value !== '') return judgeOf.judge(value)
    return needsBody || announcesBody(headers) ? judgeOf.missing : undefined
  }
}
