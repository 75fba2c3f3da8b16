import Fastify from 'fastify'
import conformant, { akeneo, notFound } from 'fastify-conformant'
import { verify } from './cases.mjs'

verify('import', async () => {
  const app = Fastify()
  await app.register(conformant, { dialect: akeneo() })
  app.get('/categories/:code', async ({ params }) => {
    if (params.code === 'master') throw notFound("Category 'master' does not exist.")
    return { code: params.code }
  })
  app.post('/categories', async () => ({}))
  return app
})
