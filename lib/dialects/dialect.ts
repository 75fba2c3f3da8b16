import { Type, type Schema } from '../options/type.ts'
import type { ApiError, KnownError } from '../errors/api-error.ts'
import { mediaTypeEssence, parseMediaType } from '../http/media-type.ts'
import { entryOf, type CatalogEntry, type Kind, type OwnKind } from '../errors/catalog.ts'
import type { HeaderFields } from '../errors/headers.ts'
import { aFunction, described, patterns, text } from '../options/words.ts'
import type { RenderContext } from './context.ts'
import type { RateLimitFields } from './rate-limit-fields.ts'

export type { RenderContext } from './context.ts'

/** Of which errors a schema is asked for: those of one kind. */
export interface SchemaOf {
  readonly kind: Kind | OwnKind | (string & {})
  /** What the catalog says of it, as of the members of an error that the application has defined. */
  readonly definition: CatalogEntry | undefined
  /** False where none of them has findings. */
  readonly mayHaveIssues: boolean
}

/** How an {@link ApiError} looks on the wire. Plain data and pure functions: a dialect knows no server. */
export interface Dialect {
  readonly name: string
  /** The Content-Type of every body that is not a string. */
  readonly mediaType: string
  /** The body: a value to write as JSON, or a string that is sent as it is (then `headers` says its content type). */
  render (error: KnownError, context: RenderContext): unknown
  /** Further header fields; they win over the error's own. */
  headers? (error: KnownError, context: RenderContext): HeaderFields
  /**
   * The schema that every body with this status meets: JSON Schema, and one of TypeBox where it comes with this package.
   *
   * @param of - the bodies of one kind alone; a dialect may say less of them than there is to say
   */
  schema (status: number, of?: SchemaOf): Schema
  /** The status of a kind, where it differs from the catalog's. */
  status? (kind: Kind | OwnKind): number | undefined
  /** Reason phrases by status, where they are not Node's: HTTP/1.1 shows one behind the status. */
  readonly reasons?: Readonly<Record<number, string>> | undefined
  /** What a 202 without a resource says. Default: nothing. */
  readonly accepted?: unknown
  /** Absolute URL that the anchors of routes are resolved against. */
  readonly documentation?: string | undefined
  readonly standardFormat?: string | undefined
  /** Header fields of rate limits. Default: none but the Retry-After of a 429. */
  readonly rateLimit?: RateLimitFields | undefined
  /**
   * True: what `render`, `headers` and `status` say depends on the error and the context and on nothing else, such as the time,
   * an id, or the language of a client. What a gate refuses again and again is rendered once then, and repeated. Default: false.
   * A copy by spread says it anew: `defineDialect({ ...akeneo(), render, pure: true })`.
   */
  readonly pure?: boolean | undefined
  /** How Accept and Content-Type are compared. Default `rfc9110`. */
  readonly negotiation?: 'rfc9110' | 'exact' | undefined
  /** `malformed`: a JSON body of `null` is a 400 like one that is no JSON. Default: it is a value like any other. */
  readonly nullBody?: 'malformed' | undefined
  /** True: Accept is judged of GET alone, and behind hooks such as authentication. Default: of all that ask for data, before them. */
  readonly acceptBehindAccess?: boolean | undefined
}

/** A dialect of an application: its schemas may be TypeBox's, of any version, or plain JSON Schema. */
export interface DialectInit extends Omit<Dialect, 'schema'> {
  schema (status: number, of?: SchemaOf): object
}

/** What is right where a dialect is asked for. */
export const statedDialect = described(Type.Object({
  name: text('a name'),
  mediaType: Type.String({ pattern: patterns.mediaType, description: 'a media type' }),
  render: aFunction('a function (error, context) => body'),
  schema: aFunction('a function (status) => TypeBox schema'),
  pure: Type.Optional(Type.Union([Type.Undefined(), Type.Boolean()], { description: 'true or false' })),
  // RFC 9112 §4
  reasons: Type.Optional(Type.Union([Type.Undefined(), Type.Record(Type.String({ pattern: '^[\\t\\x20-\\x7E\\x80-\\xFF]*$', description: 'a reason phrase without control characters, in Latin-1' }))]))
}, { additionalProperties: true }), 'a dialect: akeneo(), gitlab(), problem() or defineDialect({ … })')

/**
 * Makes a dialect of your own, with the types checked.
 *
 * @throws TypeError when a member is missing, not of its type, or none of a dialect's
 * @example
 * const plain = defineDialect({
 *   name: 'plain',
 *   mediaType: 'application/json',
 *   render: (error) => ({ error: error.message }),
 *   schema: () => Type.Object({ error: Type.String() })
 * })
 */
export function defineDialect (dialect: DialectInit): Dialect {
  for (const [member, type] of Object.entries(required)) {
    const value: unknown = dialect?.[member as keyof Dialect]
    if (typeof value !== type || value === '') {
      throw new TypeError(`A dialect needs the member "${member}", a ${type === 'string' ? 'non-empty string' : type}`)
    }
  }
  if (!new RegExp(patterns.mediaType).test(dialect.mediaType) || parseMediaType(dialect.mediaType) === undefined) throw new TypeError(`The member "mediaType" of a dialect is a media type such as application/json, got ${JSON.stringify(dialect.mediaType)}`)
  const unknown = Object.keys(dialect).find(member => !known.has(member))
  if (unknown !== undefined) throw new TypeError(`A dialect has no member "${unknown}"; its members are ${[...known].join(', ')}`)
  const { pure, ...members } = dialect
  if (pure !== undefined && typeof pure !== 'boolean') throw new TypeError('The member "pure" of a dialect is true or false')
  // Not enumerable: who builds another dialect on this one changes what it says, and need not know what was said of it.
  return Object.freeze(isPure(dialect) ? Object.defineProperty(members, 'pure', { value: true }) : members) as Dialect
}

/** True where the dialect itself says so: what was built on one that does is another one. */
export function isPure (dialect: DialectInit): boolean {
  return Object.hasOwn(dialect, 'pure') && dialect.pure === true
}

/**
 * The media type of a dialect, where data may be of it as well as errors: one that is built on JSON. RFC 9457's is of errors alone.
 *
 * @example dataTypeOf({ mediaType: 'application/vnd.api+json; ext="a"' }) // 'application/vnd.api+json'
 */
export function dataTypeOf ({ mediaType }: Pick<Dialect, 'mediaType'>): string | undefined {
  const essence = mediaTypeEssence(mediaType)
  return essence.endsWith('+json') && essence !== 'application/problem+json' ? essence : undefined
}

const known: ReadonlySet<string> = new Set<keyof Dialect>([
  'name', 'mediaType', 'render', 'headers', 'schema', 'status', 'reasons', 'accepted', 'documentation', 'standardFormat', 'rateLimit', 'pure', 'negotiation', 'nullBody', 'acceptBehindAccess'
])

const required = { name: 'string', mediaType: 'string', render: 'function', schema: 'function' } as const

/**
 * The status that goes out: the one the error was given, else the dialect's for the kind. What an application has defined says it
 * for a dialect by its name; and where it says none, it has that of the kind that it is built on.
 *
 * @throws RangeError when the dialect's is no status of an error
 */
export function statusOf (error: ApiError, dialect: Dialect): number {
  const entry = entryOf(error.kind)
  const own = entry?.own
  if (error.status !== entry?.status) return error.status
  const said = own?.statuses[dialect.name]
  if (said !== undefined || dialect.status === undefined || own?.isStated === true) return said ?? error.status
  const status = dialect.status(own?.from ?? error.kind as Kind) ?? error.status
  if (Number.isInteger(status) && status >= 400 && status <= 599) return status
  throw new RangeError(`the dialect ${dialect.name} answers ${error.kind} with ${String(status)}, which is no status of an error`)
}
