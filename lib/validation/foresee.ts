import type { FastifyRequest } from 'fastify'
import type { ApiError } from '../errors/api-error.ts'
import type { Part } from '../errors/issue.ts'
import { isForm } from '../http/form-types.ts'
import { failedWith } from './failed.ts'
import { findingsOf, type ValidatedRequest } from './findings.ts'
import { PathBudget } from './path-budget.ts'
import { strictOf } from './strict-twins.ts'
import { asText } from './text-bodies.ts'

/**
 * What validation would find in a request that Fastify's own is about to validate. It works on copies: validators fill in, take out
 * and turn into something else.
 *
 * @param limit - of the issues that are looked for
 */
export function foreseenFailure (request: FastifyRequest, limit: number): ApiError | undefined {
  const budget = new PathBudget()
  const issues = findingsOf(copyOf(request), undefined, limit, budget)
  return issues.length === 0 ? undefined : failedWith([], issues, limit, budget)
}

function copyOf (request: FastifyRequest): ValidatedRequest {
  const { params, body, query, headers, routeOptions } = request
  const validator = (part: Part): unknown => strictOf(request.getValidationFunction(part as 'body'))
  const parts = { params, body, querystring: query, headers }
  const copies = new Map(Object.entries(parts).map(([part, value]) => [part, copied(value)]))
  if (isForm(headers['content-type'])) asText(copies.get('body'))
  return {
    params: copies.get('params'),
    body: copies.get('body'),
    query: copies.get('querystring'),
    headers: copies.get('headers'),
    routeOptions,
    // What cannot be copied, as a body with streams in it, is not looked at.
    getValidationFunction: part => copies.get(part) === uncopied ? undefined : validator(part)
  }
}

const uncopied = Symbol('uncopied')

function copied (value: unknown): unknown {
  try {
    return structuredClone(value)
  } catch {
    return uncopied
  }
}
