import { copied } from '../http/echo.ts'
import { pathOfUrl, type RequestHead } from '../http/request-head.ts'

/**
 * The methods that the router knows for the URL of a request, in the order of Allow.
 *
 * @param tried - one of which it is known that it has no route for it
 */
export type AllowedMethods = (head: RequestHead, tried?: string) => readonly string[]

/** What a server's router knows of methods. Asked when all routes are there: those from before the plugin, or beside its scope, count too. */
export interface Methods {
  /** Those of a URL. */
  readonly at: AllowedMethods
  /** Those that some route has, in the order of Allow. */
  readonly all: () => readonly string[]
  /** Whether some route has the method. */
  readonly isKnown: (method: string) => boolean
  /** The parameters that a request for the path would be routed with; undefined where it would not be. */
  readonly paramsAt: (method: string, path: string, head: RequestHead) => Readonly<Record<string, string | undefined>> | undefined
}

/** The order of methods in Allow: reading, writing, the rest. */
export const methodOrder = Object.freeze(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE'])

export interface MethodLookupOptions {
  /** True where the router has a route for the method and the URL. */
  readonly isRouted: (method: string, path: string, head: RequestHead) => boolean
  /** The methods to ask for, in the order of Allow. */
  readonly methods: () => readonly string[]
  /** False where routes have constraints that the path does not tell. */
  readonly isCacheable: () => boolean
  /** True where HEAD has the routes of GET and no others, as Fastify makes them: the router need not be asked for both. */
  readonly areTwins?: () => boolean
}

// Looking a URL up once for each method costs several times a request; scanners and clients ask for few of them, again and again.
const cacheSize = 500
const longestPath = 256

const none: readonly string[] = Object.freeze([])
const twinOf: Readonly<Record<string, string>> = { GET: 'HEAD', HEAD: 'GET' }

/**
 * Asks the router once for each method and remembers what it said of the last {@link cacheSize} paths that have some. Of those that have
 * none, which have no end, it is the last one alone, and none of those that are long.
 */
export function methodLookup ({ isRouted, methods, isCacheable, areTwins = () => false }: MethodLookupOptions): AllowedMethods {
  const cache = new Map<string, readonly string[]>()
  let unknown: string | undefined
  return (head, tried) => {
    const path = pathOfUrl(head.url)
    if (path.length > longestPath || !isCacheable()) return look(path, head, tried)
    if (path === unknown) return none
    const before = cache.get(path)
    if (before !== undefined) return before
    const allow = look(path, head, tried)
    if (allow === none) unknown = path
    else {
      if (cache.size === cacheSize) cache.clear()
      cache.set(copied(path), allow)
    }
    return allow
  }

  function look (path: string, head: RequestHead, tried: string | undefined): readonly string[] {
    let allow: string[] | undefined
    const twins = areTwins()
    for (const method of methods()) {
      if (method === tried || (twins && tried !== undefined && twinOf[method] === tried)) continue
      // GET comes first.
      if (twins && method === 'HEAD' ? allow?.[0] === 'GET' : isRouted(method, path, head)) (allow ??= []).push(method)
    }
    // `OPTIONS *` of a CORS plugin answers everywhere: alone it is no sign of a resource.
    return allow === undefined || allow.every(method => method === 'OPTIONS') ? none : Object.freeze(allow)
  }
}

/** Sorts methods into the order of Allow; what has no place in it comes last. */
export function sortMethods (methods: Iterable<string>): string[] {
  const place = (method: string): number => methodOrder.includes(method) ? methodOrder.indexOf(method) : methodOrder.length
  return [...methods].sort((a, b) => place(a) - place(b))
}
