import type { FastifyRequest } from 'fastify'
import { ApiError, type ApiErrorInit } from '../errors/api-error.ts'
import { internal } from '../errors/constructors.ts'
import { safeFacts } from '../errors/facts.ts'
import { issuesOfFindings, type Finding, type Issue, type Part } from '../errors/issue.ts'
import { marksOf, type Marks } from '../errors/mappers/marks.ts'
import type { Mapper } from '../errors/normalize.ts'
import { refusal } from '../errors/refused.ts'
import { fastifyWords, unknownIn, ValidationFailure, type Reported } from './failure.ts'
import { allOf, firstFindings, lookAt, type RawFindings, type ValidatedRequest } from './findings.ts'
import { PathBudget } from './path-budget.ts'
import { remember, repeatedOf } from './repeated.ts'
import { isOfValidator, saidItems } from './said-items.ts'

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
    if (marks === undefined || !parts.has(marks.validationContext)) return undefined
    if (!isFailure(thrown, marks)) return isFault(thrown, marks) ? internal({ cause: thrown }) : undefined
    const unknown = unknownIn(thrown)
    if (unknown !== undefined) return validationFailed(limit, request, undefined, unknown)
    const said = marks.validation === undefined || marks.validation === true ? thrown : marks.validation
    const failed = { part: marks.validationContext as Part, items: saidItems(said, standardLimit) }
    return validationFailed(limit, request, failed, attached.get(request), marks)
  }
}

/**
 * Fastify marks what a validator has answered or thrown, and whatever was the matter with it: only what has no status and no code of
 * its own says something of the request.
 */
function isFailure (thrown: unknown, { validation, statusCode, code, name }: Marks): boolean {
  if (Array.isArray(validation) || isOfValidator(thrown)) return true
  return statusCode === 400 && code === 'FST_ERR_VALIDATION' && !(thrown instanceof Error && faults.has(name))
}

/** Somebody's mistake, or a system that is away: it has a 400 of Fastify where a validator waits, or answers it, and its words are not for clients. */
function isFault (thrown: unknown, { statusCode, name, syscall }: Marks): boolean {
  return thrown instanceof Error && statusCode === 400 && (faults.has(name) || syscall !== undefined)
}

/** Of the language: they say that somebody has made a mistake. */
const faults = new Set<unknown>(['TypeError', 'RangeError', 'ReferenceError', 'SyntaxError', 'EvalError', 'URIError'])

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
  const message = thrown && formatted(thrown)
  if (limit === undefined) {
    const status = thrown?.code === 'FST_ERR_VALIDATION' ? 400 : undefined
    const found = failed === undefined ? [] : firstFindings(request as ValidatedRequest, failed, standardLimit, budget)
    return failedWith(unknown, found, standardLimit, budget, { status, message })
  }
  const looked = lookAt(request as ValidatedRequest, failed, limit, budget)
  const { read, last } = looked
  const only = read.length === 0 && unknown.length === 0 && message === undefined && budget.omitted === 0 ? last : undefined
  const known = only && repeatedOf(only.validator, only.items)
  if (known !== undefined) return known
  const found = allOf(looked, request as ValidatedRequest, limit, budget)
  // What Fastify has refused is told, however many properties are unknown.
  const room = failed === undefined ? limit : limit - 1
  if (unknown.length > room) budget.omit(unknown.length - room)
  const error = failedWith(unknown.slice(0, room), found, limit, budget, { message })
  return only === undefined || budget.omitted > 0 ? error : remember(only.validator, only.items, error)
}

/** What a `schemaErrorFormatter` of the application says; undefined where the words are Fastify's. */
function formatted (thrown: Marks): string | undefined {
  if (thrown instanceof ValidationFailure || !(thrown instanceof Error) || thrown.code !== 'FST_ERR_VALIDATION' || !Array.isArray(thrown.validation)) return undefined
  const { message } = thrown
  return message === fastifyWords(thrown as unknown as Reported) ? undefined : message
}

const nothingOmitted = safeFacts({ omitted: 0 })

/** The error for unknown properties and other findings. */
export function failedWith (unknown: ReadonlyArray<Issue['path']>, found: readonly Finding[], limit: number, budget: PathBudget, { status, message }: { status?: number | undefined, message?: string | undefined } = noChoice): ApiError {
  const issues = unknown.length === 0 ? found : [...unknown.map((path): Finding => ({ path, keyword: 'additionalProperties' })), ...found]
  if (issues.length > limit) budget.omit(issues.length - limit)
  const facts = budget.omitted === 0 ? nothingOmitted : safeFacts({ omitted: budget.omitted })
  const shown = issuesOfFindings(issues.length > limit ? issues.slice(0, limit) : issues)
  return refusal(new ApiError('validation_failed', { issues: shown, facts, status, message } as ApiErrorInit))
}

const noChoice = Object.freeze({})
