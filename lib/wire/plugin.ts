import type { FastifyInstance } from 'fastify'
import { notFound } from '../errors/constructors.ts'
import { routeGate, type AllowedMethods } from '../gates/route.ts'
import { defaults, resolveOptions, type ConformantOptions } from '../options.ts'
import { arm, hasRoutes } from './arm.ts'
import { mappersOf, scopeOf, setScope } from './scope.ts'
import { warn } from './warn.ts'

/**
 * Registers the plugin in a scope. The first registration on the way from the root arms everything below it;
 * one further down only lays its options over those around it.
 *
 * @throws TypeError for an option that is not right
 */
export async function conformantPlugin (instance: FastifyInstance, options: ConformantOptions): Promise<void> {
  const around = scopeOf(instance)
  const settings = resolveOptions(around?.settings ?? defaults, options, 'plugin')
  const allowedMethods: AllowedMethods = around?.allowedMethods ?? arm(instance)
  if (around !== undefined && hasRoutes(instance)) {
    warn(instance.log, 'CONFORMANT_LATE_OPTIONS', `options of fastify-conformant came too late for routes of the scope "${instance.prefix}": ` +
      'write `await scope.register(conformant, …)` before you declare routes.')
  }
  const { unknownUrl, method } = settings
  setScope(instance, {
    settings,
    mappers: mappersOf(settings),
    allowedMethods,
    routeGate: routeGate({ unknownUrl, method, allowedMethods })
  })
  if (unknownUrl && ownsPrefix(instance)) answerNotFound(instance)
}

/** The prefixes of a server whose unknown URLs are ours. */
const answered = new WeakMap<object, Set<string>>()

/**
 * Fastify knows one not-found handler for a prefix, not for a scope: the first scope of a prefix has its unknown URLs,
 * and those without a prefix are the root's.
 */
function ownsPrefix (instance: FastifyInstance): boolean {
  const isRoot = !('addHook' in Object.getPrototypeOf(instance))
  if (instance.prefix === '' && !isRoot) return false
  const prefixes = answered.get(instance.server) ?? new Set()
  answered.set(instance.server, prefixes)
  return !prefixes.has(instance.prefix) && prefixes.add(instance.prefix) !== undefined
}

/** Makes unknown URLs below the prefix this scope's, and answers `reply.callNotFound()`. */
function answerNotFound (instance: FastifyInstance): void {
  try {
    instance.setNotFoundHandler(() => { throw notFound() })
  } catch (cause) {
    throw new Error(`fastify-conformant: the prefix "${instance.prefix === '' ? '/' : instance.prefix}" has a not-found handler; ` +
      'register with `unknownUrl: false` to keep it', { cause })
  }
}
