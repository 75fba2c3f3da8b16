import { METHODS } from 'node:http'
import type { FastifyInstance } from 'fastify'
import { methodLookup, sortMethods, type Methods } from '../gates/methods.ts'

/** Asks the router of a server, and remembers what it said. */
export function routerOf (instance: FastifyInstance): Methods {
  let supported: readonly string[] | undefined
  let all: readonly string[] | undefined
  const known = new Map<string, boolean>()

  const isKnown = (method: string): boolean => {
    // HTTP/2 lets any token pass, and the router refuses what Node does not know.
    if (!METHODS.includes(method)) return false
    let answer = known.get(method)
    if (answer === undefined) known.set(method, answer = instance.printRoutes({ method: method as 'GET' }) !== '(empty tree)')
    return answer
  }
  const paramsAt: Methods['paramsAt'] = (method, path, { headers }) => instance.findRoute({
    method: method as 'GET',
    url: path,
    constraints: { host: headers.host as string, version: headers['accept-version'] as string }
  })?.params
  const at = methodLookup({
    methods: () => (supported ??= sortMethods(instance.supportedMethods)),
    isCacheable: () => !instance.hasConstraintStrategy('host') && !instance.hasConstraintStrategy('version'),
    isRouted: (method, path, head) => paramsAt(method, path, head) !== undefined
  })
  return { at, all: () => (all ??= sortMethods(instance.supportedMethods).filter(isKnown)), isKnown, paramsAt }
}
