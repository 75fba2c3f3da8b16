import { alternatives, counted, limitOf, typesOf, type IssueMessage, type Messages } from './messages.ts'

const invalid: IssueMessage = () => 'is invalid'
const notInList: IssueMessage = () => 'is not included in the list'

const types: ReadonlyMap<unknown, string> = new Map([['integer', 'must be an integer'], ['number', 'is not a number']])

/** The product's models speak Rails' English. */
export const gitlabMessages: Messages = {
  default: invalid,
  required: () => "can't be blank",
  requiredAny: (issue) => `must have at least one of: ${alternatives(issue)}`,
  maxLength: (issue) => `is too long (maximum is ${counted(limitOf(issue), 'character')})`,
  minLength: (issue) => `is too short (minimum is ${counted(limitOf(issue), 'character')})`,
  type: (issue) => types.get(typesOf(issue).join()) ?? invalid(issue),
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
}

/** How the running product's router (Grape) words what is wrong with a parameter, after the parameter's name. */
export const parameterMessages: Messages = {
  default: invalid,
  required: () => 'is missing',
  requiredAny: (issue) => `${alternatives(issue)} are missing, at least one parameter must be provided`,
  enum: () => 'does not have a valid value',
  const: () => 'does not have a valid value',
  minimum: () => 'does not have a valid value',
  maximum: () => 'does not have a valid value',
  exclusiveMinimum: () => 'does not have a valid value',
  exclusiveMaximum: () => 'does not have a valid value'
}
