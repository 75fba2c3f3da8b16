import type { Facts } from '../errors/facts.ts'
import { displayPath, type Issue } from '../errors/issue.ts'
import { textOf } from '../errors/text-of.ts'
import { clean } from '../http/echo.ts'
import type { RenderContext } from './context.ts'
import { alternatives, counted, isBlank, limitOf, typesOf, wordsOf, type IssueMessage, type KindMessages, type Messages, type Words } from './messages.ts'

/** The sentences of one wording. */
export interface AkeneoWords extends Words {
  /** What follows where one property is unknown, and nothing else is wrong. */
  readonly advice: string
}

/** Follows the application's message where data is not known (422). */
export const checkTheFormat = 'Check the expected format on the API documentation.'

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
const keywordsOf = (quote: Quote) => ({
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
  format: (issue) => formats.get(issue.params?.format),
  additionalProperties: ({ path }) => `Property ${quote(clean(displayPath(path)))} does not exist.`
} satisfies Messages)

/** That a value may be null as well is not said. */
function nameOf (types: string[]): string {
  return types.length === 1 ? types.join() : types.filter(type => type !== 'null').join('|')
}

type Quote = (text: string) => string

const typesIn = (allowed: readonly string[], quote: Quote): string => allowed.map(quote).join(' or ')

const only = (allowed: readonly string[], quote: Quote): string => `Only ${typesIn(allowed, quote)} ${allowed.length > 1 ? 'are' : 'is'} allowed.`

const kindsOf = (quote: Quote): KindMessages => ({
  malformed_json: () => 'Invalid json message received',
  unauthorized: ({ challenge }) => challenge?.description || 'Authentication is required',
  forbidden: () => 'Access forbidden.',
  not_found: ({ resource, id }) => resource === undefined ? undefined : `${resource} ${id === undefined ? '' : `${quote(clean(id))} `}does not exist.`,
  too_many_items: ({ limit }) => limit === undefined ? undefined : `Too many resources to process, ${limit} is the maximum allowed.`,
  // As the document advises, behind what a 413 would say; of a payload in the words of its later state.
  operational_constraint: (facts) => `${overLimit(facts)} ${facts.unit === 'bytes'
    ? 'Split your data into smaller chunks or lower the item count per request.'
    : 'Send fewer items per batch or split your data into smaller operations.'}`,
  payload_too_large: ({ limit }) => limit === undefined ? undefined : overLimit({ limit, unit: 'bytes' }),
  too_many_requests: () => 'You have exceeded the limit of API requests per second.'
})

function overLimit ({ limit, unit }: Facts): string {
  if (limit === undefined) return 'The request cannot be processed due to operational constraints.'
  return unit === 'bytes' ? `The request is too large, ${limit} bytes is the maximum allowed.` : `Too many resources to process, ${limit} is the maximum allowed.`
}

const single: Quote = (text) => `'${text}'`
const double: Quote = (text) => `"${text}"`
// The document's typographic quotes: U+2018 … U+2019 round the value, U+2018 on both sides elsewhere.
const typographic: Quote = (text) => `‘${text}‘`

/** As in the document, to the letter: its two spaces and its missing word too. */
export const documented: AkeneoWords = wordsOf({
  keywords: keywordsOf(single),
  kinds: {
    ...kindsOf(single),
    content_type_missing: ({ allowed }) => allowed && `The 'Content-type' header is missing. ${typesIn(allowed, single)} has to specified as value.`,
    route_not_found: (_, { method, path }) => `No route found for '${method} ${path}'`,
    method_not_allowed: ({ allow }, { method, path }) => allow && `No route found for '${method} ${path}': Method Not Allowed (Allow: ${allow.join(', ')})`,
    not_acceptable: ({ value, allowed }) => value === undefined || allowed === undefined
      ? undefined
      : `‘${value}’ in ‘Accept‘ header is not valid. ${only(allowed, typographic)}`,
    unsupported_media_type: ({ value, allowed }) => value === undefined || allowed === undefined
      ? undefined
      : `'${value}' in 'Content-type' header is not valid.  ${only(allowed, single)}`
  },
  advice: 'Check the standard format documentation.'
})

/** What the product's parameters of lists say, alone and without a link; undefined of any other. */
export function pagination (issue: Issue, context: RenderContext): string | undefined {
  const [name] = issue.path
  if (issue.part !== 'querystring' || issue.message !== undefined || (name !== 'page' && name !== 'limit')) return undefined
  if (name === 'limit' && issue.keyword === 'maximum') return `You cannot request more than ${limitOf(issue)} items.`
  const given = textOf(context.given?.(issue))
  return given === undefined ? undefined : `"${clean(given)}" is not a valid ${name} number.`
}

/** What the product says of a value of a body that has another type than it expects; undefined where that is not known. */
export function wrongType (issue: Issue, context: RenderContext): string | undefined {
  if (issue.keyword !== 'type' || issue.message !== undefined || issue.path.length === 0 || (issue.part ?? 'body') !== 'body') return undefined
  const expected = new Set<string | undefined>(typesOf(issue).filter(type => type !== 'null').map(type => articles[type]))
  const [one] = expected
  const given = typeGiven(context.given?.(issue))
  if (one === undefined || given === undefined || expected.has(undefined)) return undefined
  const isScalar = expected.size > 1 && !expected.has('an array')
  return expected.size > 1 && !isScalar ? undefined : `Property "${clean(displayPath(issue.path))}" expects ${isScalar ? 'a scalar' : one} as data, "${given}" given.`
}

// To PHP both are one.
const articles: Readonly<Record<string, string>> = { object: 'an array', array: 'an array', string: 'a string', integer: 'an integer', number: 'a numeric', boolean: 'a boolean' }

/** PHP's names of types. */
function typeGiven (value: unknown): string | undefined {
  if (value === null) return 'NULL'
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'double'
  if (typeof value === 'object') return 'array'
  return value === undefined ? undefined : typeof value
}

/** As the running product says it. */
export const live: AkeneoWords = wordsOf({
  keywords: {
    ...keywordsOf(double),
    type: (issue, context) => pagination(issue, context) ?? wrongType(issue, context) ?? keywordsOf(double).type(issue),
    minimum: (issue, context) => pagination(issue, context) ?? keywordsOf(double).minimum(issue),
    maximum: (issue, context) => pagination(issue, context) ?? keywordsOf(double).maximum(issue)
  },
  kinds: {
    ...kindsOf(double),
    payload_too_large: ({ limit }) => limit === undefined ? undefined : `Request content exceeded the maximum allowed size of ${limit} bytes`,
    content_type_missing: ({ allowed }) => allowed && `The "Content-Type" header is missing. ${typesIn(allowed, double)} has to be specified as value.`,
    route_not_found: (_, { method, path, origin }) => `No route found for "${method} ${origin}${path}"`,
    method_not_allowed: ({ allow }, { method, path, origin }) => allow && `No route found for "${method} ${origin}${path}": Method Not Allowed (Allow: ${allow.join(', ')})`,
    not_acceptable: ({ value, allowed }) => value === undefined || allowed === undefined
      ? undefined
      : `"${value}" in "Accept" header is not valid. ${only(allowed, double)}`,
    unsupported_media_type: ({ value, allowed }) => value === undefined || allowed === undefined
      ? undefined
      : `"${value}" in "Content-Type" header is not valid. ${only(allowed, double)}`
  },
  advice: checkTheFormat
})
