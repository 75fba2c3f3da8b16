import { Type, type Schema } from '../options/type.ts'
import type { ApiError } from '../errors/api-error.ts'
import { entryOf, phraseOf, type Kind } from '../errors/catalog.ts'
import { displayPath, type Issue } from '../errors/issue.ts'
import { toPointer } from '../http/json-pointer.ts'
import { listOf, member, quoted, writtenBy } from './body-text.ts'
import { describe } from './describe.ts'
import { defineDialect, type Dialect, type RenderContext, type SchemaOf } from './dialect.ts'
import { mergeExtra } from './extra.ts'
import { withMembers } from './own-members.ts'
import { distinct, messageOf, saidOf, withMessages, type Messages } from './messages.ts'
import { checkDialectOptions } from './options.ts'
import { plainWords } from './plain-words.ts'
import { draftRateLimit } from './rate-limit-fields.ts'

/** What {@link problem} can be told. */
export interface ProblemOptions {
  /**
   * Absolute URL before the kind of the error, for `type`: `https://api.example.com/problems/` gives
   * `https://api.example.com/problems/not_found`. Default: `about:blank`.
   */
  types?: string
  /** Absolute URL of the API's documentation; anchors of routes are resolved against it. */
  documentation?: string
  /** Words by schema keyword: `{ maxLength: (issue) => … }`. */
  messages?: Messages
  /**
   * What identifies an occurrence (`instance`, RFC 9457 §3.1.5), where it was not said when it was thrown: `(error, { path }) => path`.
   * Default: nothing.
   */
  instance?: (error: ApiError, context: RenderContext) => string | undefined
  /** False: the status stands in the status line alone, and not in the body as well (RFC 9457 §3.1.2: it is advisory). Default: true. */
  status?: boolean
  /** The status of a failed validation: 422 (default), or 400 as APIs have it that know no 422. */
  validationStatus?: 400 | 422
}

/**
 * Problem Details for HTTP APIs (RFC 9457), with the RFC's own example of `errors` for validation.
 *
 * @throws TypeError for an option that is not right
 * @example const dialect = problem({ types: 'https://api.example.com/problems/' })
 */
export function problem (options: ProblemOptions = {}): Dialect {
  checkDialectOptions('problem', options)
  const messages = withMessages(plainWords.keywords, options.messages)
  const { types, validationStatus } = options
  // Words of an application may be of a language of the moment.
  const pure = options.messages === undefined && options.instance === undefined

  return writtenBy(defineDialect({
    name: 'problem',
    pure,
    mediaType: 'application/problem+json',
    documentation: options.documentation,
    rateLimit: draftRateLimit,
    ...(validationStatus === undefined ? undefined : { status: (kind: Kind) => kind === 'validation_failed' ? validationStatus : undefined }),
    render: (error, context) => mergeExtra(own(error, context), error, ownNames),
    schema: schemaOf
  }), pure ? { write: bodyText, own, names: writtenNames } : undefined)

  function own (error: ApiError, context: RenderContext): Body {
    const { type, title } = typeAndTitle(error, context.status)
    const body: Writable<Body> = { type, title }
    if (options.status !== false) body.status = context.status
    addRest(body, error, context)
    return body
  }

  /** Without words of the application the title of an own error is said as such already, but for about:blank. */
  function detailOf (error: ApiError, context: RenderContext): string | undefined {
    const own = error.definition?.own
    return own === undefined || (own.type ?? types) === undefined ? describe(error, context) : error.detail
  }

  function typeAndTitle ({ kind, facts, definition }: Pick<ApiError, 'kind' | 'facts'> & Pick<SchemaOf, 'definition'>, status: number): { type: string, title: string } {
    const own = definition?.own
    if (kind === 'too_many_requests' && facts.policies !== undefined && types === undefined) return quotaExceeded
    const type = own?.type ?? (types === undefined ? 'about:blank' : `${types}${kind}`)
    // RFC 9457 §4.2.1: the title of about:blank is the phrase of the status; that of a type of our own stays the same.
    const isPhrase = type === 'about:blank' || (validationStatus !== undefined && kind === 'validation_failed')
    return { type, title: isPhrase ? phraseOf(status) : own?.title ?? (entryOf(kind)?.phrase as string) }
  }

  /** Of one kind, with what identifies it (RFC 9457 §3.1.1). */
  function schemaOf (status: number, of?: SchemaOf): Schema {
    const schema = options.status === false ? withoutStatus(status) : problemSchema(status)
    if (of === undefined) return schema
    const { type, title } = typeAndTitle({ ...of, facts: {} }, status)
    const isQuota = of.kind === 'too_many_requests' && types === undefined
    const identity = isQuota
      ? { type: Type.String({ enum: [quotaExceeded.type, type] }), title: Type.String({ enum: [quotaExceeded.title, title] }) }
      : { type: Type.Literal(type), title: Type.Literal(title) }
    return withMembers({ ...schema, properties: { ...schema['properties'] as object, ...identity } } as unknown as Schema, of)
  }

  function addRest (body: Writable<Body>, error: ApiError, context: RenderContext): void {
    const { issues, links, facts: { policies, omitted, existing } } = error
    const detail = error.kind === 'internal' ? saidOf(error, context) : detailOf(error, context)
    if (detail !== undefined) body.detail = detail
    const instance = error.instance ?? options.instance?.(error, context)
    if (instance !== undefined) body.instance = instance
    if (issues.length > 0) body.errors = distinct(issues).map(issue => renderIssue(issue, messages, context))
    if (policies !== undefined) body['violated-policies'] = policies
    if (Number(omitted) > 0) body.more = true
    const documentation = links?.documentation ?? (context.status === 422 && context.documentation !== options.documentation ? context.documentation : undefined)
    if (documentation !== undefined) body.documentation = documentation
    if (existing?.location !== undefined && context.locate !== undefined) body.existing = context.locate(existing.location)
  }
}

type Writable<Members> = { -readonly [Name in keyof Members]: Members[Name] }

// draft-ietf-httpapi-ratelimit-headers-11 §5.1, with `violated-policies`
const quotaExceeded = { type: 'https://iana.org/assignments/http-problem-types#quota-exceeded', title: 'Request cannot be satisfied as assigned quota has been exceeded' }

interface Item { readonly detail: string, readonly pointer?: string, readonly parameter?: string, readonly header?: string, readonly attribute?: string }

interface Body {
  readonly type: string
  readonly title: string
  readonly status?: number
  readonly detail?: string
  readonly instance?: string
  readonly errors?: readonly Item[]
  readonly 'violated-policies'?: readonly string[]
  readonly more?: true
  readonly documentation?: string
  readonly existing?: string
}

function bodyText ({ type, title, status, detail, instance, errors, 'violated-policies': policies, more, documentation, existing }: Body): string {
  let text = `{"type":${quoted(type)},"title":${quoted(title)}`
  if (status !== undefined) text += `,"status":${status}`
  text += member('detail', detail) + member('instance', instance)
  if (errors !== undefined) text += `,"errors":${listOf(errors, itemText)}`
  if (policies !== undefined) text += `,"violated-policies":${listOf(policies, quoted)}`
  if (more !== undefined) text += ',"more":true'
  return `${text}${member('documentation', documentation)}${member('existing', existing)}}`
}

function itemText (item: Item): string {
  const { detail, pointer, parameter, header, attribute } = item
  if (attribute !== undefined) return JSON.stringify(item)
  return `{"detail":${quoted(detail)}${member('pointer', pointer)}${member('header', header)}${member('parameter', parameter)}}`
}

const ownNames = new Set(['type', 'title', 'status', 'detail', 'errors', 'documentation', 'existing'])
// The application may say these where the error does not.
const writtenNames = new Set([...ownNames, 'instance', 'more', 'violated-policies'])

function renderIssue (issue: Issue, messages: Messages, context: RenderContext): Item {
  const detail = messageOf(issue, messages, context)
  const attribute = issue.attribute === undefined
    ? undefined
    : { attribute: issue.attribute, locale: issue.locale, scope: issue.scope, currency: issue.currency }
  if (issue.part === undefined || issue.part === 'body') return { detail, pointer: pointerOf(issue.path), ...attribute }
  const name = displayPath(issue.path)
  if (issue.part === 'headers') return { detail, header: name }
  return { detail, parameter: name }
}

/** A JSON Pointer as a URI fragment (RFC 6901 §6), as RFC 9457 writes it. */
function pointerOf (path: Issue['path']): string {
  return `#${toPointer(path).toWellFormed().split('/').map(encodeURIComponent).join('/')}`
}

function withoutStatus (status: number): Schema {
  const { status: _, ...properties } = problemSchema(status)['properties'] as Record<string, Schema>
  return Type.Object(properties)
}

/**
 * The schema of every body with a status; RFC 9457 leaves room for further members.
 *
 * @example const response = { 404: problemSchema(404) } // for a route's documentation
 */
export function problemSchema (status: number): Schema {
  return Type.Object({
    type: Type.String({ minLength: 1 }),
    title: Type.String({ minLength: 1 }),
    status: Type.Literal(status),
    detail: Type.Optional(Type.String({ minLength: 1 })),
    instance: Type.Optional(Type.String({ minLength: 1 })),
    errors: Type.Optional(Type.Array(Type.Object({
      detail: Type.String(),
      pointer: Type.Optional(Type.String()),
      parameter: Type.Optional(Type.String()),
      header: Type.Optional(Type.String())
    }))),
    more: Type.Optional(Type.Literal(true)),
    'violated-policies': Type.Optional(Type.Array(Type.String())),
    documentation: Type.Optional(Type.String()),
    existing: Type.Optional(Type.String())
  })
}
