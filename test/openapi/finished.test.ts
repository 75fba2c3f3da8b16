import Fastify, { type FastifyInstance } from 'fastify'
import t, { type Test } from 'tap'
import conformant from 'fastify-conformant'
import { documentOf, swagger } from '../fixtures/swagger.ts'
import { finishedDocument } from '../../lib/openapi/finished.ts'

async function made (t: Test, register: (app: FastifyInstance) => unknown): Promise<FastifyInstance> {
  const app = Fastify()
  t.teardown(async () => { await app.close() })
  await app.register(conformant)
  await register(app)
  app.get('/a', async () => 'a')
  await app.ready()
  return app
}

t.test('without @fastify/swagger it is that of this package', async (t) => {
  const app = await made(t, () => {})
  t.match(finishedDocument(app), { openapi: '3.1.1', info: { title: 'API', version: '0.0.0' }, paths: { '/a': {} } })
  t.match(finishedDocument(app, { version: '3.0.3', info: { title: 'a', version: '1' } }), { openapi: '3.0.3', info: { title: 'a', version: '1' } })
})

t.test('with it the one that is published, where it is of that version', async (t) => {
  const app = await made(t, app => app.register(swagger))
  t.equal(finishedDocument(app), documentOf(app))
  t.equal(finishedDocument(app, { version: '3.0.3' }), documentOf(app))
  t.match(finishedDocument(app, { version: '3.2.0' }), { openapi: '3.2.0', info: { title: 'API' } })
})
