import { Type, type Schema } from '../options/type.ts'
import type { ApiError, KnownError } from '../errors/api-error.ts'
import type { Kind } from '../errors/catalog.ts'
import { displayPath, type Issue } from '../errors/issue.ts'
import { clean } from '../http/echo.ts'
import { listOf, quoted, writtenBy } from './body-text.ts'
import { defineDialect, type Dialect, type RenderContext, type SchemaOf } from './dialect.ts'
import { extraOf, mergeExtra } from './extra.ts'
import { withMembers } from './own-members.ts'
import { oauthBody } from './gitlab-oauth.ts'
import { gitlabWords, parameterWords, withReason } from './gitlab-words.ts'
import { distinct, translated, messageOf, ownMessage, saidOf, withMessages, type Messages } from './messages.ts'
import { checkDialectOptions } from './options.ts'
import { gitlabRateLimit } from './rate-limit-fields.ts'
import { validationMap } from './validation-map.ts'

/** What {@link gitlab} can be told. */
export interface GitlabOptions {
  /** `documented` (default): as the document says it; `live`: as the running product does. */
  wording?: 'documented' | 'live'
  /** Words by schema keyword, to replace the model layer's: `{ maxLength: (issue) => … }`. */
  messages?: Messages
  /** How a 429 looks: `message` (default), the application's limit, or `text`, the throttle in front of it. */
  throttle?: 'message' | 'text'
  /** True: refused credentials have the body of OAuth, `error` and `error_description` (RFC 6750). Default: a message like all else. */
  oauth?: boolean
}

/**
 * The errors of GitLab's REST API: `{"message": …}`, a string or a map of validation errors.
 *
 * @throws TypeError for an option that is not right
 * @example const dialect = gitlab()
 */
export function gitlab (options: GitlabOptions = {}): Dialect {
  checkDialectOptions('gitlab', options)
  const isLive = options.wording === 'live'
  const isText = options.throttle === 'text'
  const messages = withMessages(gitlabWords.keywords, options.messages)
  const parameters = withMessages(parameterWords.keywords, options.messages)

  return writtenBy(defineDialect({
    name: 'gitlab',
    // Words of an application may be of a language of the moment.
    pure: options.messages === undefined,
    mediaType: 'application/json',
    accepted: { message: '202 Accepted' },
    rateLimit: gitlabRateLimit,
    // A request that fails validation is a bad request here; 422 is left to what the application says itself.
    status: (kind) => kind === 'validation_failed' ? 400 : undefined,
    render: (error, context) => error.kind === 'too_many_requests' && isText ? 'Retry later\n' : renderJson(error, context),
    ...(isText ? { headers: ({ kind }: KnownError) => kind === 'too_many_requests' ? { 'content-type': 'text/plain' } : {} } : undefined),
    schema: (status, of) => status === 429 && isText ? Type.Literal('Retry later\n') : of === undefined ? gitlabSchema() : schemaOf(of)
  }), options.messages === undefined ? { write: bodyText } : undefined)

  /** Of one kind: where it has no findings its message is a sentence, and an `error` stands in its place only as the options say. */
  function schemaOf (of: SchemaOf): Schema {
    if (isLive || options.oauth === true) return gitlabSchema()
    const sentence = Type.String({ minLength: 1 })
    const message = nested.has(of.kind) ? Type.Object({ error: sentence }) : of.mayHaveIssues ? messageMap() : sentence
    return withMembers(Type.Object({ message }), of)
  }

  function renderJson (error: ApiError, context: RenderContext): object {
    const oauth = options.oauth === true ? oauthBody(error) : undefined
    if (oauth !== undefined) return mergeExtra(oauth, error)
    const body = (isLive ? renderLive(error, context) : undefined) ?? { message: error.issues.length > 0 ? renderIssues(error, context) : renderMessage(error, context) }
    return error.extra === undefined ? body : { ...extraOf(error, body), ...body }
  }

  function renderIssues (error: ApiError, context: RenderContext): unknown {
    const issues = distinct(error.issues)
    const [first] = issues
    if (first !== undefined && issues.length === 1 && isMissing(first)) {
      const missing = `"${clean(displayPath(first.path))}" ${context.words?.keywords['required']?.(first, context) ?? 'not given'}`
      return `400 (Bad request) ${missing}`
    }
    return validationMap(issues, issue => messageOf(issue, messages, context))
  }

  /** Where the running product answers by its router, not by its models. */
  function renderLive (error: ApiError, context: RenderContext): object | undefined {
    const word = ownMessage(error) === undefined ? parameterWords.kinds[error.kind as Kind]?.(error.facts, context) : undefined
    if (word !== undefined) return { error: translated(error, context) ?? word }
    // What the application says itself is of its models.
    if (error.issues.length > 0 && error.issues.every(issue => issue.message === undefined)) {
      const found = distinct(error.issues).map(issue => `${parameterName(issue.path)} ${messageOf(issue, parameters, context)}`.trimStart())
      return { error: found.join(', ') }
    }
    return undefined
  }
}

/** Messages in maps and lists, as deep as the entities are. */
type Body = string | readonly string[] | { readonly [name: string]: Body | undefined }

function bodyText (body: Body): string {
  if (typeof body === 'string') return quoted(body)
  if (Array.isArray(body)) return listOf(body as readonly string[], quoted)
  let text = ''
  for (const name in body as Record<string, Body | undefined>) {
    const value = (body as Record<string, Body | undefined>)[name]
    if (value !== undefined) text += `${text === '' ? '' : ','}${quoted(name)}:${bodyText(value)}`
  }
  return `{${text}}`
}

function isMissing (issue: Issue): boolean {
  return issue.keyword === 'required' && issue.message === undefined && issue.path.length > 0
}

/** As the router writes it: `items[0][name]`. */
function parameterName ([first = '', ...inside]: Issue['path']): string {
  return clean(`${first}${inside.map(step => `[${step}]`).join('')}`)
}

/** Of these an application says no more than the reason. */
const reasoned = new Set<string>(['malformed_json', 'bad_request', 'invalid_url', 'unauthorized', 'forbidden', 'operational_constraint', 'not_found'])
/** These stand one level deeper. */
const nested = new Set<string>(['too_many_requests', 'spam_detected', 'captcha_required'])

function renderMessage (error: ApiError, context: RenderContext): string | { error: string } {
  const { kind, facts } = error
  const { status } = context
  const said = saidOf(error, context)
  const message = said === undefined
    ? gitlabWords.kinds[kind as Kind]?.(facts, context) ?? (error.definition?.own === undefined ? withReason(status, undefined) : error.message)
    : reasoned.has(kind) ? withReason(status, said) : said
  return nested.has(kind) ? { error: message } : message
}

/**
 * The schema of every JSON body: a message, or with live wording an `error`; further members are the application's.
 *
 * @example const response = { 404: gitlabSchema() } // for a route's documentation
 */
export function gitlabSchema (): Schema {
  return Type.Union([
    Type.Object({ message: messageMap() }),
    Type.Object({ error: Type.String({ minLength: 1 }) })
  ])
}

/** A sentence, or what was found by the places that it was found at. */
function messageMap (): Schema {
  const map = Type.RecursiveRecord(self => Type.Union([Type.Array(Type.String()), Type.String(), self]))
  return Type.Union([Type.String({ minLength: 1 }), map])
}
