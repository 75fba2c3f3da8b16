import Fastify, { type FastifyRequest } from 'fastify'
import t from 'tap'
import { headContext, requestContext, watched, type Reads } from '../../lib/answer/context.ts'
import type { AnswerSettings } from '../../lib/answer/options.ts'
import { standardPlace } from '../../lib/answer/standard.ts'

const settings: AnswerSettings = {
  ...standardPlace().settings, echo: 8, realm: 'shop', documentation: 'https://docs.example/a', standardFormat: 'https://docs.example/b'
}
const said = { documentation: 'https://docs.example/a', standardFormat: 'https://docs.example/b', realm: 'shop' }

async function requested (): Promise<FastifyRequest> {
  const app = Fastify({ rewriteUrl: () => '/rewritten' })
  t.teardown(() => app.close())
  let asked: FastifyRequest | undefined
  app.post('/rewritten', async request => { asked = request })
  await app.inject({ method: 'POST', url: '/long/path?secret=1', headers: { host: 'api.example' } })
  return asked as FastifyRequest
}

t.test('of a request: its line as it was sent, cut, without the query', async (t) => {
  const { locate, ...context } = requestContext(await requested(), settings)
  t.strictSame(context, { status: 0, method: 'POST', path: '/long/p…', origin: 'http://api.example', ...said })
  t.equal(locate?.('/a'), 'http://api.example/a')
})

t.test('watched, it says the same, and what was asked for', async (t) => {
  const request = await requested()
  const cases: Array<[member: 'method' | 'path' | 'origin' | 'documentation' | 'realm' | 'status', expected: unknown, reads: Reads]> = [
    ['method', 'POST', { line: true, origin: false }],
    ['path', '/long/p…', { line: true, origin: false }],
    ['origin', 'http://api.example', { line: false, origin: true }],
    ['documentation', 'https://docs.example/a', { line: false, origin: false }],
    ['realm', 'shop', { line: false, origin: false }],
    ['status', 0, { line: false, origin: false }]
  ]
  for (const [member, expected, read] of cases) {
    const reads = { line: false, origin: false }
    t.equal(watched(requestContext(request, settings), reads)[member], expected, member)
    t.strictSame(reads, read, member)
  }
  const reads = { line: false, origin: false }
  t.equal(watched(requestContext(request, settings), reads).locate?.('/a'), 'http://api.example/a')
  t.strictSame(reads, { line: false, origin: true }, 'locate')
})

t.test('of a head without a request', async (t) => {
  t.strictSame(headContext({}, settings), { status: 0, method: '', path: '', origin: 'http://', ...said })
  t.strictSame(headContext({ method: 'GET', path: '/long/path', host: 'api.example', isSecure: true }, settings),
    { status: 0, method: 'GET', path: '/long/p…', origin: 'https://api.example', ...said })
  t.equal(headContext({ host: 'api.example' }, { ...settings, baseUrl: new URL('https://other.example/a') }).origin, 'https://other.example')
})
