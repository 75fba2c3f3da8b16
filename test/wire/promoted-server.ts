// The server of promoted.test.ts: `promoted-server.ts akeneo|problem [logged]`. Tells its port, and then what its heap holds: 'collect' first collects all that it can.
import type { AddressInfo } from 'node:net'
import { constants, PerformanceObserver } from 'node:perf_hooks'
import { getHeapSpaceStatistics } from 'node:v8'
import { Type } from '@sinclair/typebox'
import Fastify from 'fastify'
import conformant, { akeneo, defineErrors, notFound, problem, serverOptions } from '../../lib/index.ts'

const counts = { long: 0, short: 0 }
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) {
    const { kind } = (entry as unknown as { detail: { kind: number } }).detail
    if (kind === constants.NODE_PERFORMANCE_GC_MINOR) counts.short++
    if (kind === constants.NODE_PERFORMANCE_GC_MAJOR) counts.long++
  }
}).observe({ entryTypes: ['gc'] })

const { outOfCredit } = defineErrors({
  outOfCredit: {
    status: 403,
    members: Type.Object({ balance: Type.Integer(), accounts: Type.Array(Type.String()) }),
    message: ({ balance }) => `Your current balance is ${balance}, but that costs 50.`
  }
})
const dialect = process.argv[2] === 'problem' ? problem() : akeneo()
const logger = process.argv[3] === 'logged' && { stream: { write () {} } }
const app = Fastify({ ...serverOptions({ dialect }), logger })
await app.register(conformant, { dialect, rateLimit: { limit: 1_000_000, window: '1h' } })
app.get('/', async () => ({ hello: 'world' }))
app.post('/', { schema: { body: Type.Object({ code: Type.String() }) } }, async (request, reply) => reply.code(201).send(request.body))
app.post('/list', { schema: { body: Type.Array(Type.String()) } }, async () => ({}))
app.get('/broken', async () => { throw new Error('broken') })
app.get('/thrown', async () => { throw notFound("Category 'master' does not exist.") })
app.get('/own', async () => { throw outOfCredit({ balance: 30, accounts: ['/account/12345', '/account/67890'] }) })
app.get('/limited', { config: { conformant: { rateLimit: { limit: 1, window: '1h' } } } }, async () => ({}))
await app.register(async (scope) => {
  await scope.register(conformant, { dialect, rateLimit: { limit: 1, window: '1h' } })
  scope.get('/0', async () => ({}))
  scope.get('/1', { config: { conformant: { documentation: 'https://api.example.com/reference' } } }, async () => ({}))
}, { prefix: '/scope' })
await app.listen({ port: 0, host: '127.0.0.1' })

process.on('message', (asked) => {
  if (asked === 'collect') globalThis.gc?.()
  // The observer is told of a collection a turn later.
  setImmediate(() => setImmediate(() => {
    process.send?.({ ...counts, old: getHeapSpaceStatistics().filter(({ space_name: name }) => name === 'old_space').reduce((sum, { space_used_size: size }) => sum + size, 0) })
  }))
})
process.send?.((app.server.address() as AddressInfo).port)
