import type { RouteOptions } from 'fastify'
import type { RouteFacts } from '../gates/gate.ts'

/** Where limits without a name that are written here are counted: `*`, `/prefix/*` or `GET /categories`. */
export function countedAt ({ instance, options }: RouteFacts): string {
  return options === undefined ? `${instance.prefix}/*`.replace(/^\/\*$/, '*') : placeOfRoute(options)
}

/** Where the routes of a declaration are, by their own options and URL. */
const declared = new WeakMap<object, Map<string, string>>()

/**
 * Where the limits of a route are counted. A HEAD counts as the GET that it asks the head of, and a URL with a slash at its
 * end as the one without: Fastify makes routes for them out of one declaration.
 */
function placeOfRoute ({ method, url, config }: RouteOptions): string {
  const path = url.replace(/(?<=.)\/$/, '')
  const own = config?.conformant
  const places = own && declared.get(own)
  const declaredPlace = method === 'HEAD' ? places?.get(path) : undefined
  if (declaredPlace !== undefined) return declaredPlace
  const methods = [method].flat().map(name => name === 'HEAD' ? 'GET' : name)
  const place = `${[...new Set(methods)].join(', ')} ${path}`
  if (own === undefined || !methods.includes('GET')) return place
  if (places === undefined) declared.set(own, new Map([[path, place]]))
  else places.set(path, place)
  return place
}
