import type { FastifyInstance, FastifyReply, FastifyRequest, FastifySchema, RouteOptions } from 'fastify'
import { stages, type Asked, type Check, type Checks, type Gate, type HookName, type RouteFacts, type Stage } from '../gates/gate.ts'
import { routeOf } from '../gates/past-accessors.ts'
import type { Readers } from '../gates/readers.ts'
import { hasNoBody, type BodyHead } from '../http/request-head.ts'
import type { Option } from '../options/option.ts'
import { bodyMethodsOf } from '../server/index.ts'
import { gates, type GateName } from './gates.ts'
import type { Go, Held, Scope, Run } from './held.ts'
import { isReported, settingOf, type Settings } from './options.ts'
import { readersOf } from './readers.ts'
import { telling } from './report.ts'
import { runner } from './run.ts'

/** What the gates of a place have to ask, by where they ask it. */
export type Armed = Record<Stage, Asked[]>

/**
 * Arms all gates for a place, in their order.
 *
 * @param options - the route's own; undefined: for requests that no route takes
 */
export function armGates (instance: FastifyInstance, options: RouteOptions | undefined, settings: Settings, { methods, validators, whenReady, reporter }: Scope): Armed {
  const bodyMethods = bodyMethodsOf(instance)
  const readers = readersOf(instance, settings.dialect)
  const facts = {
    instance,
    options,
    hasBody: options !== undefined && [options.method].flat().some(method => bodyMethods.has(method)),
    bodyMethods,
    readers,
    dialect: settings.dialect,
    echo: settings.echo,
    methods,
    validators,
    settingOf: <Setting>(option: Option<never, Setting>) => settingOf(settings, option),
    whenReady: (task: () => void) => whenReady(() => namingRoute(options, task))
  }
  const armed = Object.fromEntries(stages.map(name => [name, []])) as unknown as Armed
  for (const [name, gate] of Object.entries(gates) as Array<[GateName, Gate<never, unknown>]>) {
    const route: RouteFacts = { ...facts, isReported: isReported(settings, name) }
    const checks = checksOf(gate, gate.arm(settingOf(settings, gate.option), route))
    for (const stage of stages) {
      const check = checks[stage]
      if (check !== undefined) armed[stage].push({ gate: name, check: route.isReported ? telling(check, (error, request) => reporter.tell(name, options?.url, error, request)) : check })
    }
  }
  if (facts.hasBody && settings.enforce !== 'report') armed.preParsing.unshift(...forgetTypeOfNothing(options as RouteOptions, readers))
  return armed
}

/** What fails when the server is ready fails for a route. */
function namingRoute (options: RouteOptions | undefined, task: () => void): void {
  try {
    task()
  } catch (cause) {
    throw new Error(`fastify-conformant: route ${[options?.method].flat().join(', ')} ${options?.url}: ${String((cause as Error)?.message)}`, { cause })
  }
}

function checksOf ({ hook }: Gate<never, unknown>, armed: Check | Checks | undefined): Checks {
  return typeof armed === 'function' ? { [hook]: armed } : armed ?? {}
}

/**
 * Puts the checks of a route into its options: those that come before the handler is chosen before its own hooks, the others
 * behind them.
 */
export function hookRoute (options: RouteOptions, { preParsing, preValidation, validation, preHandler, onSend }: Armed, place: Held, whenReady: Scope['whenReady']): void {
  const hooked = options as { [Name in HookName]?: unknown }
  const put = (name: HookName, run: Run | undefined, isBehind: boolean, place: (run: Run) => unknown): void => {
    if (run === undefined) return
    const own = [hooked[name] ?? []].flat()
    hooked[name] = isBehind ? [...own, place(run)] : [place(run), ...own]
  }
  put('preParsing', runner(preParsing, place), false, withPayload)
  // Where the route has no hooks of its own between them, both are one.
  const isOneRun = hooked.preValidation === undefined
  const first = isOneRun ? [...preValidation, ...validation] : preValidation
  const before = runner(first, place)
  const behind = isOneRun ? undefined : runner(validation, place)
  put('preValidation', before, false, run => run)
  if (before !== undefined && first.every(({ gate }) => gate === 'validation')) leaveOut(before, options)
  put('preValidation', behind, true, run => run)
  if (options.schema !== undefined && !isOneRun && behind === undefined) put('preValidation', takeThrown, true, run => run)
  put('preHandler', runner(preHandler, place), true, run => run)
  put('onSend', runner(onSend, place, undefined, isOnlySender), true, withPayload)
  if (onSend.length > 0) {
    const own = [hooked.onSend].flat().at(-1)
    // A hook of the application's at routes may have put its own in the place of ours.
    whenReady(() => { place.hasOnSend = [hooked.onSend].flat().includes(own) })
  }
}

/**
 * Takes back a hook that only looks at what a schema says, from a route that has none. A hook behind this one may give it one, and does so
 * before anything else is done; Fastify takes the hooks of a route later, when all is loaded. What somebody has frozen stays.
 */
function leaveOut (hook: Run, options: RouteOptions): void {
  queueMicrotask(() => {
    const hooks: unknown = options.preValidation
    if (options.schema === undefined && Array.isArray(hooks) && hooks.length === 1 && hooks[0] === hook && !Object.isSealed(hooks)) hooks.pop()
  })
}

/**
 * Fastify validates in the last hook's `done`, and what that throws, as where a validator throws null, ends the process where the hook
 * waits. This one does not.
 */
const takeThrown: Run = (_request, _reply, go) => go()

/**
 * A type of nothing: JSON, as many clients send it with every request, where the route says nothing of a body; and with a DELETE
 * what nobody reads. No parser has to be there for it. What the application reads itself it is given.
 */
function forgetTypeOfNothing ({ method, schema }: RouteOptions, readers: Readers): Asked[] {
  const hasNoSchema = (schema as FastifySchema | undefined)?.body === undefined
  if (!hasNoSchema && ![method].flat().includes('DELETE')) return []
  const check: Check = ({ raw }) => {
    const { method, headers } = raw
    if (headers['content-type'] === undefined || !hasNoBody(raw as unknown as BodyHead)) return undefined
    const by = readers.of(headers['content-type'])?.by
    const isJson = by === 'json' && hasNoSchema
    if (isJson || (method === 'DELETE' && (by === undefined || by === 'json'))) delete headers['content-type']
    return undefined
  }
  return [{ gate: 'contentType', check }]
}

/** For hooks that are given a payload. */
function withPayload (run: Run) {
  return (request: FastifyRequest, reply: FastifyReply, payload: unknown, done: Go): void => run(request, reply, done, payload)
}

/** True where this is the one hook that sees what a route sends: else all of them see what is sent in place of it, from the first on. */
function isOnlySender (request: FastifyRequest): boolean {
  return routeOf(request).onSend?.length === 1
}
