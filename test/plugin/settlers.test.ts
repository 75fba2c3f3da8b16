import basicAuth from '@fastify/basic-auth'
import bearerAuth from '@fastify/bearer-auth'
import cors from '@fastify/cors'
import etag from '@fastify/etag'
import Fastify, { type FastifyInstance } from 'fastify'
import t from 'tap'
import { describing } from '../../lib/conditional/description.ts'
import { counting } from '../../lib/limits/meet.ts'
import { exposing } from '../../lib/neighbours/cors.ts'
import { tagging } from '../../lib/neighbours/etag.ts'
import conformant, { conflict } from '../../lib/index.ts'
import { unasked, type Held } from '../../lib/plugin/held.ts'
import { defaults, resolveOptions, type ConformantOptions } from '../../lib/plugin/options.ts'
import { settle } from '../../lib/plugin/settlers.ts'
import { connections } from '../../lib/server/exchange.ts'
import { problem } from '../helpers/answers.ts'
import { exchange, listen } from '../helpers/exchange.ts'

const state = () => ({ etag: '"1"' })

async function settled (options: ConformantOptions, register: (app: FastifyInstance) => unknown = () => {}, settlers: Held['settlers'] = []): Promise<Held> {
  const app = Fastify()
  t.teardown(() => app.close())
  await register(app)
  const place: Held = { ...unasked, settlers, settings: resolveOptions(defaults, options, 'plugin'), mappers: [], methods: undefined, onRequest: undefined }
  settle(place, app)
  return place
}

t.test('who has to see to an error at a place, in their order', async (t) => {
  const own = {}
  const counted = { limit: 1, window: 1, name: 'a' }
  const uncounted = { limit: 1, window: 1, name: 'b', countRefused: false }
  const cases: Array<[name: string, place: Held, settlers: unknown[]]> = [
    ['nothing said', await settled({}), [connections]],
    ['preconditions', await settled({ preconditions: { state } }), [describing, connections]],
    ['a limit that counts what is refused', await settled({ rateLimit: counted }), [connections]],
    ['one of two that does not', await settled({ rateLimit: [counted, uncounted] }), [connections, counting]],
    ['@fastify/etag', await settled({}, app => app.register(etag)), [connections, tagging]],
    ['@fastify/cors', await settled({}, app => app.register(cors)), [connections, exposing]],
    ['all, behind those that were there', await settled({ preconditions: { state }, rateLimit: uncounted }, app => app.register(etag), [own]), [own, describing, connections, counting, tagging]]
  ]
  for (const [name, place, settlers] of cases) {
    t.equal(place.settlers.length, settlers.length, name)
    for (const [at, one] of settlers.entries()) t.equal(place.settlers[at], one, `${name}, ${at}`)
  }
})

t.test('which plugins ask for credentials', async (t) => {
  t.match(await settled({}), { basicOnly: undefined, hasBearerAuth: false })
  t.match(await settled({}, app => app.register(basicAuth, { validate: async () => {}, authenticate: true })), { basicOnly: 'asks', hasBearerAuth: false })
  t.match(await settled({}, app => app.register(bearerAuth, { keys: ['key'], addHook: false })), { basicOnly: undefined, hasBearerAuth: true })
})

t.test('what a refused request has taken is given back where a limit says so', async (t) => {
  for (const [countRefused, third] of [[false, 409], [true, 429]] as const) {
    const app = Fastify()
    await app.register(conformant, { rateLimit: { limit: 1, window: 60, countRefused } })
    app.get('/', async () => { throw conflict('Busy.') })
    const port = await listen(t, app)
    t.strictSame((await exchange(port, 'GET /')).body, problem(409, 'Busy.').body)
    t.equal((await exchange(port, 'GET /')).status, third, `countRefused: ${countRefused}`)
  }
})

t.test('a plugin that comes late is known when the server is ready', async (t) => {
  const app = Fastify()
  await app.register(conformant)
  app.get('/', async () => { throw conflict('Busy.') })
  await app.register(etag)
  t.strictSame(await exchange(await listen(t, app), 'GET /'), problem(409, 'Busy.'), 'an error is not tagged')
})
