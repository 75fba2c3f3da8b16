import { catalog } from '../errors/catalog.ts'
import type { Issue } from '../errors/issue.ts'
import { gitlabPhrase } from './gitlab-phrases.ts'
import { alternatives, counted, limitOf, typesOf, wordsOf, type IssueMessage, type Words } from './messages.ts'
import { constraintOf } from './operational.ts'

const invalid: IssueMessage = () => 'is invalid'
const notInList: IssueMessage = () => 'is not included in the list'

const types: ReadonlyMap<unknown, string> = new Map([['integer', 'must be an integer'], ['number', 'is not a number']])

/** A phrase, and the reason behind it: `400 Bad request - The body is not valid JSON`. */
export function withReason (status: number, reason: string | undefined): string {
  const phrase = `${status} ${gitlabPhrase(status)}`
  return reason === undefined ? phrase : `${phrase} - ${reason}`
}

/** The product's models speak Rails' English, and the API itself in phrases. */
export const gitlabWords: Words = wordsOf({
  keywords: {
    default: invalid,
    required: () => "can't be blank",
    requiredAny: (issue) => `must have at least one of: ${alternatives(issue)}`,
    maxLength: (issue) => `is too long (maximum is ${counted(limitOf(issue), 'character')})`,
    minLength: (issue) => `is too short (minimum is ${counted(limitOf(issue), 'character')})`,
    type: (issue) => types.get(typesOf(issue).join()) ?? 'is invalid',
    enum: notInList,
    const: notInList,
    minimum: (issue) => `must be greater than or equal to ${limitOf(issue)}`,
    exclusiveMinimum: (issue) => `must be greater than ${limitOf(issue)}`,
    maximum: (issue) => `must be less than or equal to ${limitOf(issue)}`,
    exclusiveMaximum: (issue) => `must be less than ${limitOf(issue)}`,
    additionalProperties: () => 'is not allowed',
    minItems: (issue) => `is too short (minimum is ${counted(limitOf(issue), 'item')})`,
    maxItems: (issue) => `is too long (maximum is ${counted(limitOf(issue), 'item')})`,
    uniqueItems: () => 'must be unique'
  },
  kinds: {
    malformed_json: (_, { status }) => withReason(status, 'The body is not valid JSON'),
    operational_constraint: (facts, { status }) => withReason(status, constraintOf(facts) ?? catalog.operational_constraint.meaning),
    not_found: ({ resource }, { status }) => resource === undefined ? undefined : `${status} ${resource} Not Found`,
    method_not_allowed: ({ moved }) => moved === true ? 'Non GET methods are not allowed for moved projects' : undefined,
    too_many_requests: () => 'This endpoint has been requested too many times. Try again later.',
    spam_detected: () => catalog.spam_detected.meaning,
    captcha_required: () => catalog.captcha_required.meaning
  }
})

const noValue: IssueMessage = () => 'does not have a valid value'
const lengthOf = (which: 'greater' | 'less', issue: Issue): string => `is expected to have length ${which} than or equal to ${limitOf(issue)}`

/** How the running product's router (Grape) words what is wrong with a parameter, after the parameter's name. */
export const parameterWords: Words = wordsOf({
  keywords: {
    default: invalid,
    required: () => 'is missing',
    requiredAny: (issue) => `${alternatives(issue)} are missing, at least one parameter must be provided`,
    minLength: (issue) => limitOf(issue) === 1 ? 'is empty' : lengthOf('greater', issue),
    maxLength: (issue) => lengthOf('less', issue),
    minItems: (issue) => lengthOf('greater', issue),
    maxItems: (issue) => lengthOf('less', issue),
    additionalProperties: () => 'is not allowed',
    enum: noValue,
    const: noValue,
    minimum: noValue,
    maximum: noValue,
    exclusiveMinimum: noValue,
    exclusiveMaximum: noValue
  },
  kinds: {
    route_not_found: () => '404 Not Found',
    // What has moved is told by the API itself.
    method_not_allowed: ({ moved }) => moved === true ? undefined : '405 Not Allowed',
    content_type_missing: () => "The provided content-type '' is not supported.",
    unsupported_media_type: ({ value }) => value === undefined ? undefined : `The provided content-type '${value}' is not supported.`
  }
})
