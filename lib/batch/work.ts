import type { TSchema } from '@sinclair/typebox'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { ApiError } from '../errors/api-error.ts'
import type { IssueInit } from '../errors/issue.ts'
import { normalize } from '../errors/normalize.ts'
import { findingsOf, type ValidatedRequest } from '../validation/findings.ts'
import { compileUnknownProperties, type UnknownProperties } from '../validation/unknown-properties.ts'
import { jsonOptionsOf } from '../wire/json-options.ts'
import { logDialectFault, logError, logMapperFault } from '../wire/log.ts'
import { visible } from '../wire/mask.ts'
import { renderValue } from '../wire/render.ts'
import { requestView } from '../wire/request-view.ts'
import { holdingFor } from '../wire/scope.ts'
import type { Settings } from '../settings.ts'
import type { BatchHandler } from './options.ts'
import type { Work } from './run.ts'

export interface WorkParts {
  readonly key: string
  readonly item: TSchema
  readonly handler: BatchHandler
}

/** Puts together how the lines of a request are checked, handled and refused: as requests of their own would be. */
export function workOf (scope: FastifyInstance, request: FastifyRequest, limits: Pick<Work, 'concurrency' | 'isTimed' | 'tooLong'>, { key, item, handler }: WorkParts): Work {
  const { settings, mappers } = holdingFor(request)
  return {
    key,
    json: jsonOptionsOf(scope, request),
    ...limits,
    check: checkOf(scope, request, settings, item),
    handle: (value, context) => handler(value, request, context),
    refuse (thrown) {
      const error = normalize(thrown, mappers, request, logMapperFault(request.log))
      logError(request.log, error, thrown)
      const { status, value } = renderValue(visible(error, settings, request), settings.dialect, requestView(request, settings), logDialectFault(request.log))
      return { status, members: typeof value === 'object' && value !== null ? value as Record<string, unknown> : { message: String(value).trimEnd() } }
    }
  }
}

// What a reference in a schema means is the scope's.
const unknownByScope = new WeakMap<FastifyInstance, { found: UnknownProperties | undefined }>()

function checkOf (scope: FastifyInstance, request: FastifyRequest, settings: Settings, item: TSchema): Work['check'] {
  const { validation, unknownProperties } = settings
  if (validation === undefined) return () => undefined
  const validator = request.compileValidationSchema(item, 'body')
  let unknown = unknownByScope.get(scope)
  if (unknown === undefined) unknownByScope.set(scope, unknown = { found: compileUnknownProperties(item, id => scope.getSchema(id), validation) })
  const { found } = unknown
  return (body) => {
    const unknownPaths = unknownProperties ? found?.(body) : undefined
    // Ajv says true; other compilers say it in their own ways, and findingsOf knows those.
    if ((unknownPaths === undefined || unknownPaths.length === 0) && (validator as (value: unknown) => unknown)(body) === true) return undefined
    const issues: IssueInit[] = (unknownPaths ?? []).map(path => ({ path, keyword: 'additionalProperties' }))
    for (const issue of findingsOf(itemRequest(body, validator, item), undefined, validation)) issues.push(issue)
    return issues.length === 0 ? undefined : new ApiError('validation_failed', { issues: issues.slice(0, validation) })
  }
}

/** An item in the place of a request's body. */
function itemRequest (body: object, validator: unknown, item: TSchema): ValidatedRequest {
  return {
    body,
    params: undefined,
    query: undefined,
    headers: undefined,
    routeOptions: { schema: { body: item } },
    getValidationFunction: (part) => part === 'body' ? validator : undefined
  }
}
