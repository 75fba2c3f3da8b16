// Options: what is right compiles, what is wrong does not.
import Fastify from 'fastify'
import { Type } from '@sinclair/typebox'
import conformant, { akeneo, conformantConfig, defineDialect, gitlab, notFound, problem, type ApiError, type ConformantOptions, type Dialect, type GateName, type Mapper, type ConformantRouteOptions, type RenderContext } from 'fastify-conformant'
import { postgresErrors, prismaErrors, zodErrors } from 'fastify-conformant/mappers'
import type { Equal, Expect } from './equal.ts'
// Adds to Fastify's own RouteOptions, as many plugins do; ours must not become those.
import type {} from '@fastify/compress'

const app = Fastify()

// On the plugin.
app.register(conformant)
app.register(conformant, {})
app.register(conformant, {
  dialect: akeneo({ wording: 'live', findings: 'first', negotiation: 'exact', documentation: 'https://docs.example', messages: { maxLength: ({ params }) => String(params?.limit) } }),
  accept: ['application/json', 'text/csv'],
  contentType: 'application/json',
  contentCoding: false,
  payload: 1000,
  json: { maxDepth: 10 },
  items: 5,
  unknownProperties: true,
  validation: { limit: 10 },
  echo: 10,
  documentation: '#all',
  standardFormat: '#format',
  unknownUrl: true,
  method: false,
  mappers: [postgresErrors, prismaErrors, zodErrors, (error, request) => request.url === '' ? undefined : error as ApiError],
  baseUrl: 'https://api.example'
})
app.register(conformant, {
  requestId: { header: 'x-request-id', member: 'request_id' },
  messages: { en: {}, de: { keywords: { required: ({ path }) => path.join('.') }, kinds: { not_found: ({ id }, { language }) => `${id} ${language}` } } }
})
// @ts-expect-error there is no such kind
app.register(conformant, { messages: { de: { kinds: { notFound: () => '' } } } })
app.register(conformant, { dialect: gitlab({ throttle: 'text' }) })
app.register(conformant, { dialect: problem({ types: 'https://api.example/problems/' }) })
app.register(conformant, { enforce: 'report', accept: 'report', unknownUrl: 'report', items: 'report', coerce: 'all' })
export const told: number | undefined = app.conformant.report().refusals[0]?.count
// @ts-expect-error limits have dryRun
app.register(conformant, { rateLimit: 'report' })
// @ts-expect-error true or 'report'
app.register(conformant, { enforce: false })
// @ts-expect-error there is no such option
app.register(conformant, { item: 1 })
// @ts-expect-error a number of items is no text
app.register(conformant, { items: '5' })
// @ts-expect-error true or false
app.register(conformant, { unknownUrl: 'yes' })
// @ts-expect-error depth has a name
app.register(conformant, { json: 512 })
// @ts-expect-error the name has no other letters
app.register(conformant, { json: { depth: 512 } })
// @ts-expect-error a name is no dialect
app.register(conformant, { dialect: 'akeneo' })
// @ts-expect-error a mapper is a function
app.register(conformant, { mappers: ['postgres'] })
// @ts-expect-error a mapper answers an ApiError or undefined
app.register(conformant, { mappers: [() => new Error('no')] })
// @ts-expect-error there is no such wording
akeneo({ wording: 'loud' })
// @ts-expect-error words are made of an issue
gitlab({ messages: { maxLength: 'too long' } })

// On a route.
app.get('/', { config: { conformant: { accept: 'text/csv', documentation: '#get', items: false } } }, async () => '')
app.route({ method: 'GET', url: '/route', config: { conformant: { dialect: gitlab() } }, handler: async () => '' })
// @ts-expect-error a limit is a number
app.get('/', { config: { conformant: { validation: { limit: 'all' } } } }, async () => '')
// @ts-expect-error a name is no dialect
app.route({ method: 'GET', url: '/', config: { conformant: { dialect: 'gitlab' } }, handler: async () => '' })

// Fastify takes any further member of a config for the route's own: names are checked where the options have their type,
// and by the plugin, when the route is declared.
export const items: ConformantRouteOptions = { items: 1 }
export const constraint: ConformantRouteOptions = { items: { limit: 5, status: 403 }, payload: { status: 403 }, realm: 'shop' }
// @ts-expect-error a limit is answered with 413 or 403
export const elsewhere: ConformantRouteOptions = { items: { limit: 5, status: 404 } }
export const masked: ConformantRouteOptions = { maskForbidden: ({ url }, { kind }) => kind === 'forbidden' && url !== '/' ? notFound() : false }
// @ts-expect-error what nobody may see has an answer
export const unmasked: ConformantRouteOptions = { maskForbidden: () => undefined }
// @ts-expect-error there is no such option
export const item: ConformantRouteOptions = { item: 1 }
export const conditional: ConformantRouteOptions = {
  preconditions: { state: async ({ params }) => params === null ? undefined : { etag: '"1"', lastModified: new Date(), exists: true, headers: { vary: 'Accept' } }, required: true }
}
export const oneDate: ConformantRouteOptions = { preconditions: { state: () => ({ lastModified: Date.now() }) } }
// @ts-expect-error there has to be somebody who knows the state
export const stateless: ConformantRouteOptions = { preconditions: { required: true } }
// @ts-expect-error a date is no text
export const written: ConformantRouteOptions = { preconditions: { state: () => ({ lastModified: '2020-01-01' }) } }
// @ts-expect-error there is no route yet where this is looked at
export const unknownUrl: ConformantRouteOptions = { unknownUrl: false }
// @ts-expect-error mappers are the scope's
export const mappers: ConformantRouteOptions = { mappers: [] }
// @ts-expect-error and so is the base of locations
export const baseUrl: ConformantRouteOptions = { baseUrl: 'https://api.example' }

app.get('/', { config: conformantConfig({ accept: 'text/csv', rateLimit: { limit: 3, window: '1.5s', key: 'instance' }, deprecated: { since: '2026-06-30', afterSunset: 'gone' } }) }, async () => '')
app.get('/', { config: { ...conformantConfig({ items: 5 }), mine: true } }, async () => '')
// @ts-expect-error there is no such option
app.get('/', { config: conformantConfig({ item: 5 }) }, async () => '')
// @ts-expect-error the name has no other letters
app.get('/', { config: conformantConfig({ rateLimit: { limit: 3, windows: '1s' } }) }, async () => '')
// @ts-expect-error there is no such unit
app.get('/', { config: conformantConfig({ rateLimit: { limit: 3, window: '1 minute' } }) }, async () => '')
// @ts-expect-error whom a limit counts has a name, or a function
app.get('/', { config: conformantConfig({ rateLimit: { limit: 3, window: '1s', key: 'ip' } }) }, async () => '')
// @ts-expect-error what becomes of it is said in one word
app.get('/', { config: conformantConfig({ deprecated: { sunset: '2030-01-01', afterSunset: 'stay' } }) }, async () => '')
// @ts-expect-error there is no such kind
app.register(conformant, { log: { sample: { confict: 2 } } })
// @ts-expect-error there is no such level
app.register(conformant, { log: { level: () => 'loud' } })
app.register(conformant, { log: { level: ({ kind }) => kind === 'conflict' ? 'silent' : undefined, sample: { conflict: 2 } } })
export const counted: number | undefined = app.conformant.counts().kinds['GET /']?.conflict

// Every gate is an option by its name, and can be turned off.
const allOff: { [Gate in GateName]: false } = {
  unknownUrl: false, method: false, rateLimit: false, deprecated: false, concurrency: false, accept: false, contentType: false, contentCoding: false, payload: false, preconditions: false, json: false, items: false, unknownProperties: false, validation: false, spamCheck: false
}
app.register(conformant, allOff)

export type Options = [
  Expect<Equal<GateName extends keyof ConformantOptions ? true : false, true>>,
  Expect<Equal<Exclude<keyof ConformantOptions, keyof ConformantRouteOptions>, 'unknownUrl' | 'method' | 'mappers' | 'requestId' | 'baseUrl' | 'cors' | 'drain' | 'maxConnections'>>,
  Expect<Equal<ReturnType<Mapper>, ApiError | undefined>>
]

// A dialect of one's own.
const plain = defineDialect({
  name: 'plain',
  mediaType: 'application/json',
  render: (error, context) => {
    type Given = [Expect<Equal<typeof error, ApiError>>, Expect<Equal<typeof context, RenderContext>>]
    const given: Given = [true, true]
    return { error: error.message, status: context.status, given }
  },
  headers: ({ retryAfter }) => retryAfter === undefined ? {} : { 'x-retry': retryAfter, 'x-several': ['a', 'b'] },
  schema: (status) => Type.Object({ error: Type.String(), status: Type.Literal(status) }),
  status: (kind) => kind === 'validation_failed' ? 400 : undefined
})
export type Plain = Expect<Equal<typeof plain, Dialect>>
app.register(conformant, { dialect: plain })
// @ts-expect-error without a schema it says nothing that can be documented
defineDialect({ name: 'plain', mediaType: 'application/json', render: () => ({}) })
// @ts-expect-error a media type is text
defineDialect({ name: 'plain', mediaType: null, render: () => ({}), schema: () => Type.Any() })
// @ts-expect-error there is no such kind
defineDialect({ name: 'plain', mediaType: 'a/b', render: () => ({}), schema: () => Type.Any(), status: (kind) => kind === 'invalid' ? 400 : undefined })
// @ts-expect-error a header is text, a number or a list of texts
defineDialect({ name: 'plain', mediaType: 'a/b', render: () => ({}), schema: () => Type.Any(), headers: () => ({ 'x-a': true }) })
