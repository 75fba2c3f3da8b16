import type { FastifyInstance, FastifyReply, FastifyRequest, FastifySchema, RouteOptions } from 'fastify'
import { acceptGate } from '../gates/accept.ts'
import { contentCodingGate } from '../gates/content-coding.ts'
import { contentTypeGate } from '../gates/content-type.ts'
import { announcesBody, inOrder, type Gate } from '../gates/gate.ts'
import { itemsGate } from '../gates/items.ts'
import { payloadGate } from '../gates/payload.ts'
import type { LimitSet } from '../rate-limit/limit-set.ts'
import { resolveOptions } from '../options.ts'
import { defaults, type Settings } from '../settings.ts'
import { compileRemoval, compileUnknownProperties, type UnknownProperties } from '../validation/unknown-properties.ts'
import { limitsAt, whenMet } from './limits.ts'
import { armPreconditions } from './preconditions.ts'
import { configWith, mappersOf, takesBody, type Route, type Scope } from './scope.ts'
import { sendError } from './send.ts'
import { armSpamCheck } from './spam.ts'
import { attachUnknown, validationFailed } from './validation-errors.ts'
import type { ServerValidators } from './validators.ts'

/** Methods that Fastify reads no body for. */
const bodyless = new Set(['GET', 'HEAD', 'TRACE'])

type Hook<Name extends 'preParsing' | 'preValidation' | 'preHandler'> = Exclude<RouteOptions[Name], undefined | unknown[]>

/**
 * Puts the gates of a route into its options, before its own hooks. All that can be worked out now is:
 * a request runs closures.
 *
 * @returns a task for when all schemas are known
 */
export function armRoute (instance: FastifyInstance, options: RouteOptions, scope: Scope): () => void {
  const settings = settingsOf(options, scope.settings)
  const { dialect, accept, echo } = settings
  const negotiation = dialect.negotiation ?? 'rfc9110'
  const route: Route = {
    settings,
    mappers: settings === scope.settings ? scope.mappers : mappersOf(settings),
    onRequest: accept && acceptGate({ types: accept, negotiation, echoLimit: echo }),
    limits: limitsAt(instance, settings, placeOf(options))
  }
  options.config = configWith(options.config, route)
  scope.validators.declare(options.method, options.url, settings.validation === undefined)

  armPreconditions(options, settings)
  const task = armGates(instance, options, settings, scope)
  armLimits(options, route)
  armSpamCheck(instance, options, settings)
  return task
}

/** The gates behind authentication: those of a body. */
function armGates (instance: FastifyInstance, options: RouteOptions, settings: Settings, { validators }: Scope): () => void {
  const methods = [options.method].flat()
  if (methods.every(method => bodyless.has(method))) return () => {}
  const head = inOrder(headGates(instance, options, settings))
  if (head !== undefined) options.preParsing = before(preParsing(head, settings), options.preParsing)
  return armBody(instance, options, settings, validators)
}

function settingsOf ({ config, method, url }: RouteOptions, around: Settings): Settings {
  const own = config?.conformant
  return own === undefined ? around : resolveOptions(around, own, `${[method].flat().join(', ')} ${url}`)
}

/** Where the routes of a declaration are, by their own options and URL. */
const declared = new WeakMap<object, Map<string, string>>()

/**
 * Where the limits of a route are counted. A HEAD counts as the GET that it asks the head of, and a URL with a slash at its
 * end as the one without: Fastify makes routes for them out of one declaration.
 */
function placeOf ({ method, url, config }: RouteOptions): string {
  const path = url.replace(/(?<=.)\/$/, '')
  const own = config?.conformant
  const places = own && declared.get(own)
  const declaredPlace = method === 'HEAD' ? places?.get(path) : undefined
  if (declaredPlace !== undefined) return declaredPlace
  const methods = [method].flat().map(name => name === 'HEAD' ? 'GET' : name)
  const place = `${[...new Set(methods)].join(', ')} ${path}`
  if (own === undefined || !methods.includes('GET')) return place
  if (places === undefined) declared.set(own, new Map([[path, place]]))
  else places.set(path, place)
  return place
}

/** Behind the hooks of the scopes around and before the gates of the body, or behind all hooks of the route. */
function armLimits (options: RouteOptions, { limits, settings }: Route): void {
  const { preParsing, preHandler } = limits ?? {}
  if (preParsing !== undefined) {
    options.preParsing = before<Hook<'preParsing'>>((request, reply, payload, done) => meet(preParsing, request, reply, settings, error => done(error ?? null, payload)), options.preParsing)
  }
  if (preHandler === undefined) return
  const hook: Hook<'preHandler'> = (request, reply, done) => meet(preHandler, request as FastifyRequest, reply, settings, done)
  options.preHandler = [...[options.preHandler ?? []].flat(), hook]
}

function meet (limits: LimitSet, request: FastifyRequest, reply: FastifyReply, settings: Settings, done: (error?: Error) => void): void {
  whenMet(limits, request, reply, done, (refusal) => {
    if (refusal === undefined) done()
    else sendError(refusal, request, reply, settings)
  })
}

function headGates (instance: FastifyInstance, options: RouteOptions, settings: Settings): Array<Gate | undefined> {
  const { contentType, contentCoding, payload, dialect, echo } = settings
  const { bodyLimit = payload } = options
  // Fastify counts a body that does not say its length.
  if (typeof payload === 'number') options.bodyLimit = Math.min(payload, bodyLimit as number)
  const limit = options.bodyLimit ?? instance.initialConfig.bodyLimit as number
  return [
    contentType && contentTypeGate({
      types: contentType,
      negotiation: dialect.negotiation ?? 'rfc9110',
      echoLimit: echo,
      needsBody: (options.schema as FastifySchema | undefined)?.body !== undefined || takesBody(options.config)
    }),
    // @fastify/compress decodes, and refuses, by itself.
    contentCoding && !instance.hasPlugin('@fastify/compress') ? contentCodingGate({ codings: contentCoding, echoLimit: echo }) : undefined,
    payload === undefined ? undefined : payloadGate(limit, settings.payloadStatus)
  ]
}

function preParsing (gate: Gate, settings: Settings): Hook<'preParsing'> {
  return (request, reply, payload, done) => {
    const { method, headers } = request.raw
    // A type of nothing, as some clients send with each DELETE: no parser has to be there for it.
    if (method === 'DELETE' && !announcesBody(headers)) delete headers['content-type']
    const refusal = gate(request.raw)
    if (refusal === undefined) done(null, payload)
    else sendError(refusal, request, reply, settings)
  }
}

/** One hook for what the body tells before its schema does: too many items, then unknown properties. */
function armBody (instance: FastifyInstance, options: RouteOptions, settings: Settings, validators: ServerValidators): () => void {
  const { items } = settings
  const schema = (options.schema as FastifySchema | undefined)?.body
  const isClosed = settings.unknownProperties !== false && schema !== undefined
  if (items === undefined && !isClosed) return () => {}
  const tooMany = items === undefined ? undefined : itemsGate(items, settings.itemsStatus)
  let unknownProperties: UnknownProperties | undefined
  const hook: Hook<'preValidation'> = (request, reply, done) => {
    const refusal = tooMany?.(request.body)
    if (refusal !== undefined) return sendError(refusal, request as FastifyRequest, reply, settings)
    const unknown = unknownProperties?.(request.body, request.headers['content-type'])
    if (unknown === undefined || unknown.length === 0) return done()
    const error = validationFailed(request as FastifyRequest, undefined, unknown)
    if (options.attachValidation !== true) return sendError(error, request as FastifyRequest, reply, settings)
    attachUnknown(request as FastifyRequest, unknown)
    request.validationError = error as unknown as FastifyRequest['validationError'] & object
    done()
  }
  options.preValidation = before(hook, options.preValidation)
  // The schemas that a body refers to may be added after the route: they are looked up when the server is ready.
  return () => {
    if (isClosed) unknownProperties = unknownPropertiesOf(schema, instance, settings, validators)
  }
}

/**
 * Finds or takes out the unknown properties of a body; undefined where there can be none, or the application's own Ajv takes
 * them out.
 */
export function unknownPropertiesOf (schema: unknown, instance: FastifyInstance, { unknownProperties, validation }: Settings, validators: ServerValidators): UnknownProperties | undefined {
  if (unknownProperties === false || validators.removesAll) return undefined
  const resolve = (id: string): unknown => instance.getSchema(id)
  if (unknownProperties === 'remove') return compileRemoval(schema, resolve)
  return compileUnknownProperties(schema, resolve, (validation ?? defaults.validation as number) + 1)
}

function before<T> (first: T, others: T | T[] | undefined): T[] {
  return others === undefined ? [first] : [first, others].flat() as T[]
}
