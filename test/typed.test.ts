import { Type } from '@sinclair/typebox'
import Fastify from 'fastify'
import t from 'tap'
import conformant, { routes, typed } from '../lib/index.ts'
import { problem, success } from './helpers/answers.ts'
import { exchange, listen } from './helpers/exchange.ts'

t.test('typed is the same server', async (t) => {
  const app = Fastify()
  await app.register(conformant)
  t.equal(typed(app), app)
  typed(app).post('/things/:id', {
    schema: { params: Type.Object({ id: Type.Integer() }), body: Type.Object({ code: Type.String() }) }
  }, async ({ params, body }, reply) => reply.created(`/things/${params.id + 1}`, { code: body.code.toUpperCase() }))
  const port = await listen(t, app)
  t.strictSame(await exchange(port, { method: 'POST', path: '/things/1', json: { code: 'a' } }),
    success(201, { code: 'A' }, { location: 'http://api.example/things/2' }))
  t.strictSame(await exchange(port, { method: 'POST', path: '/things/x', json: {} }), problem(422, 'Validation failed.', {}, {
    errors: [{ detail: 'must be of type integer', parameter: 'id' }, { detail: 'is required', pointer: '#/code' }]
  }))
})

t.test('routes is the same plugin', async (t) => {
  const plugin = routes<{ greeting: string }>(async (scope, { greeting }) => {
    scope.get('/:name', { schema: { params: Type.Object({ name: Type.String() }) } }, async ({ params }) => ({ text: `${greeting} ${params.name}` }))
  })
  const app = Fastify()
  await app.register(conformant)
  await app.register(plugin, { prefix: '/api', greeting: 'Hello' })
  const port = await listen(t, app)
  t.strictSame(await exchange(port, 'GET /api/Ada'), success(200, { text: 'Hello Ada' }))
})
