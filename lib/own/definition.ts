import { catalog, entryOf, kindOf, kinds, phraseOf, type CatalogEntry, type Kind, type LogLevel } from '../errors/catalog.ts'
import { sendableHeaders, type HeaderFields } from '../errors/headers.ts'
import { badOption, checkOptions } from '../options/check.ts'
import { Type, type TSchema } from '../options/type.ts'
import { aFunction, described, text, yesOrNo } from '../options/words.ts'
import type { InputOf, MembersOf } from './member-types.ts'
import { schemaOf } from './member-schema.ts'

/** The message of an error: a sentence, or what makes one of its members. */
export type OwnMessage<Schema> = string | ((members: MembersOf<Schema>) => string)

/** What a team says of an error of its own. One of `from` and `status` is needed. */
export interface ErrorDefinition<Schema = unknown> {
  /** A kind of the catalog that it is built on: it has its status, in each dialect, and what caches may do with it. */
  readonly from?: Kind
  /** 400 to 599; or one by name of the dialect, and `default` for the others: `{ default: 409, gitlab: 400 }`. */
  readonly status?: number | (Readonly<Record<string, number>> & { readonly default: number })
  /** What identifies the kind in `problem` (RFC 9457 §3.1.1): a URI such as `https://example.com/probs/out-of-credit`. Default: as `types` of `problem()` says. */
  readonly type?: string
  /** What the kind is, in a few words; the same in every answer. Default: the phrase of the status. */
  readonly title?: string
  /** The schema of its members: TypeBox of any version, Zod or any Standard Schema, or JSON Schema of an object. Default: no members. */
  readonly members?: Schema
  /** What it says to the client: a sentence, a function of the members, or these by language, of which the first is the default. Default: the title. */
  readonly message?: OwnMessage<Schema> | { readonly [language: string]: OwnMessage<Schema> }
  /** Header fields of every answer with it, or a function of the members: `{ 'retry-after': 60, link: '</pricing>; rel="payment"' }`. */
  readonly headers?: HeaderFields | ((members: MembersOf<Schema>) => HeaderFields)
  /** True where the same request may succeed later. Default: of 408, 425, 429, 502, 503 and 504. */
  readonly retryable?: boolean
  /** Who may keep the answer, as in the catalog. Default: what the catalog says of the status. */
  readonly cacheability?: CatalogEntry['cacheability']
  /** At which level it is logged (default: `info` below 500, else `error`), and which members are left out of the log. */
  readonly log?: { readonly level?: LogLevel, readonly omit?: ReadonlyArray<string & (keyof MembersOf<Schema> | keyof InputOf<Schema>)> }
  /** Why it happens and how to mend it, in Markdown: for the documentation. */
  readonly docs?: string
}

/** Whose the options are, in sentences about them. */
export const of = ' of defineErrors()'

const oneOf = (values: readonly string[], description: string): TSchema => described(Type.Union(values.map(value => Type.Literal(value))), description)

const status = described(Type.Integer({ minimum: 400, maximum: 599 }), 'a status from 400 to 599')
const message = Type.Union([text('a sentence'), aFunction('a function (members) => string')], { description: 'a sentence or a function (members) => string' })

const definition = Type.Partial(Type.Object({
  from: oneOf(kinds, 'a kind of the catalog such as "conflict"'),
  status: described(Type.Union([status, Type.Record(status)]), 'a status from 400 to 599, or one by name of the dialect: { default: 409, gitlab: 400 }'),
  // RFC 3986 §4.1: a URI, or a path on the server.
  type: Type.String({ pattern: '^(?:[A-Za-z][A-Za-z0-9+.-]*:|/)[^\\s<>"\\\\^`{|}]+$', description: 'a URI such as "https://example.com/probs/out-of-credit"' }),
  title: text('a few words'),
  members: described(Type.Any(), 'a schema'),
  message: Type.Union([message, Type.Record(message)], { description: 'a sentence, a function (members) => string, or these by language' }),
  headers: described(Type.Union([Type.Record(Type.Any()), aFunction('')]), 'header fields, or a function (members) => header fields'),
  retryable: yesOrNo,
  cacheability: oneOf(['heuristic', 'forbidden', 'explicit'], '"heuristic", "forbidden" or "explicit"'),
  log: Type.Partial(Type.Object({
    level: oneOf(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'], 'a level of the log such as "warn", or "silent"'),
    omit: described(Type.Array(text('the name of a member')), 'a list of names of members')
  }), { additionalProperties: false, description: '{ level, omit }' }),
  docs: text('Markdown')
}), { additionalProperties: false, description: 'a definition such as { status: 403, title: "You do not have enough credit." }' })

const definitions = described(Type.Record(definition), 'definitions by name: { outOfCredit: { status: 403 } }')

/**
 * Members that mean something in the formats of errors that come with the package, and in the results of batches: with one of another
 * meaning the body would be read wrongly.
 */
const taken: ReadonlyMap<string, string> = new Map([
  ...['type', 'title', 'status', 'detail', 'instance', 'errors', 'more', 'documentation', 'existing'].map(name => [name, 'problem()'] as const),
  ...['code', 'message', '_links'].map(name => [name, 'akeneo()'] as const),
  ...['error', 'error_description'].map(name => [name, 'gitlab()'] as const),
  ...['line', 'status_code'].map(name => [name, 'the results of batches'] as const)
])

/** What answers may succeed later by themselves. */
const passing = new Set([408, 425, 429, 502, 503, 504])

/**
 * Looks at all that a team says of its errors, before any of it holds.
 *
 * @throws TypeError that names the kind, its member, and what would be right
 */
export function checkDefinitions (given: Readonly<Record<string, ErrorDefinition>>): void {
  checkOptions(given, definitions, of)
  for (const [name, one] of Object.entries(given)) {
    checkName(name, one)
    const bad = (member: string, right: string, value: unknown): TypeError => badOption(`${name}.${member}`, of, right, value)
    if (one.from === undefined && one.status === undefined) throw bad('status', 'there, or "from" with a kind of the catalog', one.status)
    if (typeof one.status === 'object' && one.status.default === undefined) throw bad('status.default', 'there: it holds in every dialect that is not named', undefined)
    if (typeof one.type === 'string' && !one.type.startsWith('/') && !URL.canParse(one.type)) throw bad('type', 'a URI such as "https://example.com/probs/out-of-credit"', one.type)
    if (typeof one.message === 'object' && Object.keys(one.message).length === 0) throw bad('message', 'there in one language at least', one.message)
    for (const [field, value] of Object.entries(typeof one.headers === 'object' ? one.headers : {})) {
      if (Object.keys(sendableHeaders({ [field]: value })).length === 0) throw bad(`headers.${field}`, 'a header field that an error may have, with a text, a number or a list of texts', value)
    }
    const { names } = schemaOf(one.members, (right) => bad('members', right, one.members))
    for (const member of names ?? []) {
      const owner = taken.get(member)
      if (owner !== undefined) throw bad(`members.${member}`, `called something else: "${member}" has a meaning of its own in ${owner}`, 'a member of that name')
    }
    for (const member of one.log?.omit ?? []) {
      if (names !== undefined && !names.includes(member)) throw bad('log.omit', `names of its members${names.length === 0 ? ', of which there are none' : `: ${names.join(', ')}`}`, member)
    }
  }
}

/** It becomes a part of URLs and stands in logs; what every object has by that name would be found in its place. */
function checkName (name: string, one: ErrorDefinition): void {
  const right = /^[A-Za-z][\w.-]{0,99}$/.test(name) && !(name in Object.prototype)
    ? Object.hasOwn(catalog, name)
      ? `called something else: "${name}" is a kind of the catalog`
      : undefined
    : 'called by a name of up to 100 letters, digits, _ . and -, with a letter first'
  if (right !== undefined) throw badOption(name, of, right, one)
}

/** The row of the catalog that a definition comes to. */
export function entryFor ({ from, status, type, title, members, message, headers, retryable, cacheability, log, docs }: ErrorDefinition): CatalogEntry {
  const { default: standard = catalog[from as Kind].status, ...statuses } = typeof status === 'object' ? status : { default: status }
  const phrase = phraseOf(standard)
  const { json, names } = schemaOf(members)
  return {
    status: standard,
    phrase,
    meaning: title ?? (from === undefined ? phrase : catalog[from].meaning),
    cacheability: cacheability ?? catalog[kindOf(standard)].cacheability,
    own: Object.freeze({
      from: from ?? kindOf(standard),
      isStated: status !== undefined,
      statuses: Object.freeze(statuses as Record<string, number>),
      type,
      title: title ?? phrase,
      schema: json,
      members: names,
      languages: Object.freeze(typeof message === 'object' ? Object.keys(message) : []),
      headers: sendableHeaders(typeof headers === 'object' ? headers : undefined),
      retryable: retryable ?? passing.has(standard),
      level: log?.level,
      omit: Object.freeze([...log?.omit ?? []]),
      docs
    })
  }
}

const written = new WeakMap<CatalogEntry, string>()

/**
 * Refuses a name that somebody else has taken. A definition that says the same to the letter is the same module, that was loaded once
 * more as test runners and watchers do.
 *
 * @throws TypeError for a name that is taken
 */
export function claim (name: string, entry: CatalogEntry, one: ErrorDefinition): void {
  const text = JSON.stringify({ ...entry, ...one, members: entry.own?.schema ?? null }, (_name, value: unknown) => typeof value === 'function' ? String(value) : value)
  const known = entryOf(name)
  if (known !== undefined && written.get(known) !== text) throw badOption(name, of, `called something else: another defineErrors() has "${name}" already`, one)
  written.set(entry, text)
}
