import type { FastifyRequest, FastifySchemaValidationError } from 'fastify'
import { ApiError } from '../errors/api-error.ts'
import type { Issue, IssueInit, Part } from '../errors/issue.ts'
import type { Mapper } from '../errors/normalize.ts'
import { marksOf } from '../errors/mappers/marks.ts'
import { defaults } from '../settings.ts'
import { findingsOf, type RawFindings, type ValidatedRequest } from '../validation/findings.ts'
import { holdingFor } from './scope.ts'

/**
 * What Fastify's validation reports. Only a part of the request can be the client's fault:
 * a response that fails its schema also carries `validation`, and is a 500.
 */
export const validationErrors: Mapper<FastifyRequest> = (thrown, request) => {
  const marks = marksOf(thrown)
  if (!Array.isArray(marks?.validation) || !parts.has(marks.validationContext)) return undefined
  return validationFailed(request, {
    part: marks.validationContext as Part,
    items: marks.validation as FastifySchemaValidationError[]
  }, attached.get(request))
}

// With attachValidation, Fastify puts its own findings in place of these.
const attached = new WeakMap<FastifyRequest, ReadonlyArray<Issue['path']>>()

/** Remembers the unknown properties of a request whose route looks at the findings itself. */
export function attachUnknown (request: FastifyRequest, unknown: ReadonlyArray<Issue['path']>): void {
  attached.set(request, unknown)
}

const parts = new Set<unknown>(['body', 'querystring', 'params', 'headers'])

/** The error with all findings of all parts. */
export function validationFailed (request: FastifyRequest, failed: RawFindings | undefined, unknown: ReadonlyArray<Issue['path']> = []): ApiError {
  const { settings } = holdingFor(request)
  const limit = settings.validation ?? defaults.validation as number
  const found = findingsOf(request as ValidatedRequest, failed, limit)
  if (unknown.length === 0) return new ApiError('validation_failed', { issues: found })
  const issues: IssueInit[] = unknown.map(path => ({ path, keyword: 'additionalProperties' }))
  for (const one of found) issues.push(one)
  return new ApiError('validation_failed', { issues: issues.slice(0, limit) })
}
