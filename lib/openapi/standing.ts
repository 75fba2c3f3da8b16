import type { FastifyInstance, FastifyRequest, FastifySchema, RouteOptions } from 'fastify'
import { batchIn, batchRefusals } from '../batch/index.ts'
import { ApiError } from '../errors/api-error.ts'
import { entryOf } from '../errors/catalog.ts'
import { forbidden, preconditionFailed, preconditionRequired, serviceUnavailable, unauthorized } from '../errors/constructors.ts'
import { foreseenCrowds, foreseenRefusals, fieldsOf } from '../limits/index.ts'
import { isObject } from '../is-object.ts'
import { standardOf } from '../own/declared.ts'
import type { KnownRoute } from '../plugin/known-routes.ts'
import { baseBody } from './attempts.ts'
import type { DocumentedError } from './documented-error.ts'
import { changed, type Provocation } from './provocation.ts'

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

/** Who declares an error of these may say what is wrong with which part of the request. */
const withFindings = new Set([400, 409, 422])

/** RFC 9110 §9.2.1 */
const safe = new Set(['GET', 'HEAD', 'OPTIONS', 'TRACE', 'QUERY'])

/**
 * What a route can answer beside what its gates say when they are asked: limits, conditions, spam, batches, security, and what handlers
 * declare.
 *
 * @param base - a request that the route takes
 */
export function * standing (route: KnownRoute, base: Provocation, request: FastifyRequest): Generator<Standing> {
  const { place: { settings } } = route
  const refused = (gate: string, error: ApiError, more: Partial<Standing> = {}): Standing => ({ ...nothing, from: 'gate', gate, error, ...more })
  const fieldNames = fieldsOf(settings.rateLimitHeaders, settings.dialect.rateLimit)
  for (const { error, fields } of foreseenRefusals(settings.rateLimit, fieldNames, route.instance, request)) yield refused('rateLimit', error, { fields })
  for (const { error } of foreseenCrowds(settings.concurrency, request)) yield refused('concurrency', error)
  if (settings.deprecated !== undefined && settings.deprecated.goneAt !== Infinity) yield refused('deprecated', settings.deprecated.gone)
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

function * ofHandler ({ instance, options, place: { settings } }: KnownRoute): Generator<Standing> {
  for (const declared of settings.errors) {
    const error = standardOf(declared)
    yield { ...nothing, from: 'handler', error: error ?? new ApiError(declared.kind as 'internal'), hasBody: error !== undefined, mayHaveIssues: withFindings.has((error ?? entryOf(declared.kind))?.status as number) }
  }
  for (const error of ofSecurity(instance, options)) yield { ...nothing, from: 'security', error }
  const { handlerTimeout = (instance.initialConfig as { handlerTimeout?: number }).handlerTimeout ?? 0 } = options as { handlerTimeout?: number }
  if (handlerTimeout > 0) yield { ...nothing, from: 'handler', error: serviceUnavailable() }
  yield { ...nothing, from: 'handler', error: new ApiError('internal') }
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
