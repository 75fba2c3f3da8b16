import { STATUS_CODES } from 'node:http'
import type { ConformantErrors } from 'fastify'
import type { SentFields } from './headers.ts'

/** One row of the catalog: what a kind of error is, apart from how a dialect writes it. */
export interface CatalogEntry {
  /** HTTP status. A dialect may answer another one for the kind (validation: 400 in gitlab). */
  readonly status: number
  /** The status phrase as registered (RFC 9110 §15), the title of an `about:blank` problem (RFC 9457 §4.2.1). */
  readonly phrase: string
  /** What it tells the client, in one sentence: the message where the application gives none. */
  readonly meaning: string
  /**
   * Who may keep the answer: `heuristic` may be stored by any cache unless told otherwise (RFC 9110 §15.1),
   * `forbidden` must not be stored (RFC 6585), `explicit` is stored only when headers allow it.
   * The first two leave with `Cache-Control: no-store`.
   */
  readonly cacheability: 'heuristic' | 'forbidden' | 'explicit'
  /** Of a kind that an application has defined, what its definition says. */
  readonly own?: OwnDefinition
}

/** At which level something is logged; `silent`: not at all. */
export type LogLevel = 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal' | 'silent'

/** What is known of a kind that an application has defined, beside what every row of the catalog says. */
export interface OwnDefinition {
  /** The kind that it is built on; where it names none, the general kind of its status. */
  readonly from: Kind
  /** True where it says a status itself: then no dialect has another one for it but by {@link statuses}. */
  readonly isStated: boolean
  /** Status by name of the dialect, where that is another one. */
  readonly statuses: Readonly<Record<string, number>>
  /** A URI that identifies the kind. */
  readonly type: string | undefined
  /** What the kind is, in a few words; the same in every answer. */
  readonly title: string
  /** JSON Schema of its members; undefined where it has none, or its validator offers none. */
  readonly schema: Readonly<Record<string, unknown>> | undefined
  /** The names of its members, where they are known. */
  readonly members: readonly string[] | undefined
  /** Its messages by language, the first of which is said where no language is asked for. */
  readonly languages: readonly string[]
  /** Header fields of every answer, as they are sent; a function's are not known before. */
  readonly headers: SentFields
  /** True where the same request may succeed later. */
  readonly retryable: boolean
  /** At which level it is logged. Default: `info` below 500, else `error`. */
  readonly level: LogLevel | undefined
  /** The members that are left out of the log. */
  readonly omit: readonly string[]
  /** Why it happens and how to mend it, in Markdown. */
  readonly docs: string | undefined
}

const row = (
  status: number, phrase: string, meaning: string, cacheability: CatalogEntry['cacheability'] = 'explicit'
): CatalogEntry => Object.freeze({ status, phrase, meaning, cacheability })

const rows = {
  bad_request: row(400, 'Bad Request', 'The request cannot be understood.'),
  malformed_json: row(400, 'Bad Request', 'The request body is not valid JSON.'),
  invalid_url: row(400, 'Bad Request', 'The URL is not valid.'),
  spam_detected: row(400, 'Bad Request', 'Your request has been recognized as spam and has been discarded.'),
  unauthorized: row(401, 'Unauthorized', 'Authentication is required.'),
  payment_required: row(402, 'Payment Required', 'Payment is required.'),
  forbidden: row(403, 'Forbidden', 'Access is forbidden.'),
  operational_constraint: row(403, 'Forbidden', 'The request cannot be processed due to operational constraints. Send fewer items, or several smaller requests.'),
  not_found: row(404, 'Not Found', 'The resource does not exist.', 'heuristic'),
  route_not_found: row(404, 'Not Found', 'There is nothing at this URL.', 'heuristic'),
  method_not_allowed: row(405, 'Method Not Allowed', 'The method is not supported at this URL.', 'heuristic'),
  not_acceptable: row(406, 'Not Acceptable', 'The Accept header allows nothing that can be sent.'),
  request_timeout: row(408, 'Request Timeout', 'The request did not arrive in time.'),
  conflict: row(409, 'Conflict', 'The request conflicts with the current state of the resource.'),
  captcha_required: row(409, 'Conflict', 'Your request has been recognized as spam. Please, change the content or solve the CAPTCHA to proceed.'),
  gone: row(410, 'Gone', 'The resource has been removed.', 'heuristic'),
  length_required: row(411, 'Length Required', 'The Content-Length header is missing.'),
  precondition_failed: row(412, 'Precondition Failed', 'A precondition of the request does not hold.'),
  payload_too_large: row(413, 'Content Too Large', 'The request body is too large.'),
  too_many_items: row(413, 'Content Too Large', 'The request has too many items.'),
  uri_too_long: row(414, 'URI Too Long', 'The URL is too long.', 'heuristic'),
  unsupported_media_type: row(415, 'Unsupported Media Type', 'The content type is not supported.'),
  content_type_missing: row(415, 'Unsupported Media Type', 'The Content-Type header is missing.'),
  unsupported_coding: row(415, 'Unsupported Media Type', 'The content coding is not supported.'),
  range_not_satisfiable: row(416, 'Range Not Satisfiable', 'The range cannot be satisfied.'),
  expectation_failed: row(417, 'Expectation Failed', 'The expectation cannot be met.'),
  misdirected_request: row(421, 'Misdirected Request', 'This server does not answer for that host.', 'heuristic'),
  unprocessable: row(422, 'Unprocessable Content', 'The request cannot be processed.'),
  validation_failed: row(422, 'Unprocessable Content', 'Validation failed.'),
  locked: row(423, 'Locked', 'The resource is locked.'),
  failed_dependency: row(424, 'Failed Dependency', 'An action that this one depends on has failed.'),
  too_early: row(425, 'Too Early', 'The request might be replayed.'),
  upgrade_required: row(426, 'Upgrade Required', 'Another protocol is required.'),
  precondition_required: row(428, 'Precondition Required', 'The request must be conditional.', 'forbidden'),
  too_many_requests: row(429, 'Too Many Requests', 'Too many requests.', 'forbidden'),
  header_fields_too_large: row(431, 'Request Header Fields Too Large', 'The header fields are too large.', 'forbidden'),
  unavailable_for_legal_reasons: row(451, 'Unavailable For Legal Reasons', 'The resource is unavailable for legal reasons.', 'heuristic'),
  internal: row(500, 'Internal Server Error', 'Internal Server Error'),
  not_implemented: row(501, 'Not Implemented', 'The method is not implemented.', 'heuristic'),
  bad_gateway: row(502, 'Bad Gateway', 'An upstream server gave an invalid answer.'),
  service_unavailable: row(503, 'Service Unavailable', 'The server is temporarily unable to answer.'),
  gateway_timeout: row(504, 'Gateway Timeout', 'An upstream server did not answer in time.'),
  http_version_not_supported: row(505, 'HTTP Version Not Supported', 'The HTTP version is not supported.'),
  insufficient_storage: row(507, 'Insufficient Storage', 'There is no room to store what was sent.')
}

/** The name of a kind that comes with the package. */
export type Kind = keyof typeof rows

/** The name of a kind that the application has defined, and told its types of. */
export type OwnKind = keyof ConformantErrors & string

/** The kind of an error: one of the package's, or one that an application has defined. */
// An open text as well: not every application tells its types of the kinds that it has defined.
export type AnyKind = Kind | OwnKind | (string & {})

// Null: whoever asks for `toString` gets no row. The table itself is frozen, and this is what it looks its own kinds up in.
const own: Record<string, CatalogEntry> = Object.create(null)

/**
 * The one table of kinds. Constructors, dialects, the default headers and README read it; a kind that is not here cannot be sent.
 * Its own properties are the kinds that come with the package; those that the application has defined are found by their names too.
 */
export const catalog: Readonly<Record<Kind | OwnKind, CatalogEntry>> = Object.freeze(Object.create(own, Object.getOwnPropertyDescriptors(rows)))

/** The row of a kind; undefined where there is none of this name. */
export function entryOf (kind: string): CatalogEntry | undefined {
  return (catalog as Readonly<Record<string, CatalogEntry | undefined>>)[kind]
}

/** Puts a kind of the application into the catalog. One of the same name is replaced: whether it may be is looked at before. */
export function addKind (name: string, entry: CatalogEntry): void {
  own[name] = Object.freeze(entry)
}

/** Every kind that comes with the package, in the order of the table. */
export const kinds: readonly Kind[] = Object.freeze(Object.keys(catalog) as Kind[])

const byStatus = new Map<number, Kind>()
for (const kind of kinds) {
  if (!byStatus.has(catalog[kind].status)) byStatus.set(catalog[kind].status, kind)
}

/**
 * The general kind of a status; an unknown status counts as the first of its class (RFC 9110 §15).
 *
 * @param status - an HTTP status from 400 to 599
 * @example kindOf(404) // 'not_found'
 * @example kindOf(499) // 'bad_request'
 */
export function kindOf (status: number): Kind {
  return byStatus.get(status) ?? (status < 500 ? 'bad_request' : 'internal')
}

/**
 * The status phrase of any status, also of those that no kind stands for.
 *
 * @example phraseOf(413) // 'Content Too Large'
 * @example phraseOf(511) // 'Network Authentication Required'
 */
export function phraseOf (status: number): string {
  return byStatus.has(status) ? catalog[kindOf(status)].phrase : STATUS_CODES[status] ?? catalog[kindOf(status)].phrase
}
