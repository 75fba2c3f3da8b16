import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { runHook, type Hook } from '../neighbours/index.ts'
import { hooksOf } from '../server/index.ts'
import { warn } from './warn.ts'

/** Plugins with something to say of every answer, and the hooks of `onRequest` that say it. */
const plugins: Readonly<Record<string, ReadonlySet<string>>> = {
  '@fastify/cors': new Set(['handleCors']),
  '@fastify/helmet': new Set(['helmetConfigureReply', 'helmetApplyHeaders']),
  // Its spans begin in the middle of what wraps all that comes behind.
  '@fastify/otel': new Set()
}

/** Who comes behind the first hook of this plugin. Known when the server is ready. */
export interface Late {
  /** Hooks that run before a refusal of it. */
  readonly hooks: readonly Hook[]
  /** True where nobody does: then nobody else can answer what no route takes. */
  isLast: boolean
}

/**
 * Looks, when all plugins are there, for those that came later than this one: refusals of its first hook leave before theirs run.
 * Those of plugins that are known can run for a refusal; whoever has others is named once.
 */
export function lookForLate (instance: FastifyInstance, whenReady: (task: () => void) => void): Late {
  const hooks: Hook[] = []
  const late: Late = { hooks, isLast: false }
  const isThere = (name: string): boolean => instance.hasPlugin(name)
  const absent = Object.keys(plugins).filter(name => !isThere(name))
  // Ours is about to be added.
  const from = hooksOf(instance, 'onRequest').length + 1
  whenReady(() => {
    const all = hooksOf(instance, 'onRequest')
    const behind = all.slice(from)
    late.isLast = all.length === from
    const unknown = absent.filter(name => {
      if (!isThere(name)) return false
      const found = behind.filter(hook => plugins[name]?.has(hook.name))
      hooks.push(...found)
      return found.length === 0
    })
    if (unknown.length === 0) return
    warn(instance.log, 'CONFORMANT_LATE_PLUGIN', `registered later than fastify-conformant: ${unknown.join(', ')}. They see nothing of what it refuses ` +
      "before the application's hooks: register them before it.")
  })
  return late
}

/** Lets those who came later say what they have to say of a refusal. */
export function runLate (late: readonly Hook[], request: FastifyRequest, reply: FastifyReply, then: () => void): void {
  const next = (at: number): void => {
    const hook = late[at]
    if (hook === undefined) then()
    else runHook(hook, request.server, request, reply, () => next(at + 1))
  }
  next(0)
}
