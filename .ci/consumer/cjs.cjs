'use strict'

const Fastify = require('fastify')
const { default: conformant, akeneo, notFound } = require('fastify-conformant')

async function start (plugin) {
  const app = Fastify()
  await app.register(plugin, { dialect: akeneo() })
  app.get('/categories/:code', async ({ params }) => {
    if (params.code === 'master') throw notFound("Category 'master' does not exist.")
    return { code: params.code }
  })
  app.post('/categories', async () => ({}))
  return app
}

import('./cases.mjs').then(({ verify }) => {
  verify('require().default', () => start(conformant))
  // Fastify takes .default of what it is given.
  verify('require()', () => start(require('fastify-conformant')))
})
