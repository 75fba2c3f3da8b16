import type { FastifyRequest } from 'fastify'
import type { Dialect } from '../dialects/dialect.ts'
import { builtInMappers } from '../errors/mappers/index.ts'
import type { Mapper } from '../errors/normalize.ts'
import { defaultsOf } from '../options/option.ts'
import { answerOptions, answerScopeOptions, type AnswerSettings } from './options.ts'
import type { Place } from './place.ts'

const standard: AnswerSettings = defaultsOf({ ...answerOptions, ...answerScopeOptions })

/** Where the plugin is not registered: what holds where nothing is said. */
export function standardPlace (dialect: Dialect = standard.dialect): Place {
  return { settings: { ...standard, dialect }, mappers: builtInMappers as ReadonlyArray<Mapper<FastifyRequest>>, settlers: [], basicOnly: undefined, hasOnSend: false, methods: undefined }
}
