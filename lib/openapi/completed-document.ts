import { createRequire } from 'node:module'
import type { FastifyInstance, FastifySchema } from 'fastify'
import { isObject } from '../is-object.ts'
import { knownRoutes, type KnownRoute } from '../plugin/known-routes.ts'
import { warn } from '../plugin/warn.ts'
import { batchParts } from './batch-parts.ts'
import { Components } from './components.ts'
import { errorsOf } from './documented.ts'
import { templateOf } from './route-path.ts'
import { operationMethods, type Version } from './versions.ts'
import { completed, withErrors } from './with-errors.ts'
import { writer, type Write } from './writer.ts'
import { yamlOf } from './yaml.ts'

type Json = Readonly<Record<string, unknown>>

/** What is read of a document that somebody else has made. */
interface Document { readonly openapi: string, readonly paths: Readonly<Record<string, Json>>, readonly components?: { readonly schemas?: Json }, readonly servers?: ReadonlyArray<{ readonly url?: unknown }> }

const versionsByMinor: Readonly<Record<string, Version>> = { '3.0': '3.0.3', 3.1: '3.1.1', 3.2: '3.2.0' }

/**
 * A document with the errors of all operations that are routes of this package. What it says already stays, member by member, and so does
 * the object that is given.
 *
 * @returns the same object for what is no document of OpenAPI 3
 */
export function completedDocument (app: FastifyInstance, document: object): object {
  const { openapi, paths, components = {}, servers = [] } = document as Document
  const version = versionsByMinor[/^3\.\d/.exec(String(openapi))?.[0] ?? '']
  if (version === undefined || !isObject(paths)) {
    if ('swagger' in document) {
      warn(app.log, 'CONFORMANT_SWAGGER_2', 'the document of @fastify/swagger is of Swagger 2.0, which cannot say several errors of one status: fastify-conformant adds none to it. ' +
        'Write `app.register(swagger, { openapi: {} })`.')
    }
    return document
  }
  const { schemas = {} } = components
  const made = new Components(version, schemas)
  const write = writer()
  const routesOf = finder(knownRoutes(app), servers.map(({ url }) => basePath(String(url))))
  const complete = (path: string, method: string, operation: unknown): unknown => {
    const routes = isObject(operation) ? routesOf(path, method, operation as Json) : []
    return routes.length === 0 ? operation : completedOperation(operation as Json, routes, method, made, write)
  }
  const completedPaths = mapped(paths, (item, path) => mapped(item, (operation, name) => {
    if (operationMethods.includes(name)) return complete(path, name.toUpperCase(), operation)
    // OpenAPI 3.2.0, Path Item Object: methods that have no field of their own.
    return name === 'additionalOperations' ? mapped(operation as Json, (one, method) => complete(path, method, one)) : operation
  }))
  return { ...document, paths: completedPaths, components: { ...components, schemas: { ...schemas, ...made.schemas } } }
}

function mapped<T> (of: Readonly<Record<string, T>>, to: (value: T, name: string) => unknown): Json {
  return Object.fromEntries(Object.entries(of).map(([name, value]) => [name, to(value, name)]))
}

/** The routes of an operation: several where constraints tell them apart. A URL that a transform has changed is known by the `operationId`. */
function finder (routes: readonly KnownRoute[], bases: readonly string[]): (path: string, method: string, operation: Json) => readonly KnownRoute[] {
  const known = new Map<string, KnownRoute[]>()
  for (const route of routes) {
    const { schema, method } = route.options
    const { operationId } = (schema ?? {}) as FastifySchema & { operationId?: string }
    for (const one of [method].flat()) {
      for (const key of [`${one} ${shapeOf(templateOf(route.url))}`, ...(operationId === undefined ? [] : [`${one}#${operationId}`])]) known.set(key, [...known.get(key) ?? [], route])
    }
  }
  return (path, method, { operationId }) => {
    const keys = [`${method}#${String(operationId)}`, ...['', ...bases].map(base => `${method} ${shapeOf(base + path)}`)]
    return keys.map(key => known.get(key)).find(found => found !== undefined) ?? []
  }
}

/** A path whatever its parameters are called, and whether they may be missing, which OpenAPI cannot say. */
function shapeOf (path: string): string {
  return path.replace(/\{[^}]*\}\??/g, '{}')
}

/** What the URLs of a server begin with: @fastify/swagger leaves it out of paths. */
function basePath (url: string): string {
  return url.replace(/^[a-z][a-z\d+.-]*:\/\/[^/]*/i, '').replace(/\/$/, '')
}

function completedOperation (operation: Json, routes: readonly KnownRoute[], method: string, components: Components, write: Write): Json {
  const [route] = routes as [KnownRoute]
  const { settings: { dialect, documentation, deprecated } } = route.place
  const errors = routes.flatMap(one => errorsOf(one, method, write)).filter((one, at, all) => all.findIndex(({ status, kind }) => status === one.status && kind === one.kind) === at)
  const batch = batchParts(route, components)
  const said = completed(operation['responses'] ?? {}, batch === undefined ? {} : { 200: batch.success }) as Json
  return {
    ...(batch === undefined ? {} : { requestBody: batch.requestBody }),
    ...(documentation === undefined ? {} : { externalDocs: { url: documentation } }),
    ...(deprecated === undefined ? {} : { deprecated: true }),
    ...operation,
    responses: withErrors(said, route, errors, { components, dialect, isHead: method === 'HEAD' })
  }
}

/** As @fastify/swagger writes it, by the package that it has loaded for that; where that is not to be found, as this one does. */
export function yamlOfDocument (document: object): string {
  const { cache } = createRequire(process.execPath)
  const swagger = Object.keys(cache).find(file => /[\\/]@fastify[\\/]swagger[\\/]index\.js$/.test(file))
  if (swagger === undefined) return yamlOf(document)
  const { stringify } = createRequire(swagger)('yaml') as { stringify (value: unknown, options: object): string }
  return stringify(JSON.parse(JSON.stringify(document)), { strict: false })
}
