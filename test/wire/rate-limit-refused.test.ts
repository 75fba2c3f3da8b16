import t from 'tap'
import { conflict, forbidden, type RateLimit } from '../../lib/index.ts'
import { stopClock } from '../helpers/clock.ts'
import { exchange, type Sent } from '../helpers/exchange.ts'
import { limited } from '../helpers/limits.ts'
import { until } from '../helpers/until.ts'

const clock = stopClock(t)
const many: RateLimit = { limit: 100, window: '1m' }

async function routes (app: Parameters<Parameters<typeof limited>[2]>[0]): Promise<void> {
  app.get('/', async () => ({}))
  app.post('/', { bodyLimit: 20, schema: { body: { type: 'object', properties: { a: { type: 'integer' } } } } }, async () => ({}))
  app.get('/conflict', async () => { throw conflict() })
  app.get('/teapot', async () => { throw Object.assign(new Error('short and stout'), { statusCode: 418 }) })
  app.get('/fault', async () => { throw new Error('ours') })
  app.get('/own', async (_request, reply) => reply.code(404).send({ own: true }))
  app.get('/missing', (_request, reply) => { reply.callNotFound() })
  app.route({ method: ['GET', 'POST'], url: '/conditional', config: { conformant: { preconditions: { state: () => ({ etag: '"1"' }), required: true } } }, handler: async () => ({}) })
  app.post('/spam', { config: { conformant: { spamCheck: { classify: () => 'spam' } } } }, async () => ({}))
  app.get('/masked', { config: { conformant: { maskForbidden: true } } }, async () => { throw forbidden() })
}

const cases: ReadonlyArray<[sent: Sent, status: number, isGivenBack: boolean]> = [
  [{ path: '/' }, 200, false],
  [{ path: '/nowhere' }, 404, true],
  [{ method: 'DELETE' }, 405, true],
  [{ headers: { accept: 'a/b' } }, 406, true],
  [{ method: 'POST', body: 'a', headers: { 'content-type': 'a/b' } }, 415, true],
  [{ method: 'POST', json: { a: 'a long text for a short limit' } }, 413, true],
  [{ method: 'POST', json: { a: 'x' } }, 422, true],
  [{ method: 'POST', json: { b: 1 } }, 422, true],
  [{ method: 'POST', body: '{', headers: { 'content-type': 'application/json' } }, 400, true],
  [{ path: '/conflict' }, 409, true],
  [{ path: '/teapot' }, 418, true],
  [{ path: '/missing' }, 404, true],
  [{ path: '/conditional', headers: { 'if-none-match': '"1"' } }, 304, false],
  [{ method: 'POST', path: '/conditional', headers: { 'if-match': '"0"' } }, 412, true],
  [{ method: 'POST', path: '/conditional' }, 428, true],
  [{ method: 'POST', path: '/spam' }, 400, true],
  [{ path: '/masked' }, 404, true],
  [{ path: '/fault' }, 500, false],
  [{ path: '/own' }, 404, false],
  [{ method: 'OPTIONS' }, 204, false]
]

t.test('countRefused: false gives back what clients did wrong', async (t) => {
  for (const [countRefused, hook] of [[false, 'onRequest'], [true, 'onRequest']] as const) {
    const { app, port } = await limited(t, { rateLimit: { ...many, countRefused, hook } }, routes)
    let used = 0
    for (const [sent, status, isGivenBack] of cases) {
      const what = `${String(sent.method ?? 'GET')} ${sent.path ?? '/'} ${status}`
      t.equal((await exchange(port, sent)).status, status, what)
      if (!isGivenBack || countRefused) used++
      t.equal((await app.rateLimits.peek('*', '127.0.0.1')).used, used, what)
    }
  }
})

t.test('countRefused: false of a cost, of a bucket, and in another hook', async (t) => {
  for (const more of [{ cost: 5 }, { burst: 10, cost: 5 }, { hook: 'preHandler' }] as Array<Partial<RateLimit>>) {
    const { app, port } = await limited(t, { rateLimit: { ...many, countRefused: false, ...more } }, routes)
    for (let time = 0; time < 5; time++) t.equal((await exchange(port, 'GET /conflict')).status, 409)
    t.equal((await app.rateLimits.peek('*', '127.0.0.1')).used, 0)
  }
})

t.test('what is refused before a limit is met has nothing to give back', async (t) => {
  const { app, port } = await limited(t, { rateLimit: { ...many, hook: 'preHandler', countRefused: false } }, routes)
  t.equal((await exchange(port, { path: '/', headers: { accept: 'text/csv' } })).status, 406)
  t.equal((await app.rateLimits.peek('*', '127.0.0.1')).used, 0)
})

t.test('what another limit refuses is given back too', async (t) => {
  const { app, port } = await limited(t, { rateLimit: [{ ...many, countRefused: false }, { name: 'tight', limit: 1, window: '1m' }, { name: 'late', limit: 1, window: '1m', hook: 'preHandler', countRefused: false }] }, routes)
  t.strictSame([(await exchange(port, 'GET /')).status, (await exchange(port, 'GET /')).status, (await exchange(port, 'GET /')).status], [200, 429, 429])
  t.match(await app.rateLimits.peek('*', '127.0.0.1'), { used: 1 })
})

t.test('nothing is given back into the next window', async (t) => {
  let answer: (() => void) | undefined
  const { app, port } = await limited(t, { rateLimit: { ...many, countRefused: false } }, app => {
    app.get('/', async () => ({}))
    app.get('/late', async () => {
      await new Promise<void>(resolve => { answer = resolve })
      throw conflict()
    })
  })
  const late = exchange(port, 'GET /late')
  await until(() => answer)
  clock.pass(60_000)
  t.equal((await exchange(port, 'GET /')).status, 200)
  answer?.()
  t.equal((await late).status, 409)
  t.match(await app.rateLimits.peek('*', '127.0.0.1'), { used: 1, reset: 60 }, 'the one of the new window')
})

t.test('countUnknown: false', async (t) => {
  const { app, port } = await limited(t, { rateLimit: { limit: 1, window: '1m', countUnknown: false } }, routes)
  for (const [line, status] of [['GET /nowhere', 404], ['DELETE /', 405], ['OPTIONS /', 204], ['GET /nowhere', 404]] as const) t.equal((await exchange(port, line)).status, status, line)
  t.match(await app.rateLimits.peek('*', '127.0.0.1'), { used: 0 })
  t.strictSame([(await exchange(port, 'GET /')).status, (await exchange(port, 'GET /')).status, (await exchange(port, 'GET /nowhere')).status], [200, 429, 404])
})
