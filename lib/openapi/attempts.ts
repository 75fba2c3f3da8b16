import type { FastifySchema } from 'fastify'
import { stages } from '../gates/gate.ts'
import { memberOf } from '../http/json-pointer.ts'
import { isObject } from '../is-object.ts'
import type { KnownRoute } from '../plugin/known-routes.ts'
import { readersOf } from '../plugin/readers.ts'
import { bodyMethodsOf } from '../server/index.ts'
import { changed, type Provocation } from './provocation.ts'
import { resolverOf } from './resolve.ts'
import { parametersOf, pathOf } from './route-path.ts'
import { sampleOf, textsFor } from './samples.ts'

/** A longer body than this is not made: the error is documented without the request for it. */
const longestBody = 1_000_000

/** Media types that few applications take. */
const foreignTypes = ['text/plain', 'application/xml', 'image/png', 'application/x-none']
const pages = [...foreignTypes, 'text/html']
/** What is of no type that a schema is likely to ask for, as JSON; and texts that are no number, no date and in no list. */
const values = ['{}', '[]', '"x"', '0', 'null', 'true', '-1', '1.5']
const texts = ['x', '-1', '0', '1.5', '', '99999999999', 'a'.repeat(300), '%00']

/** A request that a route is likely to take. */
export function baseOf (route: KnownRoute, method: string): Provocation | undefined {
  const { instance, options } = route
  const resolve = resolverOf(instance)
  const { params, querystring, query, headers: fields } = (options.schema ?? {}) as FastifySchema & { query?: unknown }
  const { host, version } = (options.constraints ?? {}) as { host?: unknown, version?: unknown }
  const needed = Object.entries(isObject(fields) ? sampleOf(fields, resolve) as object ?? {} : {}).map(([name, value]) => [name.toLowerCase(), String(value)])
  const headers = { ...(typeof host === 'string' ? { host } : {}), ...(typeof version === 'string' ? { 'accept-version': version } : {}), ...Object.fromEntries(needed) as Record<string, string> }
  const path = pathOf(route, method, headers, name => textsFor(memberOf(memberOf(params, 'properties'), name), name, resolve))
  if (path === undefined) return undefined
  const asked = new URLSearchParams(Object.entries(sampleOf(querystring ?? query, resolve) ?? {}).map(([name, value]): [string, string] => [name, String(value)])).toString()
  return { method, url: asked === '' ? path : `${path}?${asked}`, headers }
}

/**
 * Requests to a route that somebody may refuse, each of which has one thing about it. What is said to them is what the route can answer:
 * the first that has an answer of its kind is its example, and nothing more is tried for it.
 *
 * @param isFound - whether an error of a kind has been said
 * @param isOfHead - whether the first of them is refused for what its header fields are: so is every one of which only the URL is another
 */
export function * attempts (route: KnownRoute, base: Provocation, isFound: (kind: string) => boolean, isOfHead = (): boolean => false): Generator<Provocation> {
  yield base
  if (!isOfHead() || stages.some(stage => route.armed[stage].some(({ gate }) => gate === 'accept'))) yield * until(() => isFound('not_acceptable'), pages, accept => changed(base, { headers: { accept } }))
  const isInvalid = (): boolean => isFound('validation_failed')
  if (!isOfHead()) yield * until(isInvalid, parameters(route, base))
  if (bodyMethodsOf(route.instance).has(base.method)) yield * bodies(route, base, isFound)
  if (!isOfHead()) yield * until(isInvalid, query(route, base))
  yield * until(isInvalid, fields(route, base))
}

function * until<One> (isOver: () => boolean, all: Iterable<One>, make = (one: One): Provocation => one as Provocation): Generator<Provocation> {
  for (const one of all) {
    if (isOver()) return
    yield make(one)
  }
}

/** The body that a route is likely to take. */
function bodyOf ({ instance, options, place: { settings } }: KnownRoute): { type: string, sample: unknown, text: string } {
  const schema = (options.schema as FastifySchema | undefined)?.body
  const resolve = resolverOf(instance)
  const content = memberOf(schema, 'content')
  const taken = Array.isArray(settings.contentType) ? settings.contentType as string[] : readersOf(instance, settings.dialect).types()
  const type = (isObject(content) ? Object.keys(content)[0] : undefined) ?? taken.find(one => !/[*+]/.test(one.split('/')[0] as string) && !one.endsWith('/*')) ?? 'application/json'
  const sample = sampleOf(isObject(content) ? memberOf(memberOf(content, type), 'schema') : schema, resolve)
  return { type, sample, text: JSON.stringify(sample) }
}

/** The request with its body, where the route has one. */
export function baseBody (route: KnownRoute, base: Provocation): Provocation {
  if ((route.options.schema as FastifySchema | undefined)?.body === undefined || !bodyMethodsOf(route.instance).has(base.method)) return base
  const { type, text } = bodyOf(route)
  return changed(base, { headers: { 'content-type': type }, body: text })
}

function * bodies (route: KnownRoute, base: Provocation, isFound: (kind: string) => boolean): Generator<Provocation> {
  const { instance, options, place: { settings } } = route
  const schema = (options.schema as FastifySchema | undefined)?.body
  const { type, sample, text } = bodyOf(route)
  const of = (body: string, headers = {}): Provocation => changed(base, { headers: { 'content-type': type, ...headers }, body })
  yield * until(() => isFound('unsupported_media_type'), foreignTypes, one => of(text, { 'content-type': one }))
  yield changed(base, { headers: { 'content-length': String(text.length) }, body: text })
  yield changed(base, {})
  yield of(text, { 'content-encoding': 'x-none' })
  const limit = Math.max(options.bodyLimit ?? 0, instance.initialConfig.bodyLimit as number, Number(settings.payload.limit) || 0)
  yield changed(base, { headers: { 'content-type': type, 'content-length': String(limit + 1) } })
  yield of('{')
  const isInvalid = (): boolean => isFound('validation_failed')
  yield * until(isInvalid, faults(sample), one => of(JSON.stringify(one)))
  yield * until(isInvalid, values, of)
  yield * until(() => isFound('too_many_items'), listTooLong(schema), of)
}

/** A list of more items than the least that anybody takes, and of more than a schema says. */
function * listTooLong (schema: unknown): Generator<string> {
  const said = Number(memberOf(schema, 'maxItems') ?? 0)
  for (const count of [11, 101, said + 1]) {
    const body = `[${'0,'.repeat(count - 1)}0]`
    if (body.length <= longestBody) yield body
  }
}

/** The sample without what it needs, and with what nobody knows. */
function * faults (sample: unknown): Generator<object> {
  if (!isObject(sample) || Array.isArray(sample)) return
  for (const name of Object.keys(sample)) {
    yield Object.fromEntries(Object.entries(sample).filter(([other]) => other !== name))
  }
  for (const name of Object.keys(sample)) for (const value of [0, 'x', {}]) yield { ...sample, [name]: value }
  yield { ...sample, unknownProperty: true }
}

function * parameters (route: KnownRoute, base: Provocation): Generator<Provocation> {
  if ((route.options.schema as FastifySchema | undefined)?.params === undefined) return
  for (const name of parametersOf(route.url)) {
    for (const text of texts) {
      const path = pathOf(route, base.method, base.headers, other => [other === name ? text : '1'])
      if (path !== undefined && text !== '') yield changed(base, { url: path })
    }
  }
}

function * query (route: KnownRoute, base: Provocation): Generator<Provocation> {
  const { querystring, query } = (route.options.schema ?? {}) as FastifySchema & { query?: unknown }
  const schema = querystring ?? query
  if (schema === undefined) return
  const [path = '', rest] = base.url.split('?')
  for (const name of namesIn(schema)) {
    for (const text of texts) yield changed(base, { url: `${path}?${withParameter(rest, name, text)}` })
    yield changed(base, { url: `${path}?${withParameter(rest, name, 'x')}&${name}=x` })
  }
  yield changed(base, { url: path })
  yield changed(base, { url: `${path}?unknownParameter=1` })
}

function withParameter (query: string | undefined, name: string, text: string): string {
  const all = new URLSearchParams(query)
  all.set(name, text)
  return all.toString()
}

function * fields (route: KnownRoute, base: Provocation): Generator<Provocation> {
  const schema = (route.options.schema as FastifySchema | undefined)?.headers
  if (schema === undefined) return
  for (const name of namesIn(schema)) {
    const lower = name.toLowerCase()
    yield { ...base, headers: Object.fromEntries(Object.entries(base.headers).filter(([other]) => other !== lower)) }
    for (const text of texts) if (!text.includes('%')) yield changed(base, { headers: { [lower]: text } })
  }
}

/** The names of properties, of JSON Schema and of Zod. */
function namesIn (schema: unknown): string[] {
  const properties = memberOf(schema, 'properties') ?? (schema as { shape?: unknown }).shape
  return isObject(properties) ? Object.keys(properties) : []
}
