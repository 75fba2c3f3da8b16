import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { normalize } from '../errors/normalize.ts'
import type { ApiError } from '../errors/api-error.ts'
import { gateOf } from '../gates/gate-of.ts'
import type { Asked, Stage } from '../gates/gate.ts'
import { memberOf } from '../http/json-pointer.ts'
import { mediaTypeEssence, parseMediaType } from '../http/media-type.ts'
import { pathOfUrl } from '../http/request-head.ts'
import { isObject } from '../is-object.ts'
import { isThenable } from '../thenable.ts'
import type { KnownRoute } from '../plugin/known-routes.ts'
import { isReported } from '../plugin/options.ts'
import { readersOf } from '../plugin/readers.ts'
import { bodyMethodsOf, bodyParsersOf } from '../server/index.ts'
import { standardLimit, validationFailed } from '../validation/failed.ts'
import { saidItems } from '../validation/said-items.ts'
import type { Part } from '../errors/issue.ts'
import type { Provocation } from './provocation.ts'
import { validatorsOf, type Validate } from './validators.ts'

/** What a request comes to, as far as the package decides it. */
export interface Outcome {
  readonly error: ApiError
  /** What was thrown, where the error is made of it. */
  readonly thrown: unknown
  readonly gate: string | undefined
  readonly isLate: boolean
  /** True where it is refused for what its method and header fields are. */
  readonly isOfHead?: boolean
  /** As it was asked about: what its answer is made with. */
  readonly request: FastifyRequest
}

/** What counts, waits, or asks functions of the application: nobody may be asked for the sake of a document. */
const asked: ReadonlySet<string> = new Set(['rateLimit', 'concurrency', 'preconditions', 'spamCheck'])

const silent = { level: 'silent', fatal: noop, error: noop, warn: noop, info: noop, debug: noop, trace: noop, silent: noop, child: () => silent }
function noop (): void {}

/** The head of a request, as Node reads it. */
class Head {
  readonly httpVersion = '1.1'
  readonly httpVersionMajor = 1
  readonly httpVersionMinor = 1
  readonly complete = true
  readonly method: string
  readonly url: string
  readonly headers: Record<string, string>

  constructor ({ method, url, body, headers }: Provocation) {
    this.method = method
    this.url = url
    this.headers = { host: 'localhost:80', ...(body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) }), ...headers }
  }

  get rawHeaders (): string[] { return Object.entries(this.headers).flat() }
}

/** A request as checks, mappers and dialects see one; most of them look at little of it. */
class Unsent {
  readonly id = 'req-1'
  readonly log = silent
  readonly is404 = false
  readonly protocol = 'http'
  readonly ip = '127.0.0.1'
  readonly raw: Head
  body: unknown = undefined
  readonly #route: KnownRoute
  #params: object | undefined
  #query: object | undefined

  constructor (route: KnownRoute, sent: Provocation) {
    this.#route = route
    this.raw = new Head(sent)
  }

  get server (): FastifyInstance { return this.#route.instance }
  get method (): string { return this.raw.method }
  get url (): string { return this.raw.url }
  get originalUrl (): string { return this.raw.url }
  get headers (): Record<string, string> { return this.raw.headers }
  get host (): string { return this.raw.headers['host'] as string }
  get hostname (): string { return this.host.replace(/:\d+$/, '') }
  /** As the router tells them. */
  get params (): object { return (this.#params ??= { ...this.#route.place.methods?.paramsAt(this.method, pathOfUrl(this.url), this.raw) }) }
  get query (): object { return (this.#query ??= queryOf(this.url.split('?')[1] ?? '')) }

  get routeOptions (): object {
    const { instance, options, url } = this.#route
    return { method: this.method, url, bodyLimit: options.bodyLimit ?? instance.initialConfig.bodyLimit, config: options.config, schema: options.schema, attachValidation: options.attachValidation }
  }

  getValidationFunction (part: Part): unknown { return validatorsOf(this.#route)[part] }
}

/** A request that nobody has sent. Its host is what `inject()` says. */
export function requestFor (route: KnownRoute, sent: Provocation): FastifyRequest {
  return new Unsent(route, sent) as unknown as FastifyRequest
}

function queryOf (text: string): Record<string, string | string[]> {
  const query: Record<string, string | string[]> = {}
  for (const [name, value] of new URLSearchParams(text)) query[name] = name in query ? [query[name] as string, value].flat() : value
  return query
}

/** What a handler sends of which nothing else is known. */
const jsonReply = { statusCode: 200, getHeader: () => 'application/json; charset=utf-8' } as unknown as FastifyReply

/**
 * Asks the gates of a route about a request, in the order in which a server asks them, and reads and validates its body as the server does.
 * Nothing is called of the application's but its validators.
 *
 * @param invalid - what is said of whatever a validator refuses, where that is known
 * @returns undefined where the package refuses nothing, or somebody else reads the body
 */
export function ask (route: KnownRoute, sent: Provocation, invalid?: ApiError): Outcome | undefined {
  const request = requestFor(route, sent)
  const refusedAt = (stage: Stage): Outcome | undefined => {
    for (const one of route.armed[stage]) {
      // What others do to an answer is nothing to ask about.
      const error = isAsked(one, route) && (stage !== 'onSend' || one.gate === 'accept') ? one.check(request, jsonReply, sent.body) as ApiError | undefined : undefined
      if (error !== undefined) return { error, thrown: error, gate: one.gate, isLate: stage === 'onSend', isOfHead: stage === 'onRequest' || stage === 'preParsing', request }
    }
    return undefined
  }
  return refusedAt('onRequest') ?? refusedAt('preParsing') ?? read(route, sent, request, () =>
    refusedAt('preValidation') ?? refusedAt('validation') ?? validate(route, request, invalid) ?? refusedAt('onSend'))
}

function isAsked ({ gate }: Asked, { place: { settings } }: KnownRoute): boolean {
  return !asked.has(gate) && !isReported(settings, gate)
}

/** Reads the body as Fastify does, and goes on where that is JSON, or there is none. */
function read (route: KnownRoute, { method, body }: Provocation, request: FastifyRequest, goOn: () => Outcome | undefined): Outcome | undefined {
  const { instance, place: { settings } } = route
  const type = request.headers['content-type']
  if (!bodyMethodsOf(instance).has(method) || (type === undefined && body === undefined)) return goOn()
  const reader = type === undefined || parseMediaType(mediaTypeEssence(type)) === undefined ? undefined : readersOf(instance, settings.dialect).of(type)
  if (reader === undefined) return thrown(Object.assign(new Error(), { code: 'FST_ERR_CTP_INVALID_MEDIA_TYPE', statusCode: 415 }), route, request)
  const parser = bodyParsersOf(instance)?.getParser(type as string)
  if (reader.by !== 'json' || parser === undefined || isReported(settings, 'json')) return undefined
  let outcome: Outcome | undefined
  const parse = parser.fn as (request: FastifyRequest, body: string | Buffer, done: (fault: unknown, value?: unknown) => void) => void
  const text = body ?? ''
  parse(request, parser.asString ? text : Buffer.from(text), (fault, value) => {
    request.body = value
    outcome = fault === null || fault === undefined ? goOn() : thrown(fault, route, request)
  })
  return outcome
}

function thrown (fault: unknown, { place }: KnownRoute, request: FastifyRequest): Outcome {
  return { error: normalize(fault, place.mappers, request), thrown: fault, gate: gateOf(fault), isLate: false, request }
}

const parts = ['params', 'body', 'querystring', 'headers'] as const

/** The first part that its validator refuses, in Fastify's order, and all that is found beside. */
function validate (route: KnownRoute, request: FastifyRequest, invalid: ApiError | undefined): Outcome | undefined {
  const { options, place: { settings } } = route
  if (options.attachValidation === true) return undefined
  const all = validatorsOf(route)
  for (const part of parts) {
    const validator = part === 'body' && isObject(all.body) ? memberOf(all.body, mediaTypeEssence(String(request.headers['content-type']))) : all[part]
    const said = typeof validator === 'function' ? refusalOf(validator as Validate, part === 'querystring' ? request.query : request[part], part) : undefined
    if (said === undefined) continue
    const limit = isReported(settings, 'validation') ? undefined : settings.validation
    const items = saidItems(said, standardLimit)
    const error = invalid ?? validationFailed(limit, request, { part, items }, [], limit === undefined ? { code: 'FST_ERR_VALIDATION' } as never : undefined)
    return { error, thrown: error, gate: 'validation', isLate: false, request }
  }
  return undefined
}

/** What a validator says of what it refuses; undefined where it takes it, or where it waits. */
function refusalOf (validator: Validate, value: unknown, part: Part): unknown {
  if (part === 'body' && value === undefined) value = null
  try {
    const said = validator(value)
    if (said === false) return validator.errors ?? []
    if (isThenable(said)) said.then(noop, noop)
    return (said as { error?: unknown } | undefined)?.error
  } catch (fault) {
    return fault
  }
}
