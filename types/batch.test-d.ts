// What app.batch() makes of the schema of an item.
import { Type } from '@sinclair/typebox'
import Fastify, { type FastifyRequest } from 'fastify'
import conformant, { created, noContent } from 'fastify-conformant'
import type { BatchContext, BatchHandler, BatchOptions, Outcome, Result, Shape } from 'fastify-conformant/batch'
import type { Equal, Expect } from './equal.ts'

const app = Fastify()
await app.register(conformant)

const Category = Type.Object({ code: Type.String(), parent: Type.Optional(Type.String()) })

app.batch({ method: 'PATCH', url: '/categories', key: 'code', item: Category }, async (item, request, context) => {
  type Given = [
    Expect<Equal<typeof item, { parent?: string, code: string }>>,
    Expect<Equal<typeof request, FastifyRequest>>,
    Expect<Equal<typeof context, BatchContext>>,
    Expect<Equal<typeof context.signal, AbortSignal>>
  ]
  return [] as unknown as Given
})

// Every option, and hooks of a route.
app.batch({
  method: 'POST',
  url: '/a',
  key: 'code',
  item: Category,
  lines: 10,
  characters: 10,
  payload: 10,
  memory: 10,
  folder: '/tmp',
  concurrency: 2,
  seconds: 1.5,
  onRequest: async () => {},
  schema: { querystring: Type.Object({}) },
  config: { conformant: { dialect: undefined as never } },
  result: ({ line, key, identifier, status, members }) => ({ line, [key]: identifier, status, ...members })
}, () => created({ uuid: 'a' })).batch({ method: 'PUT', url: '/b', key: 'code', item: Category, bytes: 10 }, () => noContent())

// @ts-expect-error GET has no body
app.batch({ method: 'GET', url: '/c', key: 'code', item: Category }, () => {})
// @ts-expect-error an item needs a schema
app.batch({ method: 'PATCH', url: '/d', key: 'code' }, () => {})
// @ts-expect-error the body's schema is the item's
app.batch({ method: 'PATCH', url: '/e', key: 'code', item: Category, schema: { body: Category } }, () => {})

export type Batches = [
  Expect<Equal<ReturnType<typeof created>, Outcome>>,
  Expect<Equal<Parameters<Shape>, [result: Result]>>,
  Expect<Equal<Parameters<BatchHandler<{ a: 1 }>>[0], { a: 1 }>>,
  Expect<Equal<BatchOptions['method'], 'POST' | 'PUT' | 'PATCH' | 'DELETE'>>
]
