// Whoever imports it has every answer of every application of this process that has the plugin held against its document: `app.close()` rejects where one is not in it.
import { subscribe } from 'node:diagnostics_channel'
import type { FastifyInstance } from 'fastify'
import { expectDocumented } from '../../lib/check/expect-documented.ts'

subscribe('fastify.initialization', (message) => {
  const { fastify } = message as { fastify: FastifyInstance }
  fastify.addHook('onReady', async () => {
    if (fastify.hasDecorator('conformant')) expectDocumented(fastify)
  })
})

// A process that a signal ends says at its end what was found.
process.once('SIGTERM', () => process.exit())
