import type { FastifyBodyParser, FastifyInstance } from 'fastify'
import { ApiError } from '../errors/api-error.ts'
import { jsonOptions, readJson } from '../gates/json.ts'
import { placeOf } from './enter.ts'

/** The parser for JSON and everything built on it; what the application has set up already stays. */
export function armJson (instance: FastifyInstance): void {
  const options = jsonOptions(instance)
  const parse: FastifyBodyParser<Buffer> = (request, body, done) => {
    const value = readJson(body, options(placeOf(request).settings.json))
    if (value instanceof ApiError) done(value)
    else done(null, value)
  }
  for (const type of ['application/json', /^[^;\s/]+\/[^;\s]+\+json(?:;|$)/i]) {
    try {
      instance.addContentTypeParser(type, { parseAs: 'buffer' }, parse)
    } catch (error) {
      if ((error as { code?: unknown }).code !== 'FST_ERR_CTP_ALREADY_PRESENT') throw error
      instance.log.info(`fastify-conformant leaves ${String(type)} to the parser that is there`)
    }
  }
}
