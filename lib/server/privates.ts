import type { FastifyInstance, FastifyReply, FastifyServerOptions } from 'fastify'
import type { Hook } from '../neighbours/index.ts'

// What is asked of Fastify that it does not show: each is looked for by the description of its symbol, and what is not there is
// done without. Tested with 5.12; test/server/privates.test.ts fails where one is gone.

type ShownOptions = Pick<FastifyServerOptions, 'clientErrorHandler' | 'frameworkErrors' | 'return503OnClosing' | 'routerOptions'> & { http?: unknown, https?: unknown }

/**
 * The options that Fastify works with: `Symbol(fastify.options)`, there since 5.6.2.
 * There is no public way to answer bad URLs and over-long parameters once the application has been made, nor, in Fastify 6,
 * to see that it was made with `serverOptions()`.
 *
 * @returns undefined where this Fastify does not show them
 */
export function optionsOf (instance: FastifyInstance): ShownOptions | undefined {
  return valueOf(instance, 'fastify.options') as ShownOptions | undefined
}

/**
 * True where the application words the findings of validation itself: `Symbol(fastify.schemaErrorFormatter)`. There is no public way
 * to see whether it does.
 */
export function hasFormatter (instance: FastifyInstance): boolean {
  return typeof valueOf(instance, 'fastify.schemaErrorFormatter') === 'function'
}

/**
 * The hooks of a scope, in their order: `Symbol(fastify.hooks)`. There is no public way to ask for them, to tell what runs before
 * another one, nor to run one where Fastify runs none.
 *
 * @returns none where this Fastify does not show them
 */
export function hooksOf (instance: FastifyInstance, name: 'onRequest' | 'onError'): readonly Hook[] {
  return (valueOf(instance, 'fastify.hooks') as Readonly<Record<string, readonly Hook[]>> | undefined)?.[name] ?? []
}

const alreadySet = 'fastify.errorHandlerAlreadySet'

/** True where the application has set an error handler in this very scope: `Symbol(fastify.errorHandlerAlreadySet)`. */
export function hasErrorHandler (instance: FastifyInstance): boolean {
  return valueOf(instance, alreadySet) === true
}

/** Sets an error handler that Fastify does not count: an application may set one in each scope, beside a plugin's. */
export function setUncounted (instance: FastifyInstance, handler: Parameters<FastifyInstance['setErrorHandler']>[0]): void {
  const symbol = symbolOf(instance, alreadySet)
  if (symbol === undefined) {
    instance.setErrorHandler(handler)
    return
  }
  const counts = instance as unknown as Record<symbol, boolean | undefined>
  const isSet = counts[symbol]
  counts[symbol] = false
  instance.setErrorHandler(handler)
  counts[symbol] = isSet
}

interface Builders { readonly buildValidator?: unknown }

/** Makes validators for an instance; one for each that has said something, or is a scope. */
interface SchemaController {
  readonly parent?: SchemaController
  /** What those of scopes below start with. */
  opts?: { readonly compilersFactory?: Builders, readonly isCustomValidatorCompiler?: boolean }
  compilersFactory?: Builders
}

const schemaController = 'fastify.schemaController'

/**
 * True where the application has its own builder of validators, set as an option or before: `Symbol(fastify.schemaController)`. The
 * outermost has Fastify's, or the option; whose another one is nobody has to ask. By its name it could not be known: bundlers
 * give others.
 */
export function hasValidators (instance: FastifyInstance): boolean {
  let controller = valueOf(instance, schemaController) as SchemaController | undefined
  let builder: unknown
  for (; controller?.parent !== undefined; controller = controller.parent) builder ??= controller.opts?.compilersFactory?.buildValidator
  return controller?.opts?.isCustomValidatorCompiler === true || (builder !== undefined && builder !== controller?.opts?.compilersFactory?.buildValidator)
}

/**
 * Makes validators with this builder in an instance, and in the scopes that are made below. `setSchemaController` does it too, but asks
 * the application's own `bucket` for one more: it is for a Fastify that does not show what it would change. Objects that others
 * share are left as they are.
 */
export function setValidatorBuilder (instance: FastifyInstance, buildValidator: unknown): void {
  const controller = valueOf(instance, schemaController) as SchemaController | undefined
  const { opts, compilersFactory } = controller ?? {}
  if (controller === undefined || opts?.compilersFactory === undefined || compilersFactory === undefined) {
    instance.setSchemaController({ compilersFactory: { buildValidator: buildValidator as never } })
    return
  }
  controller.opts = { ...opts, compilersFactory: { ...opts.compilersFactory, buildValidator } }
  // Another one than that of the options is a compiler that has been set.
  if (compilersFactory.buildValidator === opts.compilersFactory.buildValidator) controller.compilersFactory = { ...compilersFactory, buildValidator }
}

/** A parser of bodies as Fastify keeps it. */
interface BodyParser {
  readonly asString: boolean
  readonly asBuffer: boolean
  /** Bytes; holds where the route says nothing. */
  readonly bodyLimit: number | undefined
  readonly fn: unknown
}

/** The parsers of a scope. */
export interface BodyParsers {
  readonly customParsers: ReadonlyMap<string, BodyParser>
  readonly parserList: readonly string[]
  readonly parserRegExpList: RegExp[]
  /** The one that Fastify would ask, by the value of a Content-Type field. */
  getParser (contentType: string): BodyParser | undefined
  remove (contentType: string | RegExp): boolean
}

/**
 * The parsers of bodies in a scope: `Symbol(fastify.contentTypeParser)`. There is no public way to tell which one would read a
 * body (`hasContentTypeParser` knows neither patterns nor `*`), nor to stand behind those of the application.
 *
 * @returns undefined where this Fastify does not show them
 */
export function bodyParsersOf (instance: FastifyInstance): BodyParsers | undefined {
  return valueOf(instance, 'fastify.contentTypeParser') as BodyParsers | undefined
}

const standardJson = 'fastify.defaultJSONParse'

/** The function that an application's own parser for JSON replaces: `Symbol(fastify.defaultJSONParse)`. */
export function standardJsonOf (parsers: BodyParsers): unknown {
  return valueOf(parsers, standardJson)
}

/** Makes a function the one that an application's own parser for JSON replaces, in this scope and those that are made below. */
export function setStandardJson (parsers: BodyParsers, parse: unknown): void {
  (parsers as unknown as Record<symbol, unknown>)[symbolOf(parsers, standardJson) as symbol] = parse
}

const writing: ReadonlySet<string> = new Set(['POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'QUERY'])

/**
 * The methods whose bodies Fastify reads: `Symbol(fastify.acceptedHTTPMethods)`. `supportedMethods` does not say which have one.
 *
 * @returns where this Fastify does not show them, those that it has from the beginning
 */
export function bodyMethodsOf (instance: FastifyInstance): ReadonlySet<string> {
  return (valueOf(instance, 'fastify.acceptedHTTPMethods') as { bodywith: ReadonlySet<string> } | undefined)?.bodywith ?? writing
}

/** True where a reply is about to send what was thrown: `Symbol(fastify.reply.isError)`. There may be no other way to tell `throw null` from `return null`. */
export function isThrown (reply: FastifyReply): boolean {
  return valueOf(reply, 'fastify.reply.isError') === true
}

function valueOf (holder: object, name: string): unknown {
  const symbol = symbolOf(holder, name)
  return symbol && (holder as Record<symbol, unknown>)[symbol]
}

/** Those that were found last. */
const symbols = new Map<string, symbol>()

function symbolOf (holder: object, name: string): symbol | undefined {
  const before = symbols.get(name)
  if (before !== undefined && before in holder) return before
  for (let one: object | null = holder; one !== null; one = Object.getPrototypeOf(one)) {
    const symbol = Object.getOwnPropertySymbols(one).find(({ description }) => description === name)
    if (symbol === undefined) continue
    symbols.set(name, symbol)
    return symbol
  }
  return undefined
}
