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

/** A part is copied when it turns out that something looks at it. */
function copyOf (request: FastifyRequest): ValidatedRequest {
  const { headers } = request
  const copy = {
    params: undefined as unknown,
    body: undefined as unknown,
    query: undefined as unknown,
    // Which of a body's validators is asked is said here.
    headers: headers as unknown,
    // What has a strict twin is Ajv's, and its findings need no schema.
    routeOptions: {},
    getValidationFunction (part: Part): unknown {
      const validator = strictOf(request.getValidationFunction(part as 'body'))
      if (validator === undefined) return undefined
      const name = part === 'querystring' ? 'query' : part
      const value = copied(request[name])
      if (part === 'body' && isForm(headers['content-type'])) asText(value)
      copy[name] = value
      // What cannot be copied, as a body with streams in it, is not looked at.
      return value === uncopied ? undefined : validator
    }
  }
  return copy
}

const uncopied = Symbol('uncopied')

function copied (value: unknown): unknown {
  try {
    return structuredClone(value)
  } catch {
    return uncopied
  }
}
