// As shared.ts, with TypeBox 1.x, which is an ES module alone.
import Fastify from 'fastify'
import Type from 'typebox'
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import { defineDialect, problem, routes, typed } from 'fastify-conformant'

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends (<T>() => T extends B ? 1 : 2) ? true : false
type Expect<T extends true> = T

const app = Fastify()
export const dialect = defineDialect({ ...problem(), schema: () => Type.String() })

const one = app.withTypeProvider<TypeBoxTypeProvider>()
const next = Type.Object({ id: Type.Integer() })
typed(one).get('/:id', { schema: { params: next } }, async ({ params }) => { const given: Expect<Equal<typeof params, { id: number }>> = true; return given })
app.register(routes<object, TypeBoxTypeProvider>(async scope => {
  scope.get('/:id', { schema: { params: next } }, async ({ params }) => { const given: Expect<Equal<typeof params, { id: number }>> = true; return given })
}))
one.batch({ method: 'PATCH', url: '/c', key: 'code', item: next }, item => { const given: Expect<Equal<typeof item, { id: number }>> = true; return given })
