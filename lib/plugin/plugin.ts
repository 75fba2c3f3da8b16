import type { FastifyInstance } from 'fastify'
import { countsOf } from '../errors/counts.ts'
import { badOption } from '../options/check.ts'
import { corsOf } from '../neighbours/index.ts'
import { defined, type Edge, edgeOf, hooksOf, markerOf, openEdge } from '../server/index.ts'
import { ServerValidators } from '../validation/server-validators.ts'
import { armGates } from './arm-route.ts'
import { arm, hasRoutes } from './arm.ts'
import { scopeOf, setScope, unasked, type Scope } from './held.ts'
import { setJson } from './json-parser.ts'
import { lookForLate } from './late.ts'
import { mappersOf } from './mappers.ts'
import { defaults, isOption, resolveOptions, type ConformantOptions, type Settings } from './options.ts'
import { Reporter } from './report.ts'
import { routerOf } from './router.ts'
import { runner } from './run.ts'
import { hinting, settle } from './settlers.ts'
import { isRoot, takeUnrouted } from './unrouted.ts'
import { warn } from './warn.ts'
import { isObject } from '../is-object.ts'

/**
 * Registers the plugin in a scope. The first registration on the way from the root arms everything below it;
 * one further down only lays its options over those around it.
 *
 * @throws TypeError for an option that is not right
 */
export async function conformantPlugin (instance: FastifyInstance, options: ConformantOptions): Promise<void> {
  const around = scopeOf(instance)
  const edge = edgeOf(instance.server)
  const settings = settingsFor(instance, options, around, edge)
  const validators = around?.validators ?? new ServerValidators(instance.log)
  const reporter = around?.reporter ?? new Reporter()
  const whenReady = around?.whenReady ?? arm(instance, validators, reporter)
  const late = around?.late ?? lookForLate(instance, whenReady)
  const methods = around?.methods ?? routerOf(instance)
  const isReadHere = settings.json !== undefined
  if (around === undefined || isReadHere !== (around.settings.json !== undefined)) setJson(instance, isReadHere)
  if (around !== undefined && hasRoutes(instance)) {
    warn(instance.log, 'CONFORMANT_LATE_OPTIONS', `options of fastify-conformant came too late for routes of the scope "${instance.prefix}": ` +
      'write `await scope.register(conformant, …)` before you declare routes.')
  }
  const scope: Scope = { ...unasked, settings, mappers: mappersOf(settings), settlers: [hinting(methods)], tally: countsOf(instance.server).tally(), methods, validators, reporter, whenReady, late, onRequest: undefined }
  setScope(instance, Object.assign(scope, { onRequest: runner(armGates(instance, undefined, settings, scope).onRequest, scope, late.hooks) }))
  whenReady(() => {
    settle(scope, instance)
    scope.cors = corsOf(hooksOf(instance, 'onRequest'), instance)
  })
  const { prefixes } = edge ?? openEdge(instance, scope, settings, settings.enforce === 'report')
  if (edge === undefined) {
    takeUnrouted(instance, whenReady)
    warnOfMisplaced(instance)
  }
  // Those without a prefix are the root's.
  prefixes.add(instance.prefix, scope, isRoot(instance))
}

/** What is said of the whole server is said by the first registration, or to serverOptions(). */
function settingsFor (instance: FastifyInstance, options: ConformantOptions, around: Scope | undefined, edge: Edge | undefined): Settings {
  if (edge === undefined) return resolveOptions(defaults, withServerOptions(instance, options), 'plugin')
  const settings = resolveOptions(around?.settings ?? defaults, options, 'plugin')
  for (const option of ['drain', 'maxConnections'] as const) {
    if (options[option] !== undefined) throw badOption(option, ' of a further registration', 'left to the first one: it is the whole server\'s', options[option])
  }
  return settings
}

/** Fastify takes no notice of names that it does not know, and a limit that holds nowhere would be missed by nobody. */
function warnOfMisplaced (instance: FastifyInstance): void {
  const misplaced = (markerOf(instance)?.others ?? []).filter(isOption)
  if (misplaced.length === 0) return
  warn(instance.log, 'CONFORMANT_MISPLACED_OPTIONS', `serverOptions() takes dialect, drain and maxConnections of fastify-conformant; ${misplaced.join(', ')} ` +
    `hold${misplaced.length === 1 ? 's' : ''} nowhere there: write \`app.register(conformant, { ${misplaced.join(', ')} })\`.`)
}

/** What was said to serverOptions() holds where the plugin is told nothing; what is no object is for the check of options. */
function withServerOptions (instance: FastifyInstance, options: ConformantOptions): unknown {
  const { given } = markerOf(instance) ?? {}
  return given === undefined || !isObject(options) ? options : { ...given, ...defined(options) }
}
