import type { FastifyRequest, FastifySchemaValidationError } from 'fastify'
import { ApiError } from '../errors/api-error.ts'
import { safeFacts } from '../errors/facts.ts'
import { issuesOfFindings, type Finding, type Issue, type Part } from '../errors/issue.ts'
import { marksOf, type Marks } from '../errors/mappers/marks.ts'
import type { Mapper } from '../errors/normalize.ts'
import { findingsOf, firstFindings, type RawFindings, type ValidatedRequest } from './findings.ts'
import { PathBudget } from './path-budget.ts'

/** How many issues are listed where the validation is Fastify's own, or nothing is said. */
export const standardLimit = 100

/**
 * Knows what Fastify's validation reports. Only a part of the request can be the client's fault: a response that fails its
 * schema also carries `validation`, and is a 500.
 *
 * @param limit - undefined: the validation is Fastify's own
 */
export function validationErrors (limit: number | undefined): Mapper<FastifyRequest> {
  return (thrown, request) => {
    const marks = marksOf(thrown)
    if (!Array.isArray(marks?.validation) || !parts.has(marks.validationContext)) return undefined
    return validationFailed(limit, request, {
      part: marks.validationContext as Part,
      items: marks.validation as FastifySchemaValidationError[]
    }, attached.get(request), marks)
  }
}

// With attachValidation, Fastify puts its own findings in place of these.
const attached = new WeakMap<FastifyRequest, ReadonlyArray<Issue['path']>>()

/** Remembers the unknown properties of a request whose route looks at the findings itself. */
export function attachUnknown (request: FastifyRequest, unknown: ReadonlyArray<Issue['path']>): void {
  attached.set(request, unknown)
}

const parts = new Set<unknown>(['body', 'querystring', 'params', 'headers'])

/**
 * The error with all findings of all parts; where the route has Fastify's own validation, with its one finding and its 400.
 */
export function validationFailed (limit: number | undefined, request: FastifyRequest, failed: RawFindings | undefined, unknown: ReadonlyArray<Issue['path']> = [], thrown?: Marks): ApiError {
  const budget = new PathBudget()
  if (limit === undefined) {
    const status = thrown?.code === 'FST_ERR_VALIDATION' ? 400 : undefined
    const found = failed === undefined ? [] : firstFindings(request as ValidatedRequest, failed, standardLimit, budget)
    return failedWith(unknown, found, standardLimit, budget, status)
  }
  const found = findingsOf(request as ValidatedRequest, failed, limit, budget)
  // What Fastify has refused is told, however many properties are unknown.
  const room = failed === undefined ? limit : limit - 1
  if (unknown.length > room) budget.omit(unknown.length - room)
  return failedWith(unknown.slice(0, room), found, limit, budget)
}

const nothingOmitted = safeFacts({ omitted: 0 })

/** The error for unknown properties and other findings. */
export function failedWith (unknown: ReadonlyArray<Issue['path']>, found: readonly Finding[], limit: number, budget: PathBudget, status?: number): ApiError {
  const issues = unknown.length === 0 ? found : [...unknown.map((path): Finding => ({ path, keyword: 'additionalProperties' })), ...found]
  if (issues.length > limit) budget.omit(issues.length - limit)
  const facts = budget.omitted === 0 ? nothingOmitted : safeFacts({ omitted: budget.omitted })
  const shown = issuesOfFindings(issues.length > limit ? issues.slice(0, limit) : issues)
  return new ApiError('validation_failed', status === undefined ? { issues: shown, facts } : { issues: shown, facts, status })
}
