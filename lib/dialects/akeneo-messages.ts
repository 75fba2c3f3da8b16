import { alternatives, counted, isBlank, limitOf, typesOf, type IssueMessage, type Messages } from './messages.ts'

const formats: ReadonlyMap<unknown, string> = new Map(Object.entries({
  email: 'This value is not a valid email address.',
  'idn-email': 'This value is not a valid email address.',
  uri: 'This value is not a valid URL.',
  'uri-reference': 'This value is not a valid URL.',
  url: 'This value is not a valid URL.',
  date: 'This value is not a valid date.',
  'date-time': 'This value is not a valid datetime.',
  uuid: 'This is not a valid UUID.'
}))

const blank = 'This value should not be blank.'
const invalid: IssueMessage = () => 'This value is not valid.'
const noChoice: IssueMessage = () => 'The value you selected is not a valid choice.'

/** The product's validator speaks Symfony's English. */
export const akeneoMessages: Messages = {
  default: invalid,
  required: () => blank,
  requiredAny: (issue) => `At least one of these properties should be given: ${alternatives(issue)}.`,
  type: (issue) => `This value should be of type ${nameOf(typesOf(issue))}.`,
  maxLength: (issue) => `This value is too long. It should have ${counted(limitOf(issue), 'character')} or less.`,
  minLength: (issue) => isBlank(issue)
    ? blank
    : `This value is too short. It should have ${counted(limitOf(issue), 'character')} or more.`,
  enum: noChoice,
  const: noChoice,
  minimum: (issue) => `This value should be ${limitOf(issue)} or more.`,
  maximum: (issue) => `This value should be ${limitOf(issue)} or less.`,
  exclusiveMinimum: (issue) => `This value should be greater than ${limitOf(issue)}.`,
  exclusiveMaximum: (issue) => `This value should be less than ${limitOf(issue)}.`,
  multipleOf: (issue) => `This value should be a multiple of ${limitOf(issue, 'multipleOf')}.`,
  minItems: (issue) => `This collection should contain ${counted(limitOf(issue), 'element')} or more.`,
  maxItems: (issue) => `This collection should contain ${counted(limitOf(issue), 'element')} or less.`,
  uniqueItems: () => 'This collection should contain only unique elements.',
  format: (issue) => formats.get(issue.params?.format) ?? invalid(issue)
}

/** That a value may be null as well is not said. */
function nameOf (types: string[]): string {
  return types.length === 1 ? types.join() : types.filter(type => type !== 'null').join('|')
}
