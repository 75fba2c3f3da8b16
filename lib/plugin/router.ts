import { METHODS } from 'node:http'
import type { FastifyInstance } from 'fastify'
import { methodLookup, sortMethods, type Methods } from '../gates/methods.ts'
import type { RequestHead } from '../http/request-head.ts'
import { constraintsOf, type Derive } from '../server/index.ts'

const none = Object.freeze({})

/** Asks the router of a server, and remembers what it said. */
export function routerOf (instance: FastifyInstance): Methods {
  let routed: readonly string[] | undefined
  let isCacheable: boolean | undefined
  const known = new Map<string, boolean>()

  const isKnown = (method: string): boolean => {
    // HTTP/2 lets any token pass, and the router refuses what Node does not know.
    if (!METHODS.includes(method)) return false
    let answer = known.get(method)
    if (answer === undefined) known.set(method, answer = instance.printRoutes({ method: method as 'GET' }) !== '(empty tree)')
    return answer
  }
  const own = Object.entries(constraintsOf(instance))
  const areNone = (): boolean => (isCacheable ??= own.length === 0 && !instance.hasConstraintStrategy('host') && !instance.hasConstraintStrategy('version'))
  const paramsAt: Methods['paramsAt'] = (method, path, head) => instance.findRoute({ method: method as 'GET', url: path, constraints: (areNone() ? none : derived(head, own)) as never })?.params
  // What no route has need not be asked for at any path.
  const all = (): readonly string[] => (routed ??= sortMethods(instance.supportedMethods).filter(isKnown))
  let twins: boolean | undefined
  const routesOf = (method: string): string => instance.printRoutes({ method: method as 'GET' }).replaceAll(`(${method})`, '')
  const at = methodLookup({
    methods: all,
    isCacheable: areNone,
    areTwins: () => (twins ??= areNone() && routesOf('GET') === routesOf('HEAD')),
    isRouted: (method, path, head) => paramsAt(method, path, head) !== undefined
  })
  return { at, all, isKnown, paramsAt }
}

/** What the router would work out of a request; of what takes its time, or fails, nothing. */
function derived (head: RequestHead, own: ReadonlyArray<[name: string, strategy: { deriveConstraint: Derive }]>): Readonly<Record<string, unknown>> {
  const { headers } = head
  const all: Record<string, unknown> = { host: headers.host, version: headers['accept-version'] }
  for (const [name, strategy] of own) {
    try {
      all[name] = strategy.deriveConstraint.length < 3 ? strategy.deriveConstraint(head as never, undefined) : undefined
    } catch {}
  }
  return all
}
