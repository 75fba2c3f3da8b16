import { ApiError } from '../errors/api-error.ts'
import { methodNotAllowed } from '../errors/constructors.ts'
import { pathOf, type Gate, type RequestHead } from './gate.ts'

/** The methods that the router knows for the URL of a request, in the order of `methodOrder`. */
export type AllowedMethods = (head: RequestHead) => readonly string[]

export interface RouteGateOptions {
  readonly unknownUrl: boolean
  readonly method: boolean
  readonly allowedMethods: AllowedMethods
  /** True where some route of the server has the method. */
  readonly isKnown: (method: string) => boolean
}

/** The order of methods in Allow: reading, writing, the rest. */
export const methodOrder = Object.freeze(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE'])

/** What every client may try: whether a resource takes them is the resource's matter. */
const everyday = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])

/**
 * For requests that no route takes: 501 for a method that the server knows nowhere (RFC 9110 §9.1), 405 with Allow where
 * other methods do (§15.5.6), else 404. A 404 stays one whatever Accept says (§12.4.1), so this gate comes first.
 */
export function routeGate ({ unknownUrl, method, allowedMethods, isKnown }: RouteGateOptions): Gate | undefined {
  if (!unknownUrl && !method) return undefined
  return (head) => {
    if (method && !everyday.has(head.method as string) && !isKnown(head.method as string)) return noMethod
    const allow = allowedMethods(head)
    if (allow.length > 0) return method ? notAllowed(allow) : undefined
    return unknownUrl ? unknown : undefined
  }
}

const unknown = new ApiError('route_not_found')
const noMethod = new ApiError('not_implemented')

// The lookup gives the same list for the same path again: one error a list is enough.
const refusals = new WeakMap<readonly string[], ApiError>()

function notAllowed (allow: readonly string[]): ApiError {
  let refusal = refusals.get(allow)
  if (refusal === undefined) refusals.set(allow, refusal = newRefusal(allow))
  return refusal
}

function newRefusal (allow: readonly string[]): ApiError {
  // GET implies HEAD: the header names both, a sentence only what the route was made for.
  const named = allow.includes('GET') ? Object.freeze(allow.filter(method => method !== 'HEAD')) : allow
  return methodNotAllowed(allow, undefined, { facts: { allow: named } })
}

export interface MethodLookupOptions {
  /** True where the router has a route for the method and the URL. */
  readonly isRouted: (method: string, path: string, head: RequestHead) => boolean
  /** The methods to ask for, in the order of Allow. */
  readonly methods: () => readonly string[]
  /** False where routes have constraints that the path does not tell. */
  readonly isCacheable: () => boolean
}

// Looking a URL up once for each method costs several times a request; scanners and clients ask for few of them, again and again.
const cacheSize = 500

/** Asks the router once for each method and remembers what it said of the last {@link cacheSize} paths. */
export function methodLookup ({ isRouted, methods, isCacheable }: MethodLookupOptions): AllowedMethods {
  const cache = new Map<string, readonly string[]>()
  return (head) => {
    const path = pathOf(head.url as string)
    if (!isCacheable()) return look(path, head)
    let allow = cache.get(path)
    if (allow === undefined) {
      if (cache.size === cacheSize) cache.clear()
      cache.set(path, allow = look(path, head))
    }
    return allow
  }

  function look (path: string, head: RequestHead): readonly string[] {
    const allow = Object.freeze(methods().filter(method => isRouted(method, path, head)))
    // `OPTIONS *` of a CORS plugin answers everywhere: alone it is no sign of a resource.
    return allow.every(method => method === 'OPTIONS') ? [] : allow
  }
}

/** Sorts methods into the order of Allow; what has no place in it comes last. */
export function sortMethods (methods: Iterable<string>): string[] {
  const place = (method: string): number => methodOrder.includes(method) ? methodOrder.indexOf(method) : methodOrder.length
  return [...methods].sort((a, b) => place(a) - place(b))
}
