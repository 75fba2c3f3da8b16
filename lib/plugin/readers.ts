import type { FastifyInstance } from 'fastify'
import { dataTypeOf, type Dialect } from '../dialects/dialect.ts'
import type { Reader, Readers } from '../gates/readers.ts'
import { matchesMediaType, mediaTypeEssence } from '../http/media-type.ts'
import { bodyParsersOf, standardJsonOf, type BodyParsers } from '../server/index.ts'

/** The functions that read JSON in place of Fastify's. */
const ours = new WeakSet<object>()

/** Says that a function is one of ours. */
export function ofOurs<Parse extends object> (parse: Parse): Parse {
  ours.add(parse)
  return parse
}

/** True for a function of ours. */
export function isOurs (parse: unknown): boolean {
  return ours.has(parse as object)
}

/**
 * What the parsers of a scope read.
 *
 * @param dialect - its own media type has a name too, where it is read as JSON
 */
export function readersOf (instance: FastifyInstance, dialect: Pick<Dialect, 'mediaType'>): Readers {
  const parsers = bodyParsersOf(instance)
  const readers = parsers === undefined ? byName(instance) : byParsers(instance, parsers)
  const own = dataTypeOf(dialect)
  if (own === undefined) return readers
  const { of, types } = readers
  return { of, types: () => of(own)?.by === 'json' ? [...types(), own] : types() }
}

function byParsers (instance: FastifyInstance, parsers: BodyParsers): Readers {
  const of: Readers['of'] = (contentType) => {
    const parser = parsers.getParser(contentType)
    if (parser === undefined) return undefined
    const { fn, asString, asBuffer, bodyLimit } = parser
    return { by: whose(fn, parser === parsers.customParsers.get('')), isStream: !asString && !asBuffer, bodyLimit }
  }
  const whose = (parse: unknown, isAny: boolean): Reader['by'] => {
    if (isOurs(parse) || parse === standardJsonOf(parsers)) return 'json'
    if (parse === instance.defaultTextParser) return 'text'
    return isAny ? 'any' : 'own'
  }
  return {
    of,
    types: () => jsonFirst([...new Set(parsers.parserList)].filter(type => of(type)?.by !== 'text'))
  }
}

/** Where this Fastify does not show its parsers: what it tells of names. */
function byName (instance: FastifyInstance): Readers {
  return {
    of (contentType) {
      const essence = mediaTypeEssence(contentType)
      const reader = { isStream: false, bodyLimit: undefined }
      if (matchesMediaType(essence, [json, '+json'])) return { by: 'json', ...reader }
      return instance.hasContentTypeParser(essence) ? { by: essence === 'text/plain' ? 'text' : 'own', ...reader } : undefined
    },
    types: () => [json]
  }
}

const json = 'application/json'

function jsonFirst (types: readonly string[]): readonly string[] {
  return types.includes(json) ? [json, ...types.filter(type => type !== json)] : types
}
