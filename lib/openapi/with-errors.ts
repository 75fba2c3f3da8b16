import { isObject } from '../is-object.ts'
import type { KnownRoute } from '../plugin/known-routes.ts'
import { belowOf } from './below.ts'
import type { DocumentedError } from './documented-error.ts'
import { headersOf } from './headers.ts'
import { errorResponse, mediaTypeObject, type Making } from './responses.ts'

type Json = Record<string, unknown>

/** What @fastify/swagger says where nobody has said anything: OpenAPI asks for a description. */
const unsaid = 'Default Response'

/** A conditional request for these may be answered without the representation (RFC 9110 §15.4.5). */
const reads = new Set<unknown>(['GET', 'HEAD'])

/** Responses that an application has said, and those of its errors. */
export function withErrors (said: Readonly<Json>, route: KnownRoute, errors: readonly DocumentedError[], making: Making): Json {
  const responses: Json = { ...said }
  if (route.place.settings.preconditions !== undefined && reads.has(route.options.method)) responses['304'] ??= { description: 'Not Modified' }
  const below = belowOf(route)
  const statuses = [...new Set(errors.map(({ status }) => status))].sort((a, b) => a - b)
  for (const status of statuses) {
    // What leaves below the hooks with a status that is listed is listed there.
    responses[status] = completed(responses[status], errorResponse(ofStatus(status, below, ofStatus(status, errors)), making))
  }
  const rest = below.filter(({ status }) => !statuses.includes(status))
  const { dialect: { mediaType } } = route.place.settings
  responses['default'] = completed(responses['default'], {
    description: 'What is answered before the request has come to the application, or instead of it: a message that cannot be read, one that is too slow, a server that closes.',
    ...(making.isHead ? {} : { content: { [mediaType]: mediaTypeObject(rest, making) } }),
    'x-statuses': [...new Set(rest.map(({ status }) => status))].sort((a, b) => a - b)
  })
  return withFields(responses, fieldsOfAnswers(route, errors))
}

/** Those of a status, each kind once, behind those that are there. */
function ofStatus (status: number, errors: readonly DocumentedError[], found: DocumentedError[] = []): DocumentedError[] {
  for (const one of errors) if (one.status === status && !found.some(({ kind }) => kind === one.kind)) found.push(one)
  return found
}

/** The fields that every answer of a route may have: what a limit says, and that the resource will not stay. */
function fieldsOfAnswers ({ place: { settings: { deprecated } } }: KnownRoute, errors: readonly DocumentedError[]): Json {
  const limited = errors.find(({ gate }) => gate === 'rateLimit')?.headers ?? {}
  const names = Object.keys(limited).filter(name => name.startsWith('ratelimit'))
  const links = deprecated?.links ?? []
  const fields = { ...deprecated?.fields, ...(links.length === 0 ? {} : { link: links.join(', ') }) }
  const ofLimit = headersOf([{ headers: Object.fromEntries(names.map(name => [name, limited[name] as string])) }, { headers: {} }])
  for (const header of Object.values(ofLimit) as Json[]) delete header['example']
  return { ...ofLimit, ...headersOf([{ headers: fields }, { headers: {} }]) }
}

/** Below the hooks nobody says them. */
function withFields (responses: Json, fields: Json): Json {
  if (Object.keys(fields).length === 0) return responses
  return Object.fromEntries(Object.entries(responses).map(([status, one]) => [status, status === 'default' ? one : completed(one, { headers: fields })]))
}

/** What the application has said stays, member by member; what it has not said is ours. */
export function completed (said: unknown, ours: unknown): unknown {
  if (said === undefined || said === unsaid) return ours
  if (!isObject(said) || !isObject(ours) || Array.isArray(said) || '$ref' in said) return said
  const known = said as Json
  const made: Json = { ...known }
  for (const [name, value] of Object.entries(ours as Json)) {
    // Of a schema nothing is mixed with another, and its example is of that schema.
    if (name === 'examples' && 'example' in known) continue
    if (name === 'examples') made[name] = { ...value as Json, ...known[name] as Json | undefined }
    else made[name] = name === 'schema' && name in known ? known[name] : completed(known[name], value)
  }
  return made
}
