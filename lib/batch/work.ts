import type { FastifyInstance, FastifyRequest } from 'fastify'
import { answerLine } from '../answer/line.ts'
import { jsonOptions } from '../gates/json.ts'
import { unknownPropertiesOf } from '../gates/unknown-properties.ts'
import { failedWith, standardLimit } from '../validation/failed.ts'
import { findingsOf, type ValidatedRequest } from '../validation/findings.ts'
import { PathBudget } from '../validation/path-budget.ts'
import type { UnknownProperties } from '../validation/unknown-properties.ts'
import type { ServerValidators } from '../validation/server-validators.ts'
import type { Host } from './host.ts'
import type { BatchHandler } from './options.ts'
import type { Work } from './run.ts'

export interface WorkParts {
  readonly key: string
  readonly item: object
  readonly handler: BatchHandler
}

/** Puts together how the lines of a request are checked, handled and refused: as requests of their own would be. */
export function workOf (scope: FastifyInstance, request: FastifyRequest, { placeOf, validators }: Host, limits: Pick<Work, 'concurrency' | 'isTimed' | 'tooLong'>, { key, item, handler }: WorkParts): Work {
  const place = placeOf(request)
  const { settings } = place
  return {
    key,
    json: jsonOptions(scope)(settings.json),
    ...limits,
    check: checkOf(scope, request, settings, item, validators),
    handle: (value, context) => handler(value, request, context),
    refuse: (thrown, item) => answerLine(thrown, place, request, item)
  }
}

// What a reference in a schema means is the scope's.
const checksByScope = new WeakMap<FastifyInstance, { readonly unknown: UnknownProperties | undefined, readonly schema: object }>()

// There are many lines to a request.
const leastStepsOfLine = 500

function checkOf (scope: FastifyInstance, request: FastifyRequest, settings: ReturnType<Host['placeOf']>['settings'], item: object, validators: ServerValidators): Work['check'] {
  const isBare = settings.validation === undefined
  const limit = settings.validation ?? standardLimit
  let known = checksByScope.get(scope)
  if (known === undefined) {
    known = { unknown: unknownPropertiesOf(item, scope, settings.unknownProperties, settings.validation, validators), schema: isBare ? validators.bare(item) : item }
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
    return failedWith(unknownPaths, found, limit, budget, { status: isBare && unknownPaths.length === 0 ? 400 : undefined })
  }
}

/** An item in the place of a request's body. */
function itemRequest (body: object, validator: unknown, item: object): ValidatedRequest {
  return {
    body,
    params: undefined,
    query: undefined,
    headers: undefined,
    routeOptions: { schema: { body: item } },
    getValidationFunction: (part) => part === 'body' ? validator : undefined
  }
}
