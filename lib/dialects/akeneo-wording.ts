import type { ApiError, Facts } from '../errors/api-error.ts'
import type { Kind } from '../errors/catalog.ts'
import { clean } from '../http/echo.ts'
import type { RenderContext } from './dialect.ts'

/** The sentences of one wording. */
export interface AkeneoWording {
  /** What a kind says; undefined: the error's message. */
  readonly sentences: Partial<Record<Kind, (facts: Facts, context: RenderContext) => string | undefined>>
  /** One unknown property and nothing else. */
  readonly unknownProperty: (name: string) => string
  /** The first sentence of it, for an item among others. */
  readonly unknownPropertyItem: (name: string) => string
}

/** Follows the application's message where data is not known (422). */
export const checkTheFormat = 'Check the expected format on the API documentation.'

const mediaTypes = (allowed: readonly string[], quote: (type: string) => string): string => allowed.map(quote).join(' or ')

const isOrAre = (allowed: readonly string[]): string => allowed.length > 1 ? 'are' : 'is'

const common: AkeneoWording['sentences'] = {
  malformed_json: () => 'Invalid json message received',
  unauthorized: () => 'Authentication is required',
  forbidden: () => 'Access forbidden.',
  too_many_items: ({ limit }) => limit === undefined ? undefined : `Too many resources to process, ${limit} is the maximum allowed.`,
  // As the document advises, behind what a 413 would say.
  operational_constraint: ({ limit, unit }) => `${limit === undefined
    ? 'The request cannot be processed due to operational constraints.'
    : unit === 'bytes' ? `The request is too large, ${limit} bytes is the maximum allowed.` : `Too many resources to process, ${limit} is the maximum allowed.`
  } Send fewer items per batch or split your data into smaller operations.`,
  payload_too_large: ({ limit }) => limit === undefined ? undefined : `The request is too large, ${limit} bytes is the maximum allowed.`,
  too_many_requests: () => 'You have exceeded the limit of API requests per second.'
}

function wording (quote: (text: string) => string, missing: (facts: Facts) => string | undefined): AkeneoWording['sentences'] {
  return {
    ...common,
    not_found: ({ resource, id }) => {
      if (resource === undefined) return undefined
      return id === undefined ? `${resource} does not exist.` : `${resource} ${quote(clean(id))} does not exist.`
    },
    content_type_missing: missing
  }
}

const single = (text: string): string => `'${text}'`
const double = (text: string): string => `"${text}"`
// The document's typographic quotes: U+2018 … U+2019 round the value, U+2018 on both sides elsewhere.
const typographic = (text: string): string => `‘${text}‘`

/** As in the document, to the letter: its two spaces and its missing word too. */
export const documented: AkeneoWording = {
  sentences: {
    ...wording(single, ({ allowed }) => allowed && `The 'Content-type' header is missing. ${mediaTypes(allowed, single)} has to specified as value.`),
    route_not_found: (_, { method, path }) => `No route found for '${method} ${path}'`,
    method_not_allowed: ({ allow }, { method, path }) => allow &&
      `No route found for '${method} ${path}': Method Not Allowed (Allow: ${allow.join(', ')})`,
    not_acceptable: ({ value, allowed }) => value === undefined || allowed === undefined
      ? undefined
      : `‘${value}’ in ‘Accept‘ header is not valid. Only ${mediaTypes(allowed, typographic)} ${isOrAre(allowed)} allowed.`,
    unsupported_media_type: ({ value, allowed }) => value === undefined || allowed === undefined
      ? undefined
      : `'${value}' in 'Content-type' header is not valid.  Only ${mediaTypes(allowed, single)} ${isOrAre(allowed)} allowed.`
  },
  unknownProperty: (name) => `Property '${name}' does not exist. Check the standard format documentation.`,
  unknownPropertyItem: (name) => `Property '${name}' does not exist.`
}

/** As the running product says it. */
export const live: AkeneoWording = {
  sentences: {
    ...wording(double, ({ allowed }) => allowed && `The "Content-Type" header is missing. ${mediaTypes(allowed, double)} has to be specified as value.`),
    route_not_found: (_, { method, path, origin }) => `No route found for "${method} ${origin}${path}"`,
    method_not_allowed: ({ allow }, { method, path, origin }) => allow &&
      `No route found for "${method} ${origin}${path}": Method Not Allowed (Allow: ${allow.join(', ')})`,
    not_acceptable: ({ value, allowed }) => value === undefined || allowed === undefined
      ? undefined
      : `"${value}" in "Accept" header is not valid. Only ${mediaTypes(allowed, double)} ${isOrAre(allowed)} allowed.`,
    unsupported_media_type: ({ value, allowed }) => value === undefined || allowed === undefined
      ? undefined
      : `"${value}" in "Content-Type" header is not valid. Only ${mediaTypes(allowed, double)} ${isOrAre(allowed)} allowed.`
  },
  unknownProperty: (name) => `Property "${name}" does not exist. ${checkTheFormat}`,
  unknownPropertyItem: (name) => `Property "${name}" does not exist.`
}

/** The message of an error that is not a list of issues: the application's, else the wording's, else the catalog's. */
export function sentenceOf (error: ApiError, context: RenderContext, { sentences }: AkeneoWording): string {
  if (error.kind === 'internal') return 'Internal Server Error'
  return error.detail ?? sentences[error.kind]?.(error.facts, context) ?? error.message
}
