import { textOf } from '../errors/text-of.ts'
import { alternatives, counted, isBlank, limitOf, typesOf, type IssueMessage, type Messages } from './messages.ts'

const choices: IssueMessage = (issue) => {
  const allowed = issue.params?.allowedValues
  return Array.isArray(allowed) ? `must be one of: ${allowed.map(value => JSON.stringify(value)).join(', ')}` : 'is not an allowed value'
}

/** Plain English that says what would be right. */
export const problemMessages: Messages = {
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
}
