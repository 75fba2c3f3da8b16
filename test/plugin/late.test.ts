import cors from '@fastify/cors'
import helmet from '@fastify/helmet'
import Fastify, { type FastifyInstance } from 'fastify'
import fp from 'fastify-plugin'
import t, { type Test } from 'tap'
import conformant, { type ConformantOptions } from '../../lib/index.ts'
import { page } from '../helpers/cors.ts'
import { exchange, listen, type Sent } from '../helpers/exchange.ts'
import { captureLogs } from '../helpers/logs.ts'
import { turns } from '../helpers/until.ts'

type Register = (app: FastifyInstance) => unknown

interface Started { readonly port: number, readonly warned: () => Promise<unknown[]> }

async function server (t: Test, before: Register, behind: Register, options: ConformantOptions = {}): Promise<Started> {
  const emitted: unknown[] = []
  const listener = (warning: Error & { code?: string }): void => { if (warning.code === 'CONFORMANT_LATE_PLUGIN') emitted.push(warning.message) }
  process.on('warning', listener)
  t.teardown(() => process.off('warning', listener))
  const logs = captureLogs()
  const app = Fastify({ logger: logs.logger })
  await before(app)
  await app.register(conformant, options)
  await behind(app)
  app.get('/', async () => ({}))
  app.get('/things', { schema: { response: { 200: { content: { 'text/csv': { schema: {} } } } } } }, async () => 'a')
  app.post('/things', async () => ({}))
  app.get('/limited', { config: { conformant: { rateLimit: { limit: 1, window: '1h', key: () => { throw new Error('broken') } } } } }, async () => ({}))
  await app.register(async scope => {
    await scope.register(conformant, { rateLimit: { limit: 1, window: '1h' } })
    scope.get('/', async () => ({}))
  }, { prefix: '/scope' })
  const port = await listen(t, app)
  return {
    port,
    async warned () {
      await turns()
      t.strictSame(logs.records.filter(({ level }) => level === 40).map(({ msg }) => msg).filter(msg => msg.includes('later')), emitted)
      return emitted
    }
  }
}

const refusals: Record<string, [sent: Sent, status: number]> = {
  'an unknown URL': [{ path: '/none' }, 404],
  'a method': [{ method: 'PUT', path: '/things' }, 405],
  'what is accepted': [{ path: '/things', headers: { accept: 'image/png' } }, 406],
  'a type': [{ method: 'POST', path: '/things', body: 'a', headers: { 'content-type': 'text/csv' } }, 415],
  'what a check throws': [{ path: '/limited' }, 500]
}

const both: Register = async app => {
  await app.register(helmet)
  await app.register(cors, { origin: async (origin: string | undefined) => origin === page })
}

t.test('@fastify/cors and @fastify/helmet say what they have to say, wherever they are registered', async (t) => {
  const nothing: Register = () => {}
  const ways: Record<string, [before: Register, behind: Register]> = {
    before: [both, nothing],
    behind: [nothing, both],
    'one of them behind': [app => app.register(helmet), app => app.register(cors, { origin: async (origin: string | undefined) => origin === page })],
    'in a folder that is loaded': [nothing, app => app.register(fp(both))]
  }
  for (const [way, [before, behind]] of Object.entries(ways)) {
    const { port, warned } = await server(t, before, behind)
    const ask = async (sent: Sent) => {
      const { status, headers } = await exchange(port, { ...sent, headers: { ...sent.headers, origin: page } })
      return [status, headers['access-control-allow-origin'], headers['x-dns-prefetch-control'], String(headers.vary).includes('Origin')]
    }
    for (const [name, [sent, status]] of Object.entries(refusals)) t.strictSame(await ask(sent), [status, page, 'off', true], `${way}: ${name}`)
    t.strictSame(await ask({ path: '/scope' }), [200, page, 'off', true], way)
    t.strictSame(await ask({ path: '/scope' }), [429, page, 'off', true], `${way}: a scope below`)
    t.strictSame(await ask({ path: '/%zz' }), [400, page, undefined, true], `${way}: below the hooks`)
    t.strictSame((await exchange(port, { path: '/none', headers: { origin: 'https://evil.test' } })).headers['access-control-allow-origin'], undefined, way)
    t.strictSame(await warned(), [], way)
  }
})

t.test('a preflight is theirs, though it would be refused', async (t) => {
  const { port } = await server(t, () => {}, app => app.register(cors, { origin: page }), { rateLimit: { limit: 1, window: '1h' } })
  const headers = { origin: page, 'access-control-request-method': 'PUT' }
  for (let at = 0; at < 2; at++) {
    const answer = await exchange(port, { method: 'OPTIONS', path: '/things', headers })
    t.strictSame([answer.status, answer.headers['access-control-allow-origin']], [204, page])
  }
})

t.test('who comes later with hooks that are not known is named once', async (t) => {
  const as = (name: string): Register => app => app.register(fp(async one => { one.addHook('onRequest', async () => {}) }, { name }))
  const words = (names: string): string => `registered later than fastify-conformant: ${names}. They see nothing of what it refuses ` +
    "before the application's hooks: register them before it."
  const cases: Array<[name: string, before: Register, behind: Register, told: unknown[]]> = [
    ['nobody', () => {}, () => {}, []],
    ['before', as('@fastify/otel'), () => {}, []],
    ['another', () => {}, as('another'), []],
    ['one', () => {}, as('@fastify/otel'), [words('@fastify/otel')]],
    ['one beside those that are known', () => {}, async app => { await both(app); await as('@fastify/otel')(app) }, [words('@fastify/otel')]],
    ['two', () => {}, async app => { await as('@fastify/cors')(app); await as('@fastify/helmet')(app) }, [words('@fastify/cors, @fastify/helmet')]],
    ['in a scope of its own', () => {}, app => app.register(async scope => { await as('@fastify/otel')(scope as unknown as FastifyInstance) }), []]
  ]
  for (const [name, before, behind, told] of cases) t.strictSame(await (await server(t, before, behind)).warned(), told, name)
})
