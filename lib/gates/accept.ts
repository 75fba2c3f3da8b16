import type { FastifyReply, RouteOptions } from 'fastify'
import { dataTypeOf } from '../dialects/dialect.ts'
import { ApiError } from '../errors/api-error.ts'
import { safeFacts } from '../errors/facts.ts'
import { sendableHeaders } from '../errors/headers.ts'
import { acceptsExactly } from '../http/accept-exact.ts'
import { negotiate } from '../http/accept.ts'
import { echo } from '../http/echo.ts'
import { memberOf } from '../http/json-pointer.ts'
import { mediaTypeEssence } from '../http/media-type.ts'
import { listOf, switchable } from '../options/option.ts'
import { patterns, switchedList } from '../options/words.ts'
import { gate, type Check, type HeadCheck } from './gate.ts'
import { isResponse, letGo } from './let-go.ts'
import { remember } from './remember.ts'
import { isObject } from '../is-object.ts'

export interface AcceptOptions {
  /** The media types that the route can send. */
  readonly types: readonly string[]
  readonly negotiation: 'rfc9110' | 'exact'
  /** How many characters of the header are repeated. */
  readonly echoLimit: number
  /** The methods whose Accept is judged. Default: all that ask for data. */
  readonly asked?: ReadonlySet<string | undefined>
}

export const accept = gate({
  hook: 'onRequest',
  status: [406],
  option: switchable<string | readonly string[], readonly string[] | 'sent'>(switchedList(patterns.mediaType, 'a media type such as application/json'), 'sent', listOf),
  arm (types, { options, dialect, echo: echoLimit, isReported }) {
    const { negotiation = 'rfc9110', acceptBehindAccess } = dialect
    const asked = acceptBehindAccess === true ? onlyGet : reading
    if (!types || options === undefined || ![options.method].flat().some(method => asked.has(method))) return undefined
    const declared = types === 'sent' ? declaredTypes(options.schema) : types
    if (declared === undefined) return { onSend: sentCheck({ negotiation, echoLimit, asked }, dataTypeOf(dialect), isReported) }
    const check = acceptCheck({ types: declared, negotiation, echoLimit, asked })
    return acceptBehindAccess === true ? { validation: check } : check
  }
})

/** The methods that ask for data. */
const reading: ReadonlySet<string | undefined> = new Set(['GET', 'HEAD', 'QUERY'])
const onlyGet: ReadonlySet<string | undefined> = new Set(['GET'])

/** 406 where data is read and Accept allows none of the route's types (RFC 9110 §12.5.1). */
export function acceptCheck ({ types, asked = reading, ...how }: AcceptOptions): HeadCheck {
  const judge = remember(judgement(types, how))
  return ({ raw: { method, headers } }) => {
    const value = headers.accept
    return value === undefined || !asked.has(method) ? undefined : judge(value)
  }
}

type How = Omit<AcceptOptions, 'types'>

/**
 * The same for a route that has not said what it sends, when that is known and before a byte of it leaves: JSON in a success that
 * the client has not asked for. Every other type is what the application wants to send.
 *
 * @param own - what the dialect calls JSON: who asks for it is sent JSON
 */
function sentCheck ({ asked = reading, ...how }: How, own: string | undefined, isReported: boolean): Check {
  const newJudge = (type: string): Judge => remember(judgement([...new Set(own === undefined ? [type] : [type, own])], how))
  const ofJson = newJudge(json)
  const refusals = new Map<string, Judge>()
  const judge = (value: string, type: string): ApiError | undefined => {
    let refusalOf = refusals.get(type)
    if (refusalOf === undefined) {
      // A handler may make types up.
      if (refusals.size === mostTypes) refusals.clear()
      refusals.set(type, refusalOf = newJudge(type))
    }
    return refusalOf(value)
  }
  return ({ raw: { method, headers } }, reply, payload) => {
    const value = headers.accept
    // Nearly all clients: whoever takes JSON takes what is built on it, and nothing else is asked then.
    if (value === undefined || value === json || value === '*/*' || !asked.has(method)) return undefined
    const usual = ofJson(value)
    if (usual === undefined) return undefined
    const type = jsonSent(reply, payload)
    const refusal = type === undefined ? undefined : type === json ? usual : judge(value, type)
    if (refusal !== undefined && !isReported) letGo(payload)
    return refusal
  }
}

const json = 'application/json'
const asFastifySays = 'application/json; charset=utf-8'
const mostTypes = 20

/** The type of a success that is JSON. */
function jsonSent (reply: FastifyReply, payload: unknown): string | undefined {
  // What a Response says of itself is put on the reply behind the hooks.
  const { status, type } = isResponse(payload)
    ? { status: payload.status, type: payload.headers.get('content-type') }
    : { status: reply.statusCode, type: reply.getHeader('content-type') }
  if (status < 200 || status > 299 || status === 204) return undefined
  if (type === asFastifySays) return json
  const essence = mediaTypeEssence(String(type))
  return essence === json || essence.endsWith('+json') ? essence : undefined
}

type Judge = (value: string) => ApiError | undefined

function judgement (types: readonly string[], { negotiation, echoLimit }: How): Judge {
  const isAcceptable = negotiation === 'exact'
    ? (value: string) => acceptsExactly(value, types)
    : (value: string) => negotiate(value, types) !== undefined
  return value => isAcceptable(value)
    ? undefined
    : new ApiError('not_acceptable', { facts: safeFacts({ value: echo(value, echoLimit), allowed: types }), headers: vary })
}

// RFC 9110 §12.5.5: another Accept would have had another answer.
const vary = sendableHeaders({ vary: 'Accept' })

/**
 * What the schema of a route says that it sends: `produces`, or the types of `content` in `response`, for every success.
 *
 * @returns undefined where it says nothing: a schema of JSON alone does not keep a handler from sending another type
 * @example declaredTypes({ response: { 200: { content: { 'text/csv': {} } } } }) // ['text/csv']
 */
function declaredTypes (schema: RouteOptions['schema']): readonly string[] | undefined {
  const produces = memberOf(schema, 'produces')
  if (Array.isArray(produces) && produces.length > 0) return listOf(produces.map(String))
  const types = new Set<string>()
  for (const [status, response] of Object.entries(memberOf(schema, 'response') ?? {})) {
    if (!status.startsWith('2') || status === '204') continue
    const content = memberOf(response, 'content')
    if (!isObject(content) || Object.hasOwn(content, '*/*')) return undefined
    for (const type of Object.keys(content)) types.add(type)
  }
  return types.size === 0 ? undefined : [...types]
}
