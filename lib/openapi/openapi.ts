import type { FastifyInstance, FastifySchema } from 'fastify'
import { Components } from './components.ts'
import { operationOf } from './operation.ts'
import { templateOf } from './route-path.ts'
import { operationMethods, versions, type Version } from './versions.ts'
import { writer } from './writer.ts'
import { checkOptions } from '../options/check.ts'
import { Type } from '../options/type.ts'
import { described, text } from '../options/words.ts'
import { hasReadyRoutes, knownRoutes, type KnownRoute } from '../plugin/known-routes.ts'

/** What a document is told. */
export interface OpenApiOptions {
  /** Title and version of the API, and what else the Info Object has. Default: the title `API`, the version `0.0.0`. */
  readonly info?: Readonly<Record<string, unknown>> & { readonly title: string, readonly version: string }
  /** The version of the specification. Default: `3.1.1`. */
  readonly openapi?: Version
}

/** A document of OpenAPI, as JSON says it. */
export interface OpenApiDocument {
  readonly openapi: Version
  readonly info: Readonly<Record<string, unknown>>
  readonly paths: Readonly<Record<string, Readonly<Record<string, unknown>>>>
  readonly components: { readonly schemas: Readonly<Record<string, unknown>> }
  readonly [name: string]: unknown
}

const options = Type.Partial(Type.Object({
  info: Type.Object({ title: text('a title'), version: text('a version such as "1.0.0"') }, { additionalProperties: true, description: '{ title, version }' }),
  openapi: described(Type.Union(versions.map(version => Type.Literal(version))), `a version of OpenAPI: ${versions.map(version => `"${version}"`).join(', ')}`)
}), { additionalProperties: false })

/**
 * The OpenAPI document of an application: of every route that the plugin is there for, with all errors that it can answer, and no others.
 *
 * @param options - default: version 3.1.1
 * @throws Error where the plugin is not there, and before the application is ready
 * @throws TypeError for an option that is not right
 * @example
 * await app.ready()
 * const document = openapi(app, { info: { title: 'Books', version: '1.0.0' } })
 */
export function openapi (app: FastifyInstance, given: OpenApiOptions = {}): OpenApiDocument {
  checkOptions(given, options, ' of openapi()')
  if (!hasReadyRoutes(app)) throw new Error('fastify-conformant: openapi() describes an application in which the plugin is registered, and which is ready: await app.ready() before it.')
  const { info = { title: 'API', version: '0.0.0' }, openapi = '3.1.1' } = given
  const components = new Components(openapi)
  const write = writer()
  const paths: Record<string, Record<string, unknown>> = {}
  const routes = knownRoutes(app)
  for (const route of routes) {
    if ((route.options.schema as FastifySchema & { hide?: boolean } | undefined)?.hide === true) continue
    for (const method of [route.options.method].flat()) {
      if (!operationMethods.includes(method.toLowerCase()) || (method === 'QUERY' && openapi !== '3.2.0')) continue
      if (isTwin(route, method, routes)) continue
      const path = paths[templateOf(route.url)] ??= {}
      const operation = operationOf(route, method, components, write)
      const before = path[method.toLowerCase()] as { 'x-variants'?: unknown[] } | undefined
      // A path and a method have one operation: those that constraints choose between stand beside the first.
      if (before === undefined) path[method.toLowerCase()] = operation
      else (before['x-variants'] ??= []).push(operation)
    }
  }
  return { openapi, info, paths, components: { schemas: components.schemas } }
}

/** The route for HEAD that Fastify makes beside one for GET: HTTP says what it answers (RFC 9110 §9.3.2). */
function isTwin ({ url, options: { handler } }: KnownRoute, method: string, routes: readonly KnownRoute[]): boolean {
  return method === 'HEAD' && routes.some(one => one.url === url && one.options.handler === handler && [one.options.method].flat().includes('GET'))
}
