import { textOf } from '../errors/text-of.ts'
import { clean } from '../http/echo.ts'
import { alternatives, counted, isBlank, limitOf, typesOf, wordsOf, type IssueMessage, type Words } from './messages.ts'
import { constraintOf } from './operational.ts'

const choices: IssueMessage = (issue) => {
  const allowed = issue.params?.allowedValues
  return Array.isArray(allowed) ? `must be one of: ${allowed.map(value => JSON.stringify(value)).join(', ')}` : 'is not an allowed value'
}

/** Plain English that says what would be right: `problem()` speaks it, and whoever has no words of his own. */
export const plainWords: Words = wordsOf({
  keywords: {
    default: () => 'is not valid',
    required: () => 'is required',
    requiredAny: (issue) => `must have at least one of: ${alternatives(issue)}`,
    type: (issue) => `must be of type ${typesOf(issue).join(' or ')}`,
    maxLength: (issue) => `must have at most ${counted(limitOf(issue), 'character')}`,
    minLength: (issue) => isBlank(issue) ? 'must not be empty' : `must have at least ${counted(limitOf(issue), 'character')}`,
    pattern: () => 'does not have the right form',
    format: (issue) => `is not a valid ${textOf(issue.params?.format) ?? 'value'}`,
    enum: choices,
    const: choices,
    minimum: (issue) => `must be ${limitOf(issue)} or more`,
    maximum: (issue) => `must be ${limitOf(issue)} or less`,
    exclusiveMinimum: (issue) => `must be greater than ${limitOf(issue)}`,
    exclusiveMaximum: (issue) => `must be less than ${limitOf(issue)}`,
    multipleOf: (issue) => `must be a multiple of ${limitOf(issue, 'multipleOf')}`,
    minItems: (issue) => `must have at least ${counted(limitOf(issue), 'item')}`,
    maxItems: (issue) => `must have at most ${counted(limitOf(issue), 'item')}`,
    uniqueItems: () => 'must not repeat an item',
    additionalProperties: () => 'is not a known property'
  },
  kinds: {
    unauthorized: ({ challenge }) => challenge?.description,
    not_found: ({ resource, id }) => resource === undefined ? undefined : `${resource}${id === undefined ? '' : ` '${clean(id)}'`} does not exist.`,
    route_not_found: (_, { path }) => `There is nothing at ${path}.`,
    method_not_allowed: ({ allow }, { method, path }) => allow && `${method} is not supported at ${path}. Supported: ${allow.join(', ')}.`,
    not_acceptable: ({ value, allowed }) => value === undefined || allowed === undefined
      ? undefined
      : `The Accept header '${value}' allows nothing that can be sent. Available: ${allowed.join(' or ')}.`,
    unsupported_media_type: ({ value, allowed }) => value === undefined || allowed === undefined
      ? undefined
      : `The content type '${value}' is not supported. Supported: ${allowed.join(' or ')}.`,
    content_type_missing: ({ allowed }) => allowed && `The Content-Type header is missing. Supported: ${allowed.join(' or ')}.`,
    unsupported_coding: ({ value }) => value === undefined ? undefined : `The content coding '${value}' is not supported.`,
    operational_constraint: constraintOf,
    payload_too_large: ({ limit }) => limit === undefined ? undefined : `The request body is larger than ${limit} bytes.`,
    too_many_items: ({ limit }) => limit === undefined ? undefined : `The request has more than ${limit} items.`
  }
})
