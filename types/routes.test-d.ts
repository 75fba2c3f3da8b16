// Routes: what TypeBox schemas say of a request, and what replies can do.
import Fastify, { type FastifyReply } from 'fastify'
import { Type } from '@sinclair/typebox'
import { routes, typed } from 'fastify-conformant'
import type { Equal, Expect } from './equal.ts'

const app = Fastify()
const schema = {
  params: Type.Object({ id: Type.Integer() }),
  querystring: Type.Object({ page: Type.Optional(Type.Integer()) }),
  headers: Type.Object({ 'x-tenant': Type.String() }),
  body: Type.Object({ code: Type.String(), tags: Type.Array(Type.Union([Type.Literal('a'), Type.Literal('b')])) })
}

typed(app).post('/things/:id', { schema, config: { conformant: { items: 1 } } }, async ({ params, query, headers, body }, reply) => {
  const given: [
    Expect<Equal<typeof params, { id: number }>>,
    Expect<Equal<typeof query, { page?: number }>>,
    Expect<Equal<typeof headers['x-tenant'], string>>,
    Expect<Equal<typeof body, { code: string, tags: Array<'a' | 'b'> }>>
  ] = [true, true, true, true]
  // @ts-expect-error the schema names no such property
  given.push(body.name)
  // @ts-expect-error an id is a number here
  params.id.toUpperCase()
  return reply.created(`/things/${body.code}`)
})

typed(app).get('/', async ({ body }) => {
  const given: Expect<Equal<typeof body, unknown>> = true
  return given
})

export const plugin = routes(async (scope) => {
  scope.patch('/:code', { schema: { params: Type.Object({ code: Type.String() }) } }, async ({ params }) => {
    const given: Expect<Equal<typeof params, { code: string }>> = true
    return given
  })
})
app.register(plugin, { prefix: '/api' })

const greeting = routes<{ greeting: string }>(async (scope, options) => {
  const given: Expect<Equal<typeof options.greeting, string>> = true
  scope.get('/', async () => given)
})
app.register(greeting, { greeting: 'Hello' })
// @ts-expect-error an option of the plugin is missing
app.register(greeting, { prefix: '/api' })
// @ts-expect-error a plugin takes a server
routes(async (scope: number) => scope)
// @ts-expect-error of what is no server nothing is known
typed({})

export async function replies (reply: FastifyReply): Promise<void> {
  const answered: FastifyReply[] = [
    reply.created(), reply.created('/a'), reply.created('/a', { id: 1 }), reply.created(undefined, null),
    reply.accepted(), reply.accepted('/jobs/1', { state: 'waiting' }),
    reply.noContent(), reply.noContent('/a'),
    reply.movedPermanently('/b')
  ]
  // @ts-expect-error a location is text
  answered.push(reply.created({ id: 1 }))
  // @ts-expect-error no content is no content
  answered.push(reply.noContent('/a', { id: 1 }))
  // @ts-expect-error moved to where?
  answered.push(reply.movedPermanently())
}
