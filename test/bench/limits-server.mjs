// One server under test: `node limits-server.mjs <kind>`. Answers to messages with the CPU time it has used.
import rateLimit from '@fastify/rate-limit'
import Fastify from 'fastify'
import conformant, { akeneo, gitlab, problem, serverOptions } from '../../.dist/index.js'

const [kind] = process.argv.slice(2)
const plenty = { limit: 1_000_000_000, window: '1h' }
const one = { limit: 1, window: '1h' }

/** What stands before the route, by kind. */
const kinds = {
  bare: () => undefined,
  plugin: () => ({ dialect: akeneo() }),
  allowed: () => ({ dialect: akeneo(), rateLimit: plenty }),
  'allowed, bucket': () => ({ dialect: akeneo(), rateLimit: { ...plenty, burst: 1_000_000_000 } }),
  'allowed, draft fields': () => ({ dialect: problem(), rateLimit: plenty }),
  'allowed, GitLab fields': () => ({ dialect: gitlab(), rateLimit: plenty }),
  'allowed, three limits': () => ({ dialect: akeneo(), rateLimit: [plenty, { ...plenty, name: 'instance', key: 'instance' }, { ...plenty, name: 'host', key: (request) => request.headers.host }] }),
  'allowed, concurrency': () => ({ dialect: akeneo(), concurrency: { limit: 1000 } }),
  refused: () => ({ dialect: akeneo(), rateLimit: one }),
  'refused, draft fields': () => ({ dialect: problem(), rateLimit: one })
}

let app
if (kind in kinds) {
  const options = kinds[kind]()
  app = Fastify(options === undefined ? {} : serverOptions({ dialect: options.dialect }))
  if (options !== undefined) await app.register(conformant, options)
} else {
  app = Fastify()
  await app.register(rateLimit, { max: kind.includes('refused') ? 1 : 1_000_000_000, timeWindow: '1 hour' })
}
app.get('/', async () => ({ hello: 'world' }))

await app.listen({ port: 0, host: '127.0.0.1' })
process.on('SIGINT', () => process.exit())
process.on('message', () => process.send({ cpu: process.cpuUsage() }))
process.send({ port: app.server.address().port })
