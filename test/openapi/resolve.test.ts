import Fastify from 'fastify'
import t from 'tap'
import { resolverOf } from '../../lib/openapi/resolve.ts'

t.test('a schema by its name, whatever stands behind it', async (t) => {
  const app = Fastify()
  app.addSchema({ $id: 'item', type: 'object' })
  const resolve = resolverOf(app)
  for (const id of ['item', 'item#', 'item#/properties/sku']) t.strictSame(resolve(id), { $id: 'item', type: 'object' })
  t.equal(resolve('none'), undefined)
})
