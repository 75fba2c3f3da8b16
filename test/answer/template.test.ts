// What answers to unknown URLs differ in is filled in; each is what a server says that is asked for the first time.
import Fastify, { type FastifyInstance, type FastifyRequest, type FastifyServerOptions } from 'fastify'
import { Type } from '@sinclair/typebox'
import t from 'tap'
import conformant, { ApiError, akeneo, defineDialect, gitlab, problem, serverOptions, type ConformantOptions, type Dialect } from '../../lib/index.ts'
import { standardPlace } from '../../lib/answer/standard.ts'
import { templateOf } from '../../lib/answer/template.ts'
import { writtenBy } from '../../lib/dialects/body-text.ts'
import { exchange, listen, type Sent } from '../helpers/exchange.ts'

const lines: Sent[] = [
  { path: '/none' },
  { path: '/none/1?secret=1' },
  { path: '/none', method: 'POST' },
  { path: '/none', method: 'HEAD' },
  { path: '/a', method: 'DELETE' },
  { path: '/a', method: 'PATCH' },
  { path: '/a?b', method: 'DELETE' },
  { path: '/b/7', method: 'DELETE' },
  { path: '/b/8', method: 'DELETE' },
  { path: '/"quoted"' },
  { path: '/\\u0041' },
  { path: '/%22%0A' },
  { path: '/caf\u00e9' },
  { path: '/caf\u00c3\u00a9' },
  { path: '/tab\x7f' },
  { path: `/${'x'.repeat(199)}` },
  { path: `/${'x'.repeat(200)}` },
  { path: `/${'x'.repeat(300)}` },
  { path: '/$&$1' },
  { path: 'http://other.example/none' },
  { path: '/none', version: '1.0' }
]

const own = defineDialect({
  name: 'own',
  mediaType: 'application/json',
  pure: true,
  schema: () => Type.Object({}),
  render: (_error, { path }) => ({ length: path.length, upper: path.toUpperCase() })
})
const header = defineDialect({ ...problem(), pure: true, headers: (_error, { path }) => ({ 'x-path': encodeURIComponent(path) }) })

const dialects: Record<string, { dialect: Dialect, options?: ConformantOptions, server?: FastifyServerOptions }> = {
  akeneo: { dialect: akeneo() },
  'akeneo, as it runs': { dialect: akeneo({ wording: 'live' }) },
  gitlab: { dialect: gitlab() },
  problem: { dialect: problem() },
  'with a language': { dialect: akeneo(), options: { messages: { de: { kinds: { route_not_found: (_facts: unknown, { path }: { path: string }) => `Nichts unter ${path} \u2018\u2019` } } } } },
  'with words of its own': { dialect: akeneo({ messages: { default: () => 'No.' } }) },
  'with the id of the request': { dialect: akeneo(), options: { requestId: { header: 'x-request-id', member: 'request_id' } }, server: { genReqId: () => 'r1' } },
  'cut earlier': { dialect: akeneo(), options: { echo: 10 } },
  'one of the application\'s': { dialect: own },
  'one built on another': { dialect: header }
}

async function start (t: Parameters<typeof listen>[0], { dialect, options, server }: typeof dialects[string]): Promise<number> {
  const app: FastifyInstance = Fastify(serverOptions({ ...server, dialect }))
  await app.register(conformant, { dialect, ...options })
  app.get('/a', async () => ({}))
  app.put('/b/:id', async () => ({}))
  return await listen(t, app)
}

for (const [name, one] of Object.entries(dialects)) {
  t.test(name, async (t) => {
    const port = await start(t, one)
    const again: unknown[] = []
    for (let time = 0; time < 3; time++) for (const [at, sent] of lines.entries()) again[at] = await exchange(port, sent)
    for (const [at, sent] of lines.entries()) {
      // Nothing has been said by this one.
      const first = await exchange(await start(t, one), sent)
      t.strictSame(again[at], first, `${sent.method ?? 'GET'} ${String(sent.path).slice(0, 40)}`)
    }
  })
}

t.test('the documented sentence, with a new path each time', async (t) => {
  const port = await start(t, { dialect: akeneo() })
  for (const path of ['/1', '/2', '/3', '/4', '/5']) {
    t.strictSame(await exchange(port, { path }), {
      status: 404,
      headers: { 'content-type': 'application/json', 'cache-control': 'no-store', 'content-length': String(50 + path.length) },
      body: `{"code":404,"message":"No route found for 'GET ${path}'"}`
    })
  }
})

t.test('where more than a line would have to be filled in there is nothing to be', async (t) => {
  let asked: FastifyRequest | undefined
  const app = Fastify()
  app.get('/a', async request => { asked = request })
  await app.inject('/a')
  const made = (members: Partial<Dialect>): unknown => {
    const dialect = writtenBy(defineDialect({ ...problem(), render: (_error, { path }) => ({ path }), ...members }), { write: JSON.stringify })
    const request = asked as FastifyRequest
    return templateOf(new ApiError('conflict'), { ...standardPlace().settings, dialect }, request, request)
  }
  t.match(made({}), { parts: ['{"path":"', /^PATH-/, '"}'] })
  for (const [name, members] of Object.entries<Partial<Dialect>>({
    'of its origin': { render: (_error, { origin }) => ({ origin }) },
    'beyond ASCII': { render: (_error, { path }) => ({ path, text: '\u2018' }) },
    'in a field': { headers: (_error, { path }) => ({ 'x-path': path }) },
    'that fails': { render: ({ kind }) => { if (kind === 'conflict') throw new Error('no'); return {} } }
  })) t.equal(made(members), undefined, name)
})
