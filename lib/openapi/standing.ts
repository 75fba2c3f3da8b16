import type { FastifyInstance, FastifyRequest, FastifySchema, RouteOptions } from 'fastify'
import { batchIn, batchRefusals } from '../batch/index.ts'
import { ApiError } from '../errors/api-error.ts'
import { entryOf } from '../errors/catalog.ts'
import { forbidden, preconditionFailed, preconditionRequired, serviceUnavailable, unauthorized } from '../errors/constructors.ts'
import { foreseenCrowds, foreseenRefusals, fieldsOf } from '../limits/index.ts'
import { isObject } from '../is-object.ts'
import { standardOf } from '../own/declared.ts'
import type { KnownRoute } from '../plugin/known-routes.ts'
import { readersOf } from '../plugin/readers.ts'
import { bodyMethodsOf } from '../server/index.ts'
import { baseBody } from './attempts.ts'
import type { DocumentedError } from './documented-error.ts'
import { changed, type Provocation } from './provocation.ts'
import { sampledError } from './sampled-error.ts'

/** An error that stands for a rule which nobody may be asked about, made as the one that refuses makes it. */
export interface Standing extends Pick<DocumentedError, 'from' | 'gate' | 'provocation'> {
  readonly error: ApiError
  /** False where its words are known only when somebody throws it. */
  readonly hasBody: boolean
  readonly mayHaveIssues: boolean
  /** Header fields that leave beside those of the error. */
  readonly fields: Readonly<Record<string, string>>
}

const nothing = { gate: undefined, provocation: undefined, hasBody: true, mayHaveIssues: false, fields: {} }

const internal = new ApiError('internal')

/** Who declares an error of these may say what is wrong with which part of the request. */
const withFindings = new Set([400, 409, 422])

/** RFC 9110 §9.2.1 */
const safe = new Set(['GET', 'HEAD', 'OPTIONS', 'TRACE', 'QUERY'])

/**
 * What a route can answer beside what its gates say when they are asked: limits, conditions, spam, batches, security, and what handlers
 * declare.
 *
 * @param base - a request that the route takes
 * @param isFound - whether a gate has said an error of a kind
 */
export function * standing (route: KnownRoute, base: Provocation, request: FastifyRequest, isFound: (kind: string) => boolean): Generator<Standing> {
  const { place: { settings } } = route
  const refused = (gate: string, error: ApiError, more: Partial<Standing> = {}): Standing => ({ ...nothing, from: 'gate', gate, error, ...more })
  const fieldNames = fieldsOf(settings.rateLimitHeaders, settings.dialect.rateLimit)
  for (const { error, fields } of foreseenRefusals(settings.rateLimit, fieldNames, route.instance, request)) yield refused('rateLimit', error, { fields })
  for (const { error } of foreseenCrowds(settings.concurrency, request)) yield refused('concurrency', error)
  if (settings.deprecated !== undefined && settings.deprecated.goneAt !== Infinity) yield refused('deprecated', settings.deprecated.gone)
  if (!isFound('validation_failed') && isUnseen(route, base)) yield refused('validation', new ApiError('validation_failed'), { hasBody: false, mayHaveIssues: true })
  yield * conditions(route, base, refused)
  yield * spam(settings.spamCheck, base.method, refused)
  const batch = batchIn(route.options.config)
  if (batch !== undefined) {
    for (const { error, type, body } of batchRefusals(batch)) {
      const sent = type === undefined ? undefined : changed(base, { headers: { 'content-type': type }, body })
      yield { ...nothing, from: 'handler', error, provocation: sent }
    }
  }
  yield * ofHandler(route)
}

type Refused = (gate: string, error: ApiError, more?: Partial<Standing>) => Standing

function * conditions (route: KnownRoute, base: Provocation, refused: Refused): Generator<Standing> {
  const { preconditions } = route.place.settings
  if (preconditions === undefined || base.method === 'OPTIONS' || base.method === 'TRACE') return
  const whole = baseBody(route, base)
  // Which state the resource is in the application says.
  yield refused('preconditions', preconditionFailed(), { provocation: { ...changed(whole, { headers: { 'if-match': '"none"' } }), isLate: true } })
  if (preconditions.required === true && !safe.has(base.method)) yield refused('preconditions', preconditionRequired(), { hasBody: false, provocation: { ...whole, isLate: true } })
}

function * spam (settings: KnownRoute['place']['settings']['spamCheck'], method: string, refused: Refused): Generator<Standing> {
  if (settings === undefined || safe.has(method)) return
  const { captcha, discarded, message, timeout } = settings
  if (captcha === undefined) {
    yield refused('spamCheck', discarded)
    return
  }
  yield refused('spamCheck', new ApiError('captcha_required', { message, extra: { needs_captcha_response: true, spam_log_id: 1, captcha_site_key: captcha.siteKey } }))
  yield refused('spamCheck', serviceUnavailable({ retryAfter: timeout / 1000 }))
}

/** What is validated and has refused none of the requests that were tried: by a validator whose schema nobody can read, or behind a parser of the application's. */
function isUnseen (route: KnownRoute, base: Provocation): boolean {
  const { instance, options, place: { settings } } = route
  if (options.attachValidation === true) return false
  const { body, querystring, query, params, headers } = (options.schema ?? {}) as FastifySchema & { query?: unknown }
  const isRead = body !== undefined && bodyMethodsOf(instance).has(base.method)
  if (isRead && readersOf(instance, settings.dialect).of(baseBody(route, base).headers['content-type'] as string)?.by !== 'json') return true
  return [isRead ? body : undefined, querystring ?? query, params, headers].some(schema => schema !== undefined && isDemanding(schema))
}

const demanding = /"(?:pattern|format|enum|const|not|if|multipleOf)":/

/** True for what may refuse values that nobody would think of. */
function isDemanding (schema: unknown): boolean {
  return typeof schema === 'function' || (isObject(schema) && '~standard' in schema) || demanding.test(JSON.stringify(schema))
}

function * ofHandler ({ instance, options, place: { settings } }: KnownRoute): Generator<Standing> {
  for (const declared of settings.errors) {
    const error = standardOf(declared) ?? sampledError(declared.kind)
    yield { ...nothing, from: 'handler', error: error ?? new ApiError(declared.kind as 'internal', { headers: { ...entryOf(declared.kind)?.own?.headers } }), hasBody: error !== undefined, mayHaveIssues: withFindings.has((error ?? entryOf(declared.kind))?.status as number) }
  }
  for (const error of ofSecurity(instance, options)) yield { ...nothing, from: 'security', error }
  const { handlerTimeout = (instance.initialConfig as { handlerTimeout: number }).handlerTimeout } = options as { handlerTimeout?: number }
  if (handlerTimeout > 0) yield { ...nothing, from: 'handler', error: serviceUnavailable() }
  yield { ...nothing, from: 'handler', error: internal }
}

/** Where the route says that it asks for credentials, in the words of OpenAPI or by the hook of a plugin that does. */
function ofSecurity (instance: FastifyInstance, options: RouteOptions): ApiError[] {
  const { security } = (options.schema ?? {}) as FastifySchema & { security?: unknown }
  const requirements = Array.isArray(security) ? security.filter(isObject).flatMap(Object.values) as unknown[] : []
  const { basicAuth, verifyBearerAuth } = instance as unknown as Record<string, unknown>
  const hooks: unknown[] = [options.onRequest, options.preParsing, options.preValidation, options.preHandler].flat()
  const isAsked = requirements.length > 0 || [basicAuth, verifyBearerAuth].some(hook => hook !== undefined && hooks.includes(hook))
  return [
    ...(isAsked ? [unauthorized()] : []),
    ...(requirements.some(scopes => Array.isArray(scopes) && scopes.length > 0) ? [forbidden()] : [])
  ]
}
