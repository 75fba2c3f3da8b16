import Fastify from 'fastify'
import { parseList } from 'structured-headers'
import t from 'tap'
import conformant, { akeneo, defineDialect, gitlab, problem as problemDialect, type ConformantOptions, type RateLimit } from '../../lib/index.ts'
import { json, noStore, problem, success } from '../helpers/answers.ts'
import { stopClock } from '../helpers/clock.ts'
import { exchange, listen } from '../helpers/exchange.ts'
import { tooMany } from '../helpers/limits.ts'
import type { Answer } from '../helpers/raw.ts'

stopClock(t)

const minute: RateLimit = { limit: 2, window: '1m' }

/** A server with one route `/`, and one `/other`. */
async function server (t: Parameters<typeof listen>[0], options: ConformantOptions): Promise<number> {
  const app = Fastify()
  await app.register(conformant, options)
  app.get('/', async () => ({ ok: true }))
  app.post('/', async () => ({ ok: true }))
  return await listen(t, app)
}

t.test('akeneo: the documented 429, and no further fields', async (t) => {
  const port = await server(t, { dialect: akeneo(), rateLimit: minute })
  const refused = json(429, { code: 429, message: 'You have exceeded the limit of API requests per second.' }, { ...noStore, 'retry-after': '60' })
  for (const expected of [success(200, { ok: true }), success(200, { ok: true }), refused, refused]) t.strictSame(await exchange(port, 'GET /'), expected)
})

t.test('problem: the fields of the draft', async (t) => {
  const port = await server(t, { dialect: problemDialect(), rateLimit: minute })
  const fields = (remaining: number): Answer['headers'] => ({ 'ratelimit-policy': '"default";q=2;w=60', ratelimit: `"default";r=${remaining};t=60` })
  t.strictSame(await exchange(port, 'GET /'), success(200, { ok: true }, fields(1)))
  t.strictSame(await exchange(port, 'GET /'), success(200, { ok: true }, fields(0)))
  t.strictSame(await exchange(port, 'GET /'), tooMany('60', fields(0)))
})

t.test('gitlab: its table of fields', async (t) => {
  const port = await server(t, { dialect: gitlab(), rateLimit: { ...minute, name: 'throttle_api' } })
  const check = async (status: number, observed: number, remaining: number): Promise<void> => {
    const reset = Math.ceil(Date.now() / 1000 + 60)
    const always = { 'ratelimit-reset': String(reset), 'ratelimit-name': 'throttle_api', 'ratelimit-limit': '2', 'ratelimit-observed': String(observed), 'ratelimit-remaining': String(remaining) }
    const expected = status === 200
      ? success(200, { ok: true }, always)
      : json(429, { message: { error: 'This endpoint has been requested too many times. Try again later.' } },
        { ...noStore, ...always, 'ratelimit-resettime': new Date(reset * 1000).toUTCString(), 'retry-after': '60' })
    t.strictSame(await exchange(port, 'GET /'), expected)
  }
  await check(200, 1, 1)
  await check(200, 2, 0)
  await check(429, 3, 0)
})

t.test('gitlab: the throttle in front of it', async (t) => {
  const port = await server(t, { dialect: gitlab({ throttle: 'text' }), rateLimit: minute, rateLimitHeaders: false })
  const answers = [await exchange(port, 'GET /'), await exchange(port, 'GET /'), await exchange(port, 'GET /')]
  t.strictSame(answers[2], { status: 429, headers: { 'content-type': 'text/plain', 'content-length': '12', ...noStore, 'retry-after': '60' }, body: 'Retry later\n' })
})

t.test('the fields are those of the dialect, those that are chosen, or none', async (t) => {
  const draft = ['ratelimit', 'ratelimit-policy']
  const table = ['ratelimit-limit', 'ratelimit-name', 'ratelimit-observed', 'ratelimit-remaining', 'ratelimit-reset']
  const custom = defineDialect({ ...problemDialect(), rateLimit: () => ({ remaining }) => ({ 'x-left': String(remaining) }) })
  const cases: Array<[dialect: ConformantOptions['dialect'] & object, chosen: ConformantOptions['rateLimitHeaders'], names: string[]]> = [
    [akeneo(), undefined, []], [akeneo(), true, []], [akeneo(), false, []], [akeneo(), 'gitlab', table], [akeneo(), 'draft', draft],
    [gitlab(), undefined, table], [gitlab(), true, table], [gitlab(), false, []], [gitlab(), 'gitlab', table], [gitlab(), 'draft', draft],
    [problemDialect(), undefined, draft], [problemDialect(), true, draft], [problemDialect(), false, []], [problemDialect(), 'gitlab', table], [problemDialect(), 'draft', draft],
    [custom, undefined, ['x-left']], [custom, false, []], [custom, 'draft', draft]
  ]
  const common = ['cache-control', 'content-length', 'content-type', 'retry-after']
  for (const [dialect, chosen, names] of cases) {
    const port = await server(t, { dialect, rateLimit: { limit: 1, window: '1m' }, ...(chosen === undefined ? {} : { rateLimitHeaders: chosen }) })
    const said = `${dialect.name} ${String(chosen)}`
    t.strictSame(Object.keys((await exchange(port, 'GET /')).headers).sort(), ['content-length', 'content-type', ...names].sort(), said)
    const time = names === table ? ['ratelimit-resettime'] : []
    t.strictSame(Object.keys((await exchange(port, 'GET /')).headers).sort(), [...common, ...names, ...time].sort(), said)
    t.strictSame(Object.keys((await exchange(port, 'GET /nowhere')).headers).sort(), [...common, ...names, ...time].sort(), `${said}, where there is nothing`)
  }
})

t.test('the draft, of several limits, as a parser of structured fields reads it', async (t) => {
  const port = await server(t, {
    rateLimit: [{ limit: 3, window: '1m' }, { name: 'by instance: all of us', key: 'instance', limit: 9, window: '1h' }, { name: 'bucket', limit: 60, window: '1m', burst: 5 }, { name: 'dry', limit: 1, window: 1, dryRun: true }]
  })
  for (const [remaining, seconds] of [[2, 60], [1, 60], [0, 60], [0, 60]]) {
    const { headers } = await exchange(port, 'GET /')
    t.strictSame(parseList(String(headers['ratelimit-policy'])).map(([name, parameters]) => [name, Object.fromEntries(parameters)]), [
      ['default', { q: 3, w: 60 }], ['by instance: all of us', { q: 9, w: 3600 }], ['bucket', { q: 5, w: 5 }]
    ])
    t.strictSame(parseList(String(headers.ratelimit)).map(([name, parameters]) => [name, Object.fromEntries(parameters)]), [['default', { r: remaining, t: seconds }]])
  }
})

t.test('one error serves many refusals, and nothing of a request is left in it', async (t) => {
  const app = Fastify()
  const dialect = defineDialect({ ...problemDialect(), render: ({ retryAfter }, { method, path }) => ({ retryAfter, method, path }), headers: () => ({ 'x-dialect': ['a', 'b'] }) })
  await app.register(conformant, { dialect, rateLimit: { limit: 1, window: '1h' }, rateLimitHeaders: false })
  app.addHook('onSend', async (request, reply) => { reply.header(`x-${request.method.toLowerCase()}`, request.url) })
  app.get('/', async () => ({}))
  const port = await listen(t, app)
  await exchange(port, 'GET /')
  const refused = (method: string, path: string): Answer =>
    json(429, { retryAfter: 3600, method, path }, { ...noStore, 'retry-after': '3600', 'x-dialect': ['a', 'b'], [`x-${method.toLowerCase()}`]: path }, 'application/problem+json')
  for (const [method, path] of [['GET', '/'], ['GET', '/a'], ['POST', '/a'], ['GET', '/'], ['DELETE', '/'], ['GET', '/']] as const) t.strictSame(await exchange(port, `${method} ${path}`), refused(method, path))
})

t.test('fields that cannot be sent, and that throw, are a 500 that shows nothing', async (t) => {
  for (const rateLimit of [() => () => ({ 'x-left': 'a\nb' }), () => () => { throw new Error('no fields') }]) {
    const port = await server(t, { dialect: defineDialect({ ...problemDialect(), rateLimit }), rateLimit: minute })
    t.strictSame(await exchange(port, 'GET /'), problem(500))
  }
})
