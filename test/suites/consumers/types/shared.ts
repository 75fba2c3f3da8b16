// Compiled in each way that a project may resolve its packages, without skipLibCheck: what schemas say of requests and of items.
import Fastify, { type FastifyInstance } from 'fastify'
import { Type as Old } from '@sinclair/typebox'
import { z } from 'zod'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import type { JsonSchemaToTsProvider } from '@fastify/type-provider-json-schema-to-ts'
import conformant, { ApiError, akeneo, akeneoSchema, defineDialect, gitlabSchema, notFound, problem, routes, typed, type Dialect, type RedisClient as Here } from 'fastify-conformant'
import { redisStore, type Store } from 'fastify-conformant/limits'
import { ConformantFilter, type Host } from 'fastify-conformant/nest'
import type { BatchHandler } from 'fastify-conformant/batch'

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends (<T>() => T extends B ? 1 : 2) ? true : false
type Expect<T extends true> = T

export const app = Fastify()
export const error: ApiError = notFound()
export const dialects: Dialect[] = [
  akeneo(), defineDialect({ name: 'a', mediaType: 'a/b', render: () => '', schema: () => Old.String() }), defineDialect({ ...akeneo(), schema: () => ({ type: 'string' }) })
]
export const union = Old.Union([akeneoSchema(404), gitlabSchema(), problem().schema(404)])
app.register(conformant, { dialect: akeneo() })
app.get('/', { config: { conformant: { items: 5 } } }, async () => '')
// @ts-expect-error a dialect is an object
app.get('/', { config: { conformant: { dialect: 1 } } }, async () => '')

const old = Old.Object({ id: Old.Integer() })
typed(app).get('/:id', { schema: { params: old } }, async ({ params }) => {
  const given: Expect<Equal<typeof params, { id: number }>> = true
  return given
})
app.register(routes(async scope => {
  scope.get('/:id', { schema: { params: old } }, async ({ params }) => { const given: Expect<Equal<typeof params, { id: number }>> = true; return given })
}))
app.batch({ method: 'PATCH', url: '/c', key: 'code', item: Old.Object({ code: Old.String() }) }, item => {
  const given: Expect<Equal<typeof item, { code: string }>> = true
  return given
})

const zod = app.withTypeProvider<ZodTypeProvider>()
const shape = z.object({ id: z.number() })
typed(zod).get('/:id', { schema: { params: shape } }, async ({ params }) => { const given: Expect<Equal<typeof params, { id: number }>> = true; return given })
app.register(routes<object, ZodTypeProvider>(async scope => {
  scope.get('/:id', { schema: { params: shape } }, async ({ params }) => { const given: Expect<Equal<typeof params, { id: number }>> = true; return given })
}))
zod.batch({ method: 'PATCH', url: '/c', key: 'code', item: shape }, item => { const given: Expect<Equal<typeof item, { id: number }>> = true; return given })

const json = app.withTypeProvider<JsonSchemaToTsProvider>()
const plain = { type: 'object', properties: { id: { type: 'integer' } }, required: ['id'], additionalProperties: false } as const
typed(json).get('/:id', { schema: { params: plain } }, async ({ params }) => { const given: Expect<Equal<typeof params, { id: number }>> = true; return given })
json.batch({ method: 'PATCH', url: '/c', key: 'code', item: plain }, item => { const given: Expect<Equal<typeof item, { id: number }>> = true; return given })
json.batch({ method: 'PATCH', url: '/c', key: 'code', item: { type: 'object', properties: { id: { type: 'integer' } }, required: ['id'], additionalProperties: false } }, item => { const given: Expect<Equal<typeof item, { id: number }>> = true; return given })

export function answer (host: Host): void { new ConformantFilter(undefined, console).catch(error, host) }
export const handler: BatchHandler<{ a: string }> = item => item.a
export function store (client: never): Store { return redisStore({ client }) }
// @ts-expect-error it has moved, and its type says where
export function moved (value: string): Here { return value }
export function takes (instance: FastifyInstance): void { instance.rateLimits.health() }
