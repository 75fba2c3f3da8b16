import { Type, type Schema } from '../options/type.ts'
import type { ApiError } from '../errors/api-error.ts'
import { displayPath, type Issue } from '../errors/issue.ts'
import { listOf, quoted, writtenBy } from './body-text.ts'
import { checkTheFormat, documented, live, pagination, wrongType } from './akeneo-words.ts'
import { defineDialect, type Dialect, type RenderContext } from './dialect.ts'
import { distinct, messageOf, saidOf, sentenceOf, withMessages, type Messages } from './messages.ts'
import { checkDialectOptions } from './options.ts'
import { mergeExtra } from './extra.ts'
import { withMembers } from './own-members.ts'

/** What {@link akeneo} can be told. */
export interface AkeneoOptions {
  /** `documented` (default): as the document says it; `live`: as the running product does. */
  wording?: 'documented' | 'live'
  /** Absolute URL of the API's documentation; anchors of routes are resolved against it. */
  documentation?: string
  /** Absolute URL of the description of the standard format, for unknown properties. Default: `documentation`. */
  standardFormat?: string
  /** Words by schema keyword, to replace the validator's: `{ maxLength: (issue) => … }`. */
  messages?: Messages
  /** `all` (default) lists every finding; `first` names the first unknown property alone, as the product does. */
  findings?: 'all' | 'first'
  /** `rfc9110` (default), or `exact`: the product's own comparison of Accept and Content-Type. */
  negotiation?: 'rfc9110' | 'exact'
}

/**
 * The errors of the Akeneo PIM's REST API: `code`, `message`, then `errors` or `_links`.
 *
 * @throws TypeError for an option that is not right
 * @example const dialect = akeneo({ documentation: 'https://api.example.com/reference' })
 */
export function akeneo (options: AkeneoOptions = {}): Dialect {
  checkDialectOptions('akeneo', options)
  const words = options.wording === 'live' ? live : documented
  const messages = withMessages(words.keywords, options.messages)
  const onlyFirst = options.findings === 'first'

  return writtenBy(defineDialect({
    name: 'akeneo',
    // Words of an application may be of a language of the moment.
    pure: options.messages === undefined,
    mediaType: 'application/json',
    reasons: { 413: 'Request Entity Too Large' },
    documentation: options.documentation,
    standardFormat: options.standardFormat,
    negotiation: options.negotiation,
    ...(words === live ? { nullBody: 'malformed' as const, acceptBehindAccess: true } : undefined),
    render: (error, context) => mergeExtra(own(error, context), error, ownNames),
    schema: (status, of) => of === undefined ? akeneoSchema(status) : withMembers(akeneoSchema(status), of)
  }), options.messages === undefined ? { write: bodyText, own, names: ownNames } : undefined)

  function own (error: ApiError, context: RenderContext): Body {
    return { code: context.status, ...renderRest(error, context) }
  }

  /** True of what the product throws at the first: it lists nothing then. */
  function isAlone (issue: Issue, context: RenderContext): boolean {
    return isUnknownProperty(issue) || (words === live && (wrongType(issue, context) ?? pagination(issue, context)) !== undefined)
  }

  function renderRest (error: ApiError, context: RenderContext): Omit<Body, 'code'> {
    if (error.issues.length > 0) return renderIssues(error, context)
    const { detail, links } = error
    const { documentation } = context
    // The base alone is not where this route is described.
    if (error.kind === 'unprocessable' && detail !== undefined && links === undefined && documentation !== undefined && documentation !== options.documentation) {
      return { message: withAdvice(detail), ...linked({ documentation }) }
    }
    return { message: sentenceOf(error, context, words.kinds), ...linked(withExisting(links, error, context)) }
  }

  function renderIssues (error: ApiError, context: RenderContext): Omit<Body, 'code'> {
    const issues = distinct(error.issues)
    const alone = issues.find(issue => isAlone(issue, context))
    if (alone !== undefined && (issues.length === 1 || onlyFirst)) {
      const own = messageOf(alone, words.keywords, context.words === undefined ? context : { ...context, words: undefined })
      const said = context.words === undefined ? own : messageOf(alone, words.keywords, context)
      if (alone.part === 'querystring') return { message: said }
      const href = error.links?.documentation ?? context.standardFormat ?? context.documentation
      return { message: said === own ? `${own} ${words.advice}` : said, ...linked(href === undefined ? undefined : { documentation: href }) }
    }
    return { message: saidOf(error, context) ?? 'Validation failed.', errors: issues.map(issue => renderIssue(issue, messages, context)) }
  }
}

interface Item { readonly property: string, readonly message: string, readonly attribute?: string, readonly locale?: unknown, readonly scope?: unknown, readonly currency?: unknown }

interface Body { readonly code: number, readonly message: string, readonly errors?: readonly Item[], readonly _links?: object }

function bodyText ({ code, message, errors, _links }: Body): string {
  const rest = errors !== undefined ? `,"errors":${listOf(errors, itemText)}` : _links === undefined ? '' : `,"_links":${JSON.stringify(_links)}`
  return `{"code":${code},"message":${quoted(message)}${rest}}`
}

function itemText (item: Item): string {
  const { property, message, attribute, locale, scope, currency } = item
  if (attribute !== undefined || locale !== undefined || scope !== undefined || currency !== undefined) return JSON.stringify(item)
  return `{"property":${quoted(property)},"message":${quoted(message)}}`
}

const ownNames = new Set(['code', 'message', 'errors', '_links'])

/** The application's sentence and where to look; not twice where it has said so itself. */
function withAdvice (sentence: string): string {
  if (sentence.endsWith(checkTheFormat)) return sentence
  return `${sentence}${/[.!?]$/.test(sentence) ? '' : '.'} ${checkTheFormat}`
}

function isUnknownProperty (issue: Issue): boolean {
  return issue.keyword === 'additionalProperties' && issue.message === undefined
}

function renderIssue (issue: Issue, messages: Messages, context: RenderContext): Item {
  const { attribute, locale, scope, currency } = issue
  const item: Item = { property: displayPath(issue.path), message: messageOf(issue, messages, context) }
  if (attribute === undefined && locale === undefined && scope === undefined && currency === undefined) return item
  return Object.fromEntries(Object.entries({ ...item, attribute, locale, scope, currency }).filter(([, value]) => value !== undefined)) as unknown as Item
}

/** What is in the way of a 409, so that a client finds it. */
function withExisting (links: ApiError['links'], { facts: { existing } }: ApiError, context: RenderContext): ApiError['links'] {
  return existing?.location === undefined || context.locate === undefined ? links : { existing: context.locate(existing.location), ...links }
}

function linked (links: Readonly<Record<string, string>> | undefined): object | undefined {
  if (links === undefined) return undefined
  const entries = Object.entries(links).map(([relation, href]) => [relation, { href }])
  return { _links: Object.fromEntries(entries) }
}

/**
 * The schema of every body with a status; `errors` and `_links` exclude each other.
 *
 * @example const response = { 404: akeneoSchema(404) } // for a route's documentation
 */
export function akeneoSchema (status: number): Schema {
  const nullable = Type.Union([Type.String(), Type.Null()])
  return Type.Object({
    code: Type.Literal(status),
    message: Type.String({ minLength: 1 }),
    errors: Type.Optional(Type.Array(Type.Object({
      property: Type.String(),
      message: Type.String(),
      attribute: Type.Optional(Type.String()),
      locale: Type.Optional(nullable),
      scope: Type.Optional(nullable),
      currency: Type.Optional(nullable)
    }))),
    _links: Type.Optional(Type.Record(Type.Object({ href: Type.String() })))
  }, { not: { required: ['errors', '_links'] } })
}
