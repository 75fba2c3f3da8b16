// Errors that a route declares: its handler may return these, and no others.
import Fastify, { type FastifyInstance, type FastifyTypeProvider } from 'fastify'
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import { Type } from '@sinclair/typebox'
import { z } from 'zod'
import { ApiError, conflict, conformantConfig, defineErrors, gone, notFound, routes, typed, unauthorized, unprocessable, type DeclaredError, type TypedInstance } from 'fastify-conformant'
import type { Equal, Expect } from './equal.ts'

const errors = defineErrors({
  outOfCredit: { status: 403, members: Type.Object({ balance: Type.Integer() }) },
  closed: { status: 409 }
})
const app = Fastify()
const schema = { response: { 200: Type.Object({ id: Type.Integer() }) } }
declare const isPaid: boolean

typed(app).get('/', { config: { conformant: { errors: [errors.outOfCredit, 'not_found', gone] } } }, async (_request, reply) => {
  if (isPaid) return errors.outOfCredit({ balance: 3 })
  if (isPaid) return reply.errors.outOfCredit({ balance: 3 })
  if (isPaid) return reply.errors.not_found('There is no such order.')
  if (isPaid) return gone()
  // @ts-expect-error it has a balance
  if (isPaid) return reply.errors.outOfCredit()
  // @ts-expect-error it is not declared
  if (isPaid) return reply.errors.closed()
  if (isPaid) throw errors.closed()
  if (isPaid) return reply.created('/a')
  return { id: 7 }
})

// @ts-expect-error it is not declared
typed(app).get('/', { config: { conformant: { errors: [errors.outOfCredit] } } }, async () => errors.closed())
// @ts-expect-error it is not declared
typed(app).get('/', { config: { conformant: { errors: ['not_found'] } } }, async () => isPaid ? { id: 7 } : gone())
// @ts-expect-error which kind it is nobody knows
typed(app).get('/', { config: { conformant: { errors: ['not_found'] } } }, async () => new ApiError('conflict'))

typed(app).get('/', { schema, config: { conformant: { errors: [errors.closed] } } }, async () => isPaid ? { id: 7 } : errors.closed())
// @ts-expect-error it is not declared
typed(app).get('/', { schema, config: { conformant: { errors: [errors.closed] } } }, async () => isPaid ? { id: 7 } : errors.outOfCredit({ balance: 3 }))
// @ts-expect-error an id is a number
typed(app).get('/', { schema, config: { conformant: { errors: [errors.closed] } } }, async () => isPaid ? { id: '7' } : errors.closed())

typed(app).route({ method: 'GET', url: '/', schema, config: { conformant: { errors: [errors.closed, 'conflict'] } }, handler: async (_request, reply) => isPaid ? { id: 7 } : reply.errors.closed() })
// @ts-expect-error it is not declared
typed(app).route({ method: 'GET', url: '/', config: { conformant: { errors: [errors.closed] } }, handler: async () => gone() })
typed(app).get('/', { config: { conformant: { errors: [errors.closed] } }, handler: async (_request, reply) => isPaid ? 'a' : reply.errors.closed() })
// @ts-expect-error it is not declared
typed(app).get('/', { config: { conformant: { errors: [errors.closed] } }, handler: async () => gone() })

// A list that is said once, and one that has been checked.
const billing = [errors.outOfCredit, 'not_found'] as const
typed(app).get('/', { config: { conformant: { errors: [...billing, errors.closed] } } }, async (_request, reply) => isPaid ? errors.outOfCredit({ balance: 3 }) : reply.errors.closed())
// @ts-expect-error it is not declared
typed(app).get('/', { config: { conformant: { errors: billing } } }, async () => errors.closed())
typed(app).get('/', { config: { mine: 1, ...conformantConfig({ items: 5, errors: [errors.closed] }) } }, async (_request, reply) => reply.errors.closed())
// @ts-expect-error it is not declared
typed(app).get('/', { config: conformantConfig({ errors: [errors.closed] }) }, async () => gone())
// @ts-expect-error a misspelt option
conformantConfig({ errors: [errors.closed], acept: false })
// @ts-expect-error a number is no kind
typed(app).get('/', { config: { conformant: { errors: [7] } } }, async () => 'a')

// Errors as they are given, and constructors that say several kinds by what they are given.
typed(app).get('/', { config: { conformant: { errors: [notFound({ resource: 'User' }), 'unauthorized', 'unprocessable'] } } }, async (_request, reply) => {
  if (isPaid) return notFound('There is no such order.')
  if (isPaid) return reply.errors.not_found()
  if (isPaid) return unauthorized({ realm: 'books' })
  if (isPaid) return unauthorized('It has ended.', { error: 'invalid_token' })
  return unprocessable('It makes no sense.')
})
export type Kinds = [
  Expect<Equal<ReturnType<typeof notFound>['kind'], 'not_found'>>,
  Expect<Equal<ReturnType<typeof conflict>['kind'], 'conflict'>>
]
// @ts-expect-error by its error it is a 403
typed(app).get('/', { config: { conformant: { errors: ['unauthorized'] } } }, async () => unauthorized({ error: 'insufficient_scope', scope: 'read' }))
// @ts-expect-error it may be a failed validation
typed(app).get('/', { config: { conformant: { errors: ['unprocessable'] } } }, async () => unprocessable({ issues: [] }))
typed(app).get('/', { config: { conformant: { errors: [unprocessable] } } }, async () => unprocessable({ issues: [] }))

// Of a list whose kinds the types do not tell, nothing is checked.
declare const any: DeclaredError[]
typed(app).get('/', { config: { conformant: { errors: any } } }, async () => gone())

// Hooks, requests, and what else a handler may return.
typed(app).post('/:id', {
  schema: { params: Type.Object({ id: Type.Integer() }), body: Type.Object({ at: Type.Union([Type.Literal('a'), Type.Literal('b')]) }) },
  config: { conformant: { errors: [errors.closed] } },
  preHandler: async (request) => { request.params.id.toFixed() }
}, function (request, reply) {
  const given: Expect<Equal<typeof request.body.at, 'a' | 'b'>> = true
  this.log.info(request.params.id.toFixed())
  if (given) return reply.noContent()
  if (isPaid) return reply.send({ a: 1 })
  if (isPaid) return Promise.resolve(errors.closed())
  return isPaid ? errors.closed() : isPaid ? [1] : isPaid ? null : new Date()
})
// Whose own generics are said, nothing else is inferred.
typed(app).post<{ Body: { a: string } }>('/', { config: { conformant: { errors: [errors.closed] } } }, async ({ body }) => isPaid ? body.a.trim() : gone())

interface ZodProvider extends FastifyTypeProvider {
  validator: this['schema'] extends z.ZodType ? z.output<this['schema']> : unknown
  serializer: this['schema'] extends z.ZodType ? z.input<this['schema']> : unknown
}
const answer = { response: { 200: z.object({ at: z.enum(['a', 'b']) }), 202: z.string() } }
typed(app.withTypeProvider<ZodProvider>()).get('/', { schema: { ...answer, querystring: z.object({ page: z.coerce.number() }) }, config: { conformant: { errors: [errors.closed] } } }, async ({ query }, reply) => {
  if (query.page.toFixed() === '1') return reply.errors.closed()
  return isPaid ? { at: 'a' as const } : 'b'
})
// @ts-expect-error it is not declared
typed(app.withTypeProvider<ZodProvider>()).get('/', { schema: answer, config: { conformant: { errors: [errors.closed] } } }, async () => isPaid ? { at: 'a' as const } : gone())
// @ts-expect-error it is none of its values
typed(app.withTypeProvider<ZodProvider>()).get('/', { schema: answer, config: { conformant: { errors: [errors.closed] } } }, async () => isPaid ? { at: 'c' } : errors.closed())

export const plugin = routes<object, ZodProvider>(async (scope) => {
  scope.get('/', { schema: answer, config: { conformant: { errors: ['gone'] } } }, async () => isPaid ? 'a' : gone())
  // @ts-expect-error it is not declared
  scope.get('/', { schema: answer, config: { conformant: { errors: ['gone'] } } }, async () => isPaid ? 'a' : errors.closed())
  scope.batch({ method: 'PATCH', url: '/', key: 'code', item: { type: 'object' } }, async () => ({ status: 204 }))
})

// A route that says nothing is Fastify's.
typed(app).get('/', async () => gone())
typed(app).get('/', { config: { conformant: { accept: false } } }, async () => gone())

export const same: FastifyInstance[] = [typed(app), typed(app).get('/', async () => 'a')]
export const named: TypedInstance<TypeBoxTypeProvider> = typed(app)

typed(app).get('/', { websocket: true }, (socket, request) => { socket.send(request.url) })
typed(app).route({ method: 'GET', url: '/', websocket: true, handler: (socket, request) => { socket.send(request.url) } })
