import { Type, type Schema } from '../options/type.ts'
import type { ApiError } from '../errors/api-error.ts'
import { displayPath, type Issue } from '../errors/issue.ts'
import { clean } from '../http/echo.ts'
import { defineDialect, type Dialect } from './dialect.ts'
import { mergeExtra, without } from './extra.ts'
import { gitlabMessages, parameterMessages } from './gitlab-messages.ts'
import { gitlabPhrase } from './gitlab-phrases.ts'
import { distinct, messageOf, withMessages, type Messages } from './messages.ts'
import { oauthBody } from './gitlab-oauth.ts'
import { constraintOf } from './operational.ts'
import { checkDialectOptions } from './options.ts'
import { gitlabRateLimit } from './rate-limit-fields.ts'
import { validationMap } from './validation-map.ts'

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
  const messages = withMessages(gitlabMessages, options.messages)
  const parameters = withMessages(parameterMessages, options.messages)

  return defineDialect({
    name: 'gitlab',
    // Words of an application may be of a language of the moment.
    pure: options.messages === undefined,
    mediaType: 'application/json',
    accepted: { message: '202 Accepted' },
    rateLimit: gitlabRateLimit,
    // A request that fails validation is a bad request here; 422 is left to what the application says itself.
    status: (kind) => kind === 'validation_failed' ? 400 : undefined,
    render: (error, { status }) => error.kind === 'too_many_requests' && isText ? 'Retry later\n' : renderJson(error, status),
    headers: (error) => error.kind === 'too_many_requests' && isText ? { 'content-type': 'text/plain' } : {},
    schema: (status) => status === 429 && isText ? Type.Literal('Retry later\n') : gitlabSchema()
  })

  function renderJson (error: ApiError, status: number): object {
    const oauth = options.oauth === true ? oauthBody(error) : undefined
    if (oauth !== undefined) return mergeExtra(oauth, error.extra)
    const body = isLive ? renderLive(error) ?? documentedBody(error, status) : documentedBody(error, status)
    return error.extra === undefined ? body : { ...without(error.extra, body), ...body }
  }

  function documentedBody (error: ApiError, status: number): object {
    return { message: error.issues.length > 0 ? renderIssues(error) : renderMessage(error, status) }
  }

  function renderIssues (error: ApiError): unknown {
    const issues = distinct(error.issues)
    const [first] = issues
    if (first !== undefined && issues.length === 1 && isMissing(first)) {
      const missing = `"${clean(displayPath(first.path))}" not given`
      return isLive ? `400 Bad request - ${missing}` : `400 (Bad request) ${missing}`
    }
    return validationMap(issues, issue => messageOf(issue, messages))
  }

  /** Where the running product answers by its router, not by its models. */
  function renderLive (error: ApiError): object | undefined {
    if (error.kind === 'route_not_found') return { error: '404 Not Found' }
    if (error.kind === 'method_not_allowed' && error.detail === undefined) return { error: '405 Not Allowed' }
    const type = error.kind === 'content_type_missing' ? '' : error.kind === 'unsupported_media_type' ? error.facts.value : undefined
    if (type !== undefined && error.detail === undefined) {
      return { error: `The provided content-type '${type}' is not supported.` }
    }
    if (error.issues.length > 0 && error.issues.every(isParameter)) {
      const found = distinct(error.issues).map(issue => `${clean(displayPath(issue.path))} ${messageOf(issue, parameters)}`.trimStart())
      return { error: found.join(', ') }
    }
    return undefined
  }
}

function isMissing (issue: Issue): boolean {
  return issue.keyword === 'required' && issue.message === undefined && issue.path.length > 0
}

function isParameter (issue: Issue): boolean {
  return issue.part === 'querystring' || issue.part === 'params' || issue.part === 'headers'
}

function renderMessage (error: ApiError, status: number): unknown {
  const { detail, kind, facts } = error
  const plain = `${status} ${gitlabPhrase(status)}`
  switch (kind) {
    case 'too_many_requests':
      return { error: detail ?? 'This endpoint has been requested too many times. Try again later.' }
    case 'spam_detected':
    case 'captcha_required':
      return { error: error.message }
    case 'malformed_json':
      return `${plain} - ${detail ?? 'The body is not valid JSON'}`
    case 'bad_request':
    case 'invalid_url':
    case 'unauthorized':
    case 'forbidden':
      return detail === undefined ? plain : `${plain} - ${detail}`
    case 'operational_constraint':
      return `${plain} - ${detail ?? constraintOf(facts) ?? error.message}`
    case 'not_found':
      if (detail === undefined && facts.resource !== undefined) return `${status} ${facts.resource} Not Found`
      return detail === undefined ? plain : `${plain} - ${detail}`
    case 'internal':
      return plain
    case 'method_not_allowed':
      return detail ?? (facts.moved === true ? 'Non GET methods are not allowed for moved projects' : plain)
    default:
      return detail ?? plain
  }
}

/** The schema of every JSON body: a message, or with live wording an `error`; further members are the application's. */
export function gitlabSchema (): Schema {
  const map = Type.RecursiveRecord(self => Type.Union([Type.Array(Type.String()), Type.String(), self]))
  return Type.Union([
    Type.Object({ message: Type.Union([Type.String({ minLength: 1 }), map]) }),
    Type.Object({ error: Type.String({ minLength: 1 }) })
  ])
}
