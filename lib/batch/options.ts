import type { FastifyRequest, FastifyTypeProvider, RouteOptions } from 'fastify'
import { checkOptions, badOption } from '../options/check.ts'
import { Type, type TSchema } from '../options/type.ts'
import { excessStatus, type ExcessStatus } from '../gates/size-limit.ts'
import type { Outcome } from './outcome.ts'
import type { Shape } from './result.ts'

/** One JSON value a line. */
const lineTypes = ['application/vnd.akeneo.collection+json', 'application/x-ndjson'] as const
/** A JSON array. */
export const arrayType = 'application/json'
export const batchTypes = [...lineTypes, arrayType] as const

/** A media type that a batch can take apart. */
type BatchType = typeof batchTypes[number]

/** How many, how long, how much: what a batch may be, and what it may cost. */
export interface BatchLimits {
  /** Lines, or items of an array. More refuse the whole request with 413. Default: 100. */
  lines?: number
  /** Unicode characters of a line. A longer line is a 413 of its own. Default: 1,000,000. */
  characters?: number
  /** Bytes of a line, in place of `characters`. */
  bytes?: number
  /** Bytes of the body, decoded. Default: what `lines` and `characters` allow, at four bytes a character. */
  payload?: number
  /** What more lines or bytes than these are answered with: 413, or 403 where they are an operational constraint. Default: 413. */
  excess?: ExcessStatus
  /** Bytes of a body that are kept in memory; a larger one goes to a temporary file. Default: 1 MiB. */
  memory?: number
  /** Folder of the temporary file; the server looks at it when it starts. Default: the system's. */
  folder?: string
  /** Bytes that the files of all batches with this folder may take together. What is more is a 507 with Retry-After. Default: 4 GiB. */
  disk?: number
  /** What is taken: lines (`application/vnd.akeneo.collection+json`, `application/x-ndjson`) and arrays (`application/json`). Default: all. */
  types?: readonly BatchType[]
  /** Lines that are handled at the same time; the results keep the order of the lines. Default: 1. */
  concurrency?: number
  /** Seconds that the handling may take; lines that are not done by then are 503s. Default: no limit. */
  seconds?: number
}

/** What the handler of a line is told beside its item. */
export interface BatchContext {
  /** From 1. */
  readonly line: number
  /** Lines of the batch. */
  readonly total: number
  /** Aborted when the client has gone or the time is over. */
  readonly signal: AbortSignal
}

/** Deals with the item of one line, and says what became of it: `created()`, `noContent()`, a value, nothing, or an error. */
export type BatchHandler<Item = unknown> =
  (item: Item, request: FastifyRequest, context: BatchContext) => Outcome | unknown

/**
 * The type of a schema's items: what the application's type provider says, and where it has none, what a schema of TypeBox 0.34
 * says itself.
 */
export type ItemOf<Item, Provider extends FastifyTypeProvider> =
  unknown extends (Provider & { schema: Item })['validator'] ? Item extends { static: infer Static } ? Static : unknown : (Provider & { schema: Item })['validator']

/** What `app.batch()` is told: the route, the schema of an item, and the limits of {@link BatchLimits}. */
export interface BatchOptions<Item extends object = object> extends BatchLimits, Omit<RouteOptions, 'method' | 'url' | 'handler' | 'bodyLimit' | 'schema'> {
  method: 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  url: string
  /** The property that identifies an item, such as `code`. */
  key: string
  /** The schema of an item, of the kind that the application's type provider knows. */
  item: Item
  /** Schemas of the request's other parts. */
  schema?: Omit<NonNullable<RouteOptions['schema']>, 'body'>
  /** Makes the result of a line. */
  result?: Shape
}

/** Everything resolved. */
export interface BatchSettings extends Required<Pick<BatchLimits, 'lines' | 'payload' | 'excess' | 'memory' | 'concurrency' | 'disk' | 'types'>> {
  readonly length: { readonly limit: number, readonly unit: 'characters' | 'bytes' }
  readonly folder: string | undefined
  readonly seconds: number | undefined
}

const whole = (what: string): TSchema => Type.Optional(Type.Integer({ minimum: 1, description: `a whole number of ${what} from 1` }))
const text = (description: string): TSchema => Type.String({ minLength: 1, description })

const optionsSchema = Type.Object({
  method: Type.Union(['POST', 'PUT', 'PATCH', 'DELETE'].map(method => Type.Literal(method)), { description: 'POST, PUT, PATCH or DELETE' }),
  url: Type.String({ description: 'a path such as /categories' }),
  key: text('the name of a property such as code'),
  item: { ...Type.Object({}, { additionalProperties: true }), description: 'the schema of an item' },
  result: Type.Optional({ ...Type.Function(), description: 'a function (result) => object' }),
  lines: whole('lines'),
  characters: whole('characters'),
  bytes: whole('bytes'),
  payload: whole('bytes'),
  excess: Type.Optional(excessStatus),
  memory: whole('bytes'),
  folder: Type.Optional(text('a folder')),
  disk: whole('bytes'),
  types: Type.Optional(Type.Array(Type.Union(batchTypes.map(type => Type.Literal(type)), { description: batchTypes.join(' or ') }), { minItems: 1, uniqueItems: true, description: `a list of media types, each once: ${batchTypes.join(', ')}` })),
  concurrency: whole('lines'),
  seconds: Type.Optional(Type.Number({ exclusiveMinimum: 0, maximum: 86_400, description: 'a number of seconds above 0, at most 86400' }))
}, { additionalProperties: true })

/**
 * Checks the options of a batch route and fills in the defaults.
 *
 * @throws TypeError that names the option and what would be right
 */
export function batchSettings<Item extends object> (given: BatchOptions<Item>): BatchSettings {
  const { method, url } = (given ?? {}) as { method?: unknown, url?: unknown }
  const of = ` of batch ${String(method)} ${String(url)}`
  checkOptions(given, optionsSchema, of)
  refuseOthers(given, of)
  const { lines = 100, characters, bytes, excess = 413, memory = 1024 * 1024, folder, disk = 4 * 1024 ** 3, types = batchTypes, concurrency = 1, seconds } = given
  if (characters !== undefined && bytes !== undefined) throw badOption('bytes', of, 'left out where "characters" is given', bytes)
  const length = bytes === undefined
    ? { limit: characters ?? 1_000_000, unit: 'characters' as const }
    : { limit: bytes, unit: 'bytes' as const }
  // Two bytes more for what stands between two lines.
  const payload = given.payload ?? lines * (length.limit * (length.unit === 'bytes' ? 1 : 4) + 2)
  return { lines, length, payload, excess, memory, folder, disk, types: [...types], concurrency, seconds }
}

/** What other routes may say, and what says it here. */
function refuseOthers (given: object, of: string): void {
  const { bodyLimit, schema, config } = given as { bodyLimit?: unknown, schema?: { body?: unknown }, config?: { conformant?: Record<string, unknown> } }
  if (bodyLimit !== undefined) throw badOption('bodyLimit', of, 'left out: "payload" says how large a body may be', bodyLimit)
  if (schema?.body !== undefined) throw badOption('schema.body', of, 'left out: "item" is the schema of an item', schema.body)
  for (const [option, instead] of Object.entries(others)) {
    const value = config?.conformant?.[option]
    if (value !== undefined) throw badOption(`config.conformant.${option}`, of, instead, value)
  }
}

const others = {
  payload: 'left out: "payload" stands beside "lines"',
  items: 'left out: "lines" says how many there may be',
  contentType: 'left out: "types" stands beside "lines"'
}
