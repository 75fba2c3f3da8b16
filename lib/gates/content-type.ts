import type { FastifySchema, RouteOptions } from 'fastify'
import { dataTypeOf, type Dialect } from '../dialects/dialect.ts'
import { ApiError } from '../errors/api-error.ts'
import { sendableHeaders } from '../errors/headers.ts'
import { factsOfAllowed, factsOfType, takenTypes } from '../errors/wrong-type.ts'
import { formTypes } from '../http/form-types.ts'
import { matchesMediaType, mediaTypeEssence, parseMediaType } from '../http/media-type.ts'
import { announcesBody } from '../http/request-head.ts'
import { listOf, switchable } from '../options/option.ts'
import { patterns, switchedList } from '../options/words.ts'
import { memberOf } from '../http/json-pointer.ts'
import { anyShape, shapeOf, type Shape } from '../validation/shapes.ts'
import { gate, type HeadCheck, type RouteFacts } from './gate.ts'
import type { Readers } from './readers.ts'
import { remember } from './remember.ts'
import { isTakingBody } from './takes-body.ts'
import { isObject } from '../is-object.ts'

export interface ContentTypeOptions {
  /** The media types that the route takes, as a refusal names them: full types, `+json`, or ranges such as `image/*`. */
  readonly types: readonly string[]
  /** Who decides in their place. It is given what looks like a media type. */
  readonly isTaken?: ((value: string, essence: string) => boolean) | undefined
  readonly negotiation: 'rfc9110' | 'exact'
  readonly echoLimit: number
  /** True where a request without a body lacks its type too. */
  readonly needsBody: boolean
  /** Those whose body is looked at. */
  readonly methods: Iterable<string>
}

export const contentType = gate({
  hook: 'preParsing',
  status: [415],
  option: switchable<string | readonly string[], readonly string[] | 'declared'>(
    switchedList(patterns.mediaRange, 'a media type such as application/json, a range such as image/*, or a suffix such as +json'), 'declared', listOf),
  arm (types, route) {
    const { options, hasBody, bodyMethods, whenReady } = route
    const methods = [options?.method ?? []].flat().filter(method => bodyMethods.has(method) && !undemanding.has(method))
    if (!types || !hasBody || methods.length === 0) return undefined
    let check: HeadCheck | undefined
    // Parsers may be added after the route, and schemas that its own refers to.
    whenReady(() => { check = checkOf(types, methods, route) })
    return request => check?.(request)
  }
})

/** Their body is nobody's business where there is none; a wrong type of one is Fastify's to refuse. */
const undemanding = new Set(['DELETE', 'OPTIONS'])

function checkOf (types: readonly string[] | 'declared', methods: readonly string[], { options, instance, readers, dialect, echo }: RouteFacts): HeadCheck {
  const shape = bodyShape(options, id => instance.getSchema(id))
  const isTaken = types === 'declared' ? declaredBy(readers, dialect, shape, namedTypes(options)) : undefined
  return contentTypeCheck({
    types: types === 'declared' ? readers.types().filter(type => isTaken?.(type, type)) : types,
    isTaken,
    negotiation: dialect.negotiation ?? 'rfc9110',
    echoLimit: echo,
    needsBody: isTakingBody(options?.config) || shape?.allowsNull === false,
    methods
  })
}

/** Undefined: nothing is said of bodies. */
function bodyShape (options: RouteOptions | undefined, resolve: (id: string) => unknown): Shape | undefined {
  const body = (options?.schema as FastifySchema | undefined)?.body
  if (body === undefined) return undefined
  // One for each type: a body there must be, and only a form's own schema says that there may be one.
  return memberOf(body, 'content') === undefined ? shapeOf(body, resolve) : { allowsNull: false, isJson: true, isForm: false }
}

function namedTypes (options: RouteOptions | undefined): readonly string[] {
  const content = memberOf((options?.schema as FastifySchema | undefined)?.body, 'content')
  return isObject(content) ? Object.keys(content) : []
}

/**
 * What is taken where the application says nothing of types: JSON, also by the name that the dialect has for it, and what it has a parser for. Not Fastify's own text/plain; not
 * what only `*` takes where the schema is of JSON; and a form only where its fields can meet the schema.
 */
function declaredBy (readers: Readers, dialect: Dialect, shape: Shape = anyShape, named: readonly string[] = []): (value: string, essence: string) => boolean {
  const own = dataTypeOf(dialect)
  return (value, essence) => {
    const by = readers.of(value)?.by
    if (by === 'json') return essence === 'application/json' || (essence === own && (named.length === 0 || named.includes(own)))
    if (by === undefined || by === 'text') return false
    if (named.includes(essence)) return true
    return by === 'any' ? !shape.isJson : shape.isForm || !formTypes.includes(essence)
  }
}

/** 415 where data is written and the body's type is wrong or missing (RFC 9110 §15.5.16; RFC 10008 §2 for QUERY). */
export function contentTypeCheck ({ types, isTaken, negotiation, echoLimit, needsBody, methods }: ContentTypeOptions): HeadCheck {
  const isAmong = isTaken ?? ((value: string, essence: string) => types.includes(value) || matchesMediaType(essence, types))
  const takes = negotiation === 'exact'
    ? (value: string) => {
        const exactly = value.split(';', 1)[0] as string
        return isTaken === undefined ? types.includes(exactly) : exactly === mediaTypeEssence(value) && isTaken(value, exactly)
      }
    : (value: string) => {
        const essence = mediaTypeEssence(value)
        // What is wrong with a parameter, as in `application/json; charset=`, is no reason to take it for another type.
        return parseMediaType(essence) !== undefined && isAmong(value, essence)
      }
  const judges = new Map([...methods].map(method => {
    const headers = sendableHeaders(takenTypes(types, method))
    const missing = new ApiError('content_type_missing', { facts: factsOfAllowed(types), headers })
    const judge = remember(value => takes(value)
      ? undefined
      : new ApiError('unsupported_media_type', { facts: factsOfType(value, types, echoLimit), headers }))
    return [method, { missing, judge }]
  }))
  return ({ raw: { method, headers } }) => {
    const judgeOf = judges.get(method as string)
    if (judgeOf === undefined) return undefined
    const value = headers['content-type']
    if (value !== undefined && value !== '') return judgeOf.judge(value)
    return needsBody || method === 'QUERY' || announcesBody(headers) ? judgeOf.missing : undefined
  }
}
