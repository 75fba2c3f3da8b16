// Where TypeScript looks for files as Node did before packages said what they export.
import Fastify from 'fastify'
import { Type } from '@sinclair/typebox'
import conformant, { akeneoSchema, typed } from 'fastify-conformant'
import { redisStore } from 'fastify-conformant/limits'
import { validationFailed } from 'fastify-conformant/nest'

const app = Fastify()
app.register(conformant, { rateLimit: { limit: 1, window: 1, store: redisStore({ client: {} as never }) } })
export const failed: Error = validationFailed([{ property: 'a', children: [] }])
export const union = Type.Union([akeneoSchema(404)])
typed(app).get('/:id', { schema: { params: Type.Object({ id: Type.Integer() }) } }, async ({ params }) => params.id.toFixed(1))
