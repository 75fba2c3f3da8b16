import type { TSchema } from '@sinclair/typebox'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { normalize } from '../errors/normalize.ts'
import { findingsOf, type ValidatedRequest } from '../validation/findings.ts'
import { PathBudget } from '../validation/path-budget.ts'
import type { UnknownProperties } from '../validation/unknown-properties.ts'
import { jsonOptionsOf } from '../wire/json-options.ts'
import { logDialectFault, logError, logMapperFault, logOmitted } from '../wire/log.ts'
import { visible } from '../wire/mask.ts'
import { renderValue } from '../wire/render.ts'
import { requestView } from '../wire/request-view.ts'
import { unknownPropertiesOf } from '../wire/route.ts'
import { holdingFor, scopeOf, type Scope } from '../wire/scope.ts'
import { failedWith } from '../wire/validation-errors.ts'
import { defaults, type Settings } from '../settings.ts'
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
      const { status, value, omitted } = renderValue(visible(error, settings, request), settings.dialect, requestView(request, settings), logDialectFault(request.log))
      logOmitted(request.log, omitted)
      return { status, members: typeof value === 'object' && value !== null ? value as Record<string, unknown> : { message: String(value).trimEnd() } }
    }
  }
}

// What a reference in a schema means is the scope's.
const checksByScope = new WeakMap<FastifyInstance, { readonly unknown: UnknownProperties | undefined, readonly schema: TSchema }>()

// There are many lines to a request.
const leastStepsOfLine = 500

function checkOf (scope: FastifyInstance, request: FastifyRequest, settings: Settings, item: TSchema): Work['check'] {
  const { validators } = scopeOf(scope) as Scope
  const isBare = settings.validation === undefined
  const limit = settings.validation ?? defaults.validation as number
  let known = checksByScope.get(scope)
  if (known === undefined) {
    known = { unknown: unknownPropertiesOf(item, scope, settings, validators), schema: isBare ? validators.bare(item) : item }
    checksByScope.set(scope, known)
  }
  const { unknown, schema } = known
  const validator = request.compileValidationSchema(schema, 'body')
  return (body) => {
    const unknownPaths = unknown?.(body) ?? []
    // Ajv says true; other compilers say it in their own ways, and findingsOf knows those.
    if (unknownPaths.length === 0 && (validator as (value: unknown) => unknown)(body) === true) return undefined
    const budget = new PathBudget()
    const found = findingsOf(itemRequest(body, validator, item), undefined, limit, budget, leastStepsOfLine)
    if (unknownPaths.length + found.length === 0) return undefined
    return failedWith(unknownPaths, found, limit, budget, isBare && unknownPaths.length === 0 ? 400 : undefined)
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
