import type { FastifyBodyParser, FastifyInstance, FastifyRequest } from 'fastify'
import { dataTypeOf } from '../dialects/dialect.ts'
import { ApiError } from '../errors/api-error.ts'
import { wrongTypeOf } from '../errors/mappers/fastify.ts'
import { ofGate } from '../errors/stand-in.ts'
import { asFastify } from '../gates/as-fastify.ts'
import { jsonOptions, readJson } from '../gates/json.ts'
import { mediaTypeEssence } from '../http/media-type.ts'
import { bodyParsersOf, setStandardJson } from '../server/index.ts'
import { isHandedOn } from './error-handlers.ts'
import { placeOf, reporterOf } from './enter.ts'
import { isReported, type Settings } from './options.ts'
import { isOurs, ofOurs, readersOf } from './readers.ts'

const json = 'application/json'
const builtOnJson = /^[^;\s/]+\/[^;\s]+\+json(?:;|$)/i

/**
 * Says who reads the JSON of a scope, and of those below that say nothing else: this package, or Fastify as before. What the
 * application has set up stays; what it sets up later replaces ours, as it would replace Fastify's.
 *
 * @param isOn - false: nothing of ours is left there
 */
export function setJson (instance: FastifyInstance, isOn: boolean): void {
  if (isOn) armJson(instance)
  else disarmJson(instance)
}

function armJson (instance: FastifyInstance): void {
  const parse = ofOurs(parserFor(instance))
  for (const type of [json, builtOnJson]) {
    try {
      instance.addContentTypeParser(type, { parseAs: 'buffer' }, parse)
    } catch (error) {
      if ((error as { code?: unknown }).code !== 'FST_ERR_CTP_ALREADY_PRESENT') throw error
      if (!isOurs(parserOf(instance, type))) instance.log.info(`fastify-conformant leaves ${String(type)} to the parser that is there`)
    }
  }
  const parsers = bodyParsersOf(instance)
  if (parsers === undefined) return
  // Fastify lets the application replace the parser that it takes for its own.
  if (isOurs(parserOf(instance, json))) setStandardJson(parsers, parserOf(instance, json))
  stepBack(instance)
}

function parserOf (instance: FastifyInstance, type: string | RegExp): unknown {
  return bodyParsersOf(instance)?.customParsers.get(String(type))?.fn
}

/** The application's patterns go before ours, and its `*` does where there is one. */
export function stepBack (instance: FastifyInstance): void {
  const parsers = bodyParsersOf(instance)
  if (parsers === undefined || !isOurs(parserOf(instance, builtOnJson))) return
  const { parserRegExpList: patterns } = parsers
  if (parsers.customParsers.has('')) parsers.remove(builtOnJson)
  else patterns.push(...patterns.splice(patterns.findIndex(pattern => String(pattern) === String(builtOnJson)), 1))
}

function disarmJson (instance: FastifyInstance): void {
  const parsers = bodyParsersOf(instance)
  if (parsers === undefined) return
  if (isOurs(parserOf(instance, builtOnJson))) parsers.remove(builtOnJson)
  if (!isOurs(parserOf(instance, json))) return
  const parse = fastifysParser(instance)
  parsers.remove(json)
  instance.addContentTypeParser(json, { parseAs: 'string' }, parse)
  setStandardJson(parsers, parse)
}

function fastifysParser (instance: FastifyInstance): FastifyBodyParser<string> {
  const { onProtoPoisoning = 'error', onConstructorPoisoning = 'error' } = instance.initialConfig
  return instance.getDefaultJsonParser(onProtoPoisoning, onConstructorPoisoning)
}

type Read = (request: FastifyRequest, body: string, done: Parameters<FastifyBodyParser<string>>[2]) => void

function parserFor (instance: FastifyInstance): FastifyBodyParser<Buffer> {
  const options = jsonOptions(instance)
  return (request, body, done) => {
    const place = placeOf(request)
    const { settings } = place
    const type = request.headers['content-type'] as string
    const value = type !== json && isForeign(type, settings)
      ? wrongTypeOf(undefined, request, readersOf(request.server, settings.dialect).types())
      : nullRefused(readJson(body, options(settings.json)), settings)
    if (!(value instanceof ApiError)) done(null, value)
    else if (value.kind !== 'malformed_json' || !isReported(settings, 'json')) done(ofGate(place.isTold && isHandedOn(value, request) ? asFastify(value, body.length === 0) : value, value.kind === 'malformed_json' ? 'json' : 'contentType'))
    else {
      reporterOf(request).tell('json', request.routeOptions.url, value, request)
      // What Fastify refuses too is its own error to whoever looks.
      const read = fastifysParser(instance) as Read
      read(request, body.toString(), done)
    }
  }
}

/** To some products a body that says nothing is none. */
function nullRefused (value: unknown, { dialect, enforce }: Settings): unknown {
  return value === null && dialect.nullBody === 'malformed' && enforce !== 'report' ? new ApiError('malformed_json') : value
}

/**
 * What is built on JSON is read where the application has named it, or the dialect where that says nothing, whatever the method; and
 * not where all is to be as in bare Fastify.
 */
function isForeign (type: string, { contentType, enforce, dialect }: Settings): boolean {
  if (contentType !== 'declared' && enforce !== 'report') return false
  const essence = mediaTypeEssence(type)
  return essence !== json && (enforce === 'report' || essence !== dataTypeOf(dialect))
}
