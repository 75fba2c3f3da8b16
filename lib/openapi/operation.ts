import type { FastifySchema } from 'fastify'
import { phraseOf } from '../errors/catalog.ts'
import { isObject } from '../is-object.ts'
import { memberOf } from '../http/json-pointer.ts'
import type { KnownRoute } from '../plugin/known-routes.ts'
import { bodyMethodsOf } from '../server/index.ts'
import { readersOf } from '../plugin/readers.ts'
import { batchParts } from './batch-parts.ts'
import { jsonOf, type Components } from './components.ts'
import { errorsOf } from './documented.ts'
import type { DocumentedError } from './documented-error.ts'
import { resolverOf, type Resolve } from './resolve.ts'
import type { Making } from './responses.ts'
import { parametersOf } from './route-path.ts'
import { completed, withErrors } from './with-errors.ts'
import type { Write } from './writer.ts'

type Json = Record<string, unknown>

/** What Fastify and its plugins know of a route beside its parts: the words of documents of OpenAPI. */
interface Schema extends FastifySchema { readonly query?: unknown, readonly [name: string]: unknown }

/** Members of a route's schema that are an operation's as they stand. */
const asTheyAre = ['tags', 'summary', 'description', 'operationId', 'deprecated', 'security', 'externalDocs', 'servers', 'callbacks'] as const

/** The operation of a route and one of its methods. */
export function operationOf (route: KnownRoute, method: string, components: Components, write?: Write): Json {
  const schema = (route.options.schema ?? {}) as Schema
  const { settings } = route.place
  const errors = errorsOf(route, method, write)
  const making = { components, dialect: settings.dialect, isHead: method === 'HEAD' }
  const said = Object.fromEntries([...asTheyAre, ...Object.keys(schema).filter(name => name.startsWith('x-'))].filter(name => schema[name] !== undefined).map(name => [name, schema[name]]))
  const parameters = parametersIn(route, schema, components)
  const batch = batchParts(route, components)
  const requestBody = batch?.requestBody ?? (bodyMethodsOf(route.instance).has(method) ? requestBodyOf(route, schema, errors, components) : undefined)
  const { host, version } = (route.options.constraints ?? {}) as Json
  if (typeof version === 'string') parameters.push({ name: 'Accept-Version', in: 'header', required: true, schema: components.convert({ type: 'string', const: version }, () => undefined) })
  return {
    ...(settings.documentation === undefined ? {} : { externalDocs: { url: settings.documentation } }),
    ...(settings.deprecated === undefined ? {} : { deprecated: true }),
    ...(typeof host === 'string' ? { servers: [{ url: `//${host}` }] } : {}),
    ...said,
    ...(parameters.length === 0 ? {} : { parameters }),
    ...(requestBody === undefined ? {} : { requestBody }),
    responses: withErrors(declaredResponses(route, schema, batch?.success, making), route, errors, making)
  }
}

const places = { params: 'path', querystring: 'query', headers: 'header' } as const

/** OpenAPI 3.1.1, Parameter Object: these say nothing there. */
const unsaid = new Set(['accept', 'content-type', 'authorization'])

function parametersIn ({ instance, url }: KnownRoute, schema: Schema, components: Components): Json[] {
  const parameters: Json[] = []
  const resolve = resolverOf(instance)
  for (const [part, place] of Object.entries(places)) {
    const whole = jsonOf(part === 'querystring' ? schema.querystring ?? schema.query : schema[part])
    const resolved = typeof memberOf(whole, '$ref') === 'string' ? resolve(String(memberOf(whole, '$ref'))) : whole
    const properties = memberOf(resolved, 'properties')
    const required = [memberOf(resolved, 'required') ?? []].flat()
    for (const [name, one] of Object.entries(isObject(properties) ? properties : {})) {
      if ((place === 'header' && unsaid.has(name.toLowerCase())) || (place === 'path' && !parametersOf(url).includes(name))) continue
      const { description, deprecated, ...converted } = components.convert(one, resolve) as Json
      parameters.push({
        name,
        in: place,
        ...(description === undefined ? {} : { description }),
        ...(place === 'path' || required.includes(name) ? { required: true } : {}),
        ...(deprecated === true ? { deprecated } : {}),
        schema: converted
      })
    }
  }
  const named = new Set(parameters.filter(one => one['in'] === 'path').map(one => one['name']))
  for (const name of parametersOf(url)) if (!named.has(name)) parameters.push({ name, in: 'path', required: true, schema: { type: 'string' } })
  return parameters
}

function requestBodyOf ({ instance, place: { settings } }: KnownRoute, { body }: Schema, errors: readonly DocumentedError[], components: Components): Json | undefined {
  if (body === undefined) return undefined
  const resolve = resolverOf(instance)
  const json = jsonOf(body)
  const content = memberOf(json, 'content')
  const { description, ...others } = json as { description?: unknown }
  const isRequired = errors.some(({ kind, provocation }) => kind === 'content_type_missing' && provocation?.body === undefined)
  const about = { ...(description === undefined ? {} : { description }), ...(isRequired ? { required: true } : {}) }
  if (isObject(content)) {
    return { ...about, content: contentIn(content, components, resolve) }
  }
  const converted = components.convert('$id' in others ? json : others, resolve)
  return { ...about, content: Object.fromEntries(takenBy(settings, instance, errors).map(type => [type, { schema: converted }])) }
}

/** What a refused type is told in its place. */
function takenBy ({ contentType, dialect }: KnownRoute['place']['settings'], instance: KnownRoute['instance'], errors: readonly DocumentedError[]): readonly string[] {
  if (Array.isArray(contentType)) return contentType as string[]
  const told = errors.find(({ kind, gate }) => kind === 'unsupported_media_type' && gate === 'contentType')?.headers['accept']
  const types = told === undefined ? readersOf(instance, dialect).types() : String(told).split(', ')
  return types.length === 0 ? ['*/*'] : types
}

/** What the application has said of its responses, as it has said it. */
function declaredResponses ({ instance }: KnownRoute, { response, produces }: Schema, success: Json | undefined, { components, isHead }: Making): Json {
  const resolve = resolverOf(instance)
  const responses: Json = {}
  for (const [status, given] of Object.entries(isObject(response) ? response : {})) {
    const one = jsonOf(given) as Json
    const content = memberOf(one, 'content')
    const name = /^[1-5]xx$/i.test(status) ? status.toUpperCase() : status
    const { description, headers, content: _, ...schema } = one
    const isEmpty = isHead || (!isObject(content) && schema['type'] === 'null') || name === '204' || name === '304'
    responses[name] = {
      description: typeof description === 'string' ? description : phraseIn(name),
      ...(headers === undefined ? {} : { headers: headersIn(headers as Json, components, resolve) }),
      ...(isEmpty
        ? {}
        : {
            content: isObject(content)
              ? contentIn(content, components, resolve)
              : Object.fromEntries((Array.isArray(produces) ? produces.map(String) : ['application/json']).map(type => [type, { schema: components.convert('$id' in schema ? one : schema, resolve) }]))
          })
    }
  }
  if (success !== undefined) responses['200'] = completed(responses['200'], success)
  if (!Object.keys(responses).some(status => /^[23]/.test(status))) responses['2XX'] = { description: 'Success' }
  return responses
}

/** By media type, as Fastify has it for bodies and answers. */
function contentIn (content: object, components: Components, resolve: Resolve): Json {
  return Object.fromEntries(Object.entries(content).map(([type, one]) => [type, { ...one as object, schema: components.convert(memberOf(one, 'schema'), resolve) }]))
}

function phraseIn (status: string): string {
  return /^\d{3}$/.test(status) ? phraseOf(Number(status)) : status === 'default' ? 'Any other answer' : `Answers of ${status}`
}

/** A field is a schema to Fastify's plugins, and a Header Object where it is one. */
function headersIn (headers: Json, components: Components, resolve: Resolve): Json {
  return Object.fromEntries(Object.entries(headers).map(([name, one]) => {
    if (isObject(one) && ('schema' in one || 'content' in one || '$ref' in one)) return [name, one]
    const { description, ...schema } = components.convert(one, resolve) as Json
    return [name, { ...(description === undefined ? {} : { description }), schema }]
  }))
}
