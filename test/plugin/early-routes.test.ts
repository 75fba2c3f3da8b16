import Fastify, { type FastifyInstance } from 'fastify'
import t from 'tap'
import { warnOfUncovered } from '../../lib/plugin/early-routes.ts'
import { captureLogs } from '../helpers/logs.ts'
import { turns } from '../helpers/until.ts'

const words = (route: string): string => `${route} was declared before fastify-conformant was loaded, and others may be: ` +
  "its gates are not there, and its errors may keep Fastify's format. Write `await app.register(conformant, …)` before you declare routes."

t.test('one route is named once, in the log and as a warning', async (t) => {
  const emitted: unknown[] = []
  const listener = (warning: Error & { code?: string }): void => { if (warning.name === 'ConformantWarning') emitted.push([warning.code, warning.message]) }
  process.on('warning', listener)
  t.teardown(() => process.off('warning', listener))
  const logs = captureLogs()
  const app: FastifyInstance = Fastify({ logger: logs.logger })
  t.teardown(() => app.close())
  app.addHook('onRequest', async (request) => warnOfUncovered(request))
  app.get('/hidden', { schema: { hide: true } as object }, async () => ({}))
  const proxy = Object.assign(async (scope: FastifyInstance) => { scope.get('/proxied', async () => ({})) }, { [Symbol.for('fastify.display-name')]: '@fastify/http-proxy' })
  await app.register(proxy)
  app.get('/a/:id', async () => ({}))
  app.route({ method: ['PUT', 'DELETE'], url: '/b', handler: async () => ({}) })
  for (const [method, url] of [['GET', '/hidden'], ['GET', '/proxied'], ['GET', '/a/1'], ['GET', '/a/2'], ['PUT', '/b'], ['PUT', '/b']] as const) await app.inject({ method, url })
  await turns()
  const told = ['GET /a/:id'].map(words)
  t.strictSame(logs.records.filter(({ level }) => level === 40).map(({ msg }) => msg), told)
  t.strictSame(emitted, told.map(message => ['CONFORMANT_UNCOVERED_ROUTE', message]))
})
