import { memberOf } from '../http/json-pointer.ts'
import { isObject } from '../is-object.ts'
import { operationMethods } from '../openapi/index.ts'

/** A node of a document: nothing is known of it. */
export type Node = Readonly<Record<string, unknown>>

/** An operation of a document, and the responses that it names. */
export interface Operation {
  /** `GET /books/{id}` */
  readonly name: string
  /** By status, `4XX` or `default`. */
  readonly responses: Readonly<Record<string, Node>>
}

/** Finds the operations of a document. */
export interface Operations {
  readonly all: readonly Operation[]
  /**
   * @param route - the pattern of the route that took the request: `/books/:id`; undefined: its path says which it is
   * @param path - of the request, without its query
   */
  find (method: string, route: string | undefined, path: string): Operation | undefined
}

/**
 * The operations of an OpenAPI document.
 *
 * @throws TypeError where it is none
 */
export function operationsOf (document: Node): Operations {
  if (typeof document['openapi'] !== 'string') throw new TypeError('expectDocumented() reads OpenAPI 3 documents, and here is another one: @fastify/swagger makes one with the option `openapi`.')
  const at = (node: unknown): Node => dereferenced(document, node)
  const all: Operation[] = []
  const byShape = new Map<string, Operation>()
  for (const [path, stated] of Object.entries(at(document['paths']))) {
    const item = at(stated)
    const named = Object.entries(at(item['additionalOperations']))
    for (const [method, stated] of [...operationMethods.map(method => [method.toUpperCase(), item[method]] as const), ...named]) {
      if (!isObject(stated)) continue
      const responses = Object.fromEntries(Object.entries(at((stated as Node)['responses'])).map(([status, response]) => [status, at(response)]))
      const operation = { name: `${method} ${path}`, responses }
      all.push(operation)
      byShape.set(`${method} ${shapeOf(path)}`, operation)
    }
  }
  const prefixes = ['', ...prefixesOf(document)]
  const shapes = new Map<string, RegExp>([...new Set(all.map(({ name }) => shapeOf(name.slice(name.indexOf(' ') + 1))))]
    // What has the fewest parameters is meant.
    .sort((one, other) => one.split('{}').length - other.split('{}').length).map(shape => [shape, patternOf(shape)]))

  const at2 = (method: string, shape: string): Operation | undefined => byShape.get(`${method} ${shape}`) ?? (method === 'HEAD' ? byShape.get(`GET ${shape}`) : undefined)
  return {
    all,
    find (method, route, path) {
      for (const prefix of prefixes) {
        if (route !== undefined && route.startsWith(prefix)) {
          const found = at2(method, shapeOfRoute(route.slice(prefix.length)))
          if (found !== undefined) return found
        } else if (route === undefined && path.startsWith(prefix)) {
          for (const [shape, pattern] of shapes) {
            const found = pattern.test(path.slice(prefix.length)) ? at2(method, shape) : undefined
            if (found !== undefined) return found
          }
        }
      }
      return undefined
    }
  }
}

/** What a node refers to; of what is not there nothing. */
export function dereferenced (document: Node, node: unknown): Node {
  let found = node
  // A chain of references that comes to no end is none.
  for (let step = 0; step < 10 && typeof memberOf(found, '$ref') === 'string'; step++) {
    const [, ...names] = (found as { $ref: string }).$ref.split('/')
    found = names.reduce<unknown>((place, name) => memberOf(place, decodeURIComponent(name).replaceAll('~1', '/').replaceAll('~0', '~')), document)
  }
  return (isObject(found) ? found : {}) as Node
}

/** The paths of the servers, which the paths of a document leave out. */
function prefixesOf (document: Node): string[] {
  const servers = Array.isArray(document['servers']) ? document['servers'] : []
  return servers.map(server => String(memberOf(server, 'url')))
    .filter(url => URL.canParse(url, 'http://localhost'))
    .map(url => new URL(url, 'http://localhost').pathname.replace(/\/$/, ''))
    .filter(path => path !== '')
}

/** A path whose parameters have no names: `/books/{}`. */
function shapeOf (path: string): string {
  return path.replace(/\{[^}]*\}/g, '{}')
}

/** The same of a pattern of the router: `/books/:id(^\d+$)`, `/files/*`; `::` is a colon. */
function shapeOfRoute (route: string): string {
  return route.replace(/::|:[^-./(:?*]+(?:\((?:[^()\\]|\\.|\([^()]*\))*\))?\??|\*/g, found => found === '::' ? ':' : '{}')
}

function patternOf (shape: string): RegExp {
  return new RegExp(`^${shape.split('{}').map(text => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('[^/]+')}$`)
}
