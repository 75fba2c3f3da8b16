import type { FastifyInstance, FastifyRequest } from 'fastify'
import { answer, answerError, once } from '../answer/answer.ts'
import type { Asking } from '../answer/asker.ts'
import { challengesOf } from '../answer/challenges.ts'
import type { Rendered } from '../answer/render.ts'
import { isPure } from '../dialects/dialect.ts'
import type { ApiError } from '../errors/api-error.ts'
import { knownRoutes, type KnownRoute } from '../plugin/known-routes.ts'
import { attempts, baseOf } from './attempts.ts'
import type { DocumentedError } from './documented-error.ts'
import { kindSchema } from './kind-schema.ts'
import { ask, requestFor } from './probe.ts'
import type { Provocation } from './provocation.ts'
import { standing, type Standing } from './standing.ts'
import type { Write } from './writer.ts'

/**
 * The errors that a route can answer, but for those below the hooks: one of each kind and status, with its words, and a request that provokes
 * it where there is one.
 *
 * @param route - its method and the URL as it was declared, with the prefixes of its scopes
 * @returns none for a route that the plugin is not there for. Asked when the application is ready
 * @example documentedErrors(app, { method: 'POST', url: '/books' }).map(({ status, kind }) => `${status} ${kind}`) // ['415 content_type_missing', …]
 */
export function documentedErrors (app: FastifyInstance, { method, url }: { readonly method: string, readonly url: string }): readonly DocumentedError[] {
  const route = knownRoutes(app).find(one => one.url === url && [one.options.method].flat().includes(method as 'GET'))
  return route === undefined ? [] : errorsOf(route, method)
}

/** The same of a route that is known. */
export function errorsOf (route: KnownRoute, method: string, write: Write = once): readonly DocumentedError[] {
  const { place } = route
  const found = new Map<string, DocumentedError>()
  const put = (one: DocumentedError): string => {
    const key = `${one.status} ${one.kind}`
    const before = found.get(key)
    if (before === undefined) found.set(key, one)
    else found.set(key, { ...(before.provocation === undefined && one.provocation !== undefined ? one : before), sometimes: sometimesOf(before, one) })
    return key
  }
  const base = baseOf(route, method)
  const plain = base ?? { method, url: route.url, headers: {} }
  const request = requestFor(route, plain)
  if (base !== undefined) {
    const asked = new Set<string>()
    const said = new Set<string>()
    const same = new Map<ApiError, string>()
    const isPlain = isPlainIn(place.settings)
    let invalid: ApiError | undefined
    let isOfHead = false
    for (const sent of attempts(route, base, kind => said.has(kind), () => isOfHead)) {
      const text = textOf(sent)
      if (asked.has(text)) continue
      asked.add(text)
      const outcome = ask(route, sent, invalid)
      if (outcome === undefined) continue
      const { error, gate, isLate, thrown } = outcome
      const before = isPlain && thrown === error ? same.get(error) : undefined
      if (before !== undefined) {
        const one = found.get(before) as DocumentedError
        if (one.sometimes === undefined) found.set(before, { ...one, sometimes: {} })
        continue
      }
      said.add(error.kind)
      if (isPlain && gate === 'validation') invalid = error
      const one = documented(route, outcome.request, { error, from: 'gate', gate, provocation: isLate || place.isTold ? { ...sent, isLate: true } : sent, hasBody: true, mayHaveIssues: error.issues.length > 0, fields: {} }, write, thrown)
      const key = put(one)
      same.set(error, key)
      if (sent === base && isPlain && outcome.isOfHead === true) {
        isOfHead = true
        found.set(key, { ...one, sometimes: {} })
      }
    }
  }
  // Behind its sunset a resource answers nothing else.
  const isGone = Date.now() >= (route.place.settings.deprecated?.goneAt ?? Infinity)
  for (const one of standing(route, plain, request, kind => [...found.values()].some(one => one.kind === kind))) if (!isGone || one.gate === 'rateLimit') put(documented(route, request, one, write))
  return [...found.values()]
}

/** True where the same error has the same header fields whatever the request is. */
function isPlainIn ({ dialect, refusals, maskForbidden, messages }: KnownRoute['place']['settings']): boolean {
  return isPure(dialect) && [dialect.headers, refusals, maskForbidden, messages].every(one => one === undefined)
}

/** What a request is told by, of one method. */
function textOf ({ url, headers, body }: Provocation): string {
  let text = body === undefined ? url : `${url}\n${body}`
  for (const name in headers) text += `\n${name}:${headers[name]}`
  return text
}

/** The fields that one of two has, and the other has not, as errors of two limits. */
function sometimesOf (one: DocumentedError, other: DocumentedError): DocumentedError['headers'] {
  const all = { ...one.sometimes, ...other.sometimes, ...one.headers, ...other.headers }
  return Object.fromEntries(Object.entries(all).filter(([name]) => [one, other].some(({ headers, sometimes }) => headers[name] === undefined || sometimes?.[name] !== undefined)))
}

const noFields = { getHeader: () => undefined } as never

/** An error as it leaves: by the way that every answer goes, but that nobody is told of it. */
function documented (route: KnownRoute, request: FastifyRequest, { error, hasBody, mayHaveIssues, fields, ...from }: Standing, write: Write, thrown: unknown = error): DocumentedError {
  const { place } = route
  const { settings } = place
  const asker: Asking = { log: request.log, request, where: from.from === 'gate' ? 'gate' : 'handler', gate: from.gate, isLogged: true }
  const untold = { settings, mappers: place.mappers, tally: undefined }
  const given = thrown === error ? answerError(error, untold, { ...asker, write }) : answer(thrown, untold, { ...asker, write })
  const { shown, written } = given
  const { 'content-type': type, ...headers } = fieldsOf(written, shown, route)
  return {
    kind: shown.kind,
    status: written.status,
    mediaType: String(type),
    headers: { ...fields, ...headers },
    body: hasBody ? written.body : undefined,
    schema: kindSchema(settings.dialect, written.status, shown.kind, mayHaveIssues),
    mayHaveIssues,
    ...from
  }
}

function fieldsOf ({ headers, status }: Rendered, shown: ApiError, { place: { settings, basicOnly } }: KnownRoute): Rendered['headers'] {
  const { 'www-authenticate': own, ...others } = headers
  if (own === undefined) return headers
  const challenge = challengesOf(own, status === 401 && shown.headers['www-authenticate'] === undefined, settings.realm, settings.challenge, basicOnly, noFields)
  return challenge === undefined ? others : { ...others, 'www-authenticate': challenge }
}
