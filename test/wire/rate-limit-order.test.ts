import t from 'tap'
import { forbidden, unauthorized, type RateLimit } from '../../lib/index.ts'
import { noStore, problem, success } from '../helpers/answers.ts'
import { stopClock } from '../helpers/clock.ts'
import { exchange, type Sent } from '../helpers/exchange.ts'
import { limited, tooMany } from '../helpers/limits.ts'
import { RawClient, type Answer } from '../helpers/raw.ts'

stopClock(t)

const one: RateLimit = { limit: 1, window: '1m' }
const handler = async (): Promise<object> => ({ ok: true })
const ok = success(200, { ok: true })
const user = (name: string): Sent => ({ headers: { authorization: name } })

t.test('before everything else that refuses', async (t) => {
  const { port } = await limited(t, { rateLimit: one }, app => {
    app.addHook('onRequest', async () => { throw unauthorized() })
    app.post('/', { bodyLimit: 10, schema: { body: { type: 'object', properties: {} } } }, handler)
  })
  t.equal((await exchange(port, { method: 'POST', json: {} })).status, 401, 'counted before it is refused')
  const cases: Array<[sent: Sent, what: string]> = [
    [{ path: '/nowhere' }, '404'],
    [{ method: 'PUT' }, '405'],
    [{ method: 'PROPFIND' }, '405 of a method that nobody has'],
    [{ headers: { accept: 'a/b' } }, '406'],
    [{ method: 'POST', body: 'a', headers: { 'content-type': 'a/b' } }, '415'],
    [{ method: 'POST', body: '12345678901' }, '413'],
    [{ method: 'POST', body: '{', headers: { 'content-type': 'application/json' } }, '400'],
    [{ method: 'POST', json: { unknown: 1 } }, '422'],
    [{ method: 'OPTIONS' }, '204'],
    [{ method: 'OPTIONS', path: '*' }, '204 of the server'],
    [{ method: 'POST', json: {} }, '401']
  ]
  for (const [sent, what] of cases) t.strictSame(await exchange(port, sent), tooMany(), `before ${what}`)
  t.strictSame(await exchange(port, { method: 'HEAD', path: '/nowhere' }), { ...tooMany(), body: '' })
})

t.test('a large upload is refused unread', async (t) => {
  let parsed = 0
  const { port } = await limited(t, { rateLimit: one, contentType: false }, app => {
    app.addContentTypeParser('application/octet-stream', (_request, payload, done) => {
      parsed++
      payload.resume().on('end', () => done(null))
    })
    app.post('/', { bodyLimit: 60e6, config: { conformant: { payload: 60e6 } } }, handler)
  })
  const upload = { method: 'POST', body: Buffer.alloc(50e6), headers: { 'content-type': 'application/octet-stream' } }
  t.strictSame(await exchange(port, upload), ok)
  t.strictSame(await exchange(port, upload), tooMany())
  t.equal(parsed, 1)
  const client = await RawClient.connect(port)
  client.send('POST / HTTP/1.1\r\nHost: a\r\nContent-Type: application/octet-stream\r\nContent-Length: 50000000\r\nExpect: 100-continue\r\n\r\n')
  t.strictSame((await client.answer()).status, 429, 'whoever waits for it sends nothing')
  client.close()
})

t.test('behind onRequest hooks: whom they refuse is not counted', async (t) => {
  const { port, app } = await limited(t, { rateLimit: { ...one, hook: 'preParsing', key: ({ headers }) => headers.authorization }, accept: 'application/json' }, app => {
    app.addHook('onRequest', async ({ headers }) => { if (headers.authorization === undefined) throw unauthorized() })
    app.get('/', handler)
    app.post('/', handler)
  })
  const refused = problem(401, 'Authentication is required.', { 'www-authenticate': 'Bearer realm="api"' })
  for (let time = 0; time < 3; time++) t.strictSame(await exchange(port, 'GET /'), refused)
  t.strictSame(await exchange(port, user('a')), ok)
  t.strictSame(await exchange(port, user('a')), tooMany())
  t.strictSame(await exchange(port, user('b')), ok)
  t.strictSame(await exchange(port, { method: 'POST', body: 'a', headers: { authorization: 'a', 'content-type': 'a/b' } }), tooMany(), 'before 415')
  t.equal((await exchange(port, { headers: { accept: 'a/b', authorization: 'a' } })).status, 406, 'behind what the head tells')
  t.equal((await exchange(port, 'GET /nowhere')).status, 404, 'an unknown URL is not counted')
  t.match(await app.rateLimits.peek('*', 'a'), { used: 1 })
})

t.test('the last before the handler: by principal', async (t) => {
  let handled = 0
  const { port } = await limited(t, { rateLimit: { ...one, hook: 'preHandler', key: request => (request as { user?: string }).user } }, app => {
    app.decorateRequest('user')
    app.addHook('preHandler', async (request) => {
      const { authorization } = request.headers
      if (authorization === 'bad') throw forbidden()
      ;(request as { user?: string | undefined }).user = authorization
    })
    const last = { preHandler: [async () => { handled++ }] }
    app.get('/', last, handler)
    app.post('/', { ...last, schema: { body: { type: 'object', properties: { a: {} } } } }, handler)
  })
  for (let time = 0; time < 2; time++) t.equal((await exchange(port, user('bad'))).status, 403)
  t.strictSame(await exchange(port, user('a')), ok)
  t.strictSame(await exchange(port, user('a')), tooMany())
  t.strictSame(await exchange(port, { ...user('a'), method: 'POST', json: {} }), tooMany())
  t.equal((await exchange(port, { method: 'POST', json: { b: 1 }, headers: { authorization: 'a' } })).status, 422, 'behind validation')
  t.strictSame(await exchange(port, user('b')), ok)
  t.strictSame([await exchange(port, 'GET /'), await exchange(port, 'GET /')], [ok, ok], 'nobody is not counted')
  t.equal(handled, 6, "behind the route's own hooks")
})

t.test('before the state of the resource is asked for, and before the classifier', async (t) => {
  const asked: string[] = []
  const preconditions = { state: () => { asked.push('state'); return { etag: '"1"' } } }
  const spamCheck = { classify: () => { asked.push('classifier'); return 'spam' as const } }
  const spam = problem(400, 'Your request has been recognized as spam and has been discarded.')
  const cases: Array<[hook: NonNullable<RateLimit['hook']>, sent: Sent, before: Answer, meets: string[]]> = [
    ['onRequest', { headers: { 'if-none-match': '"1"' } }, { status: 304, headers: { etag: '"1"' }, body: '' }, ['state']],
    ['preParsing', { headers: { 'if-none-match': '"1"' } }, { status: 304, headers: { etag: '"1"' }, body: '' }, ['state']],
    ['preParsing', { method: 'POST', headers: { 'if-match': '"0"' } }, problem(412, 'A precondition of the request does not hold.'), ['state']],
    ['preHandler', { method: 'POST' }, spam, ['classifier']]
  ]
  for (const [hook, sent, before, meets] of cases) {
    const { port } = await limited(t, { contentType: false, rateLimit: { ...one, hook }, preconditions, spamCheck }, app => {
      app.route({ method: ['GET', 'POST'], url: '/', handler })
    })
    asked.length = 0
    t.strictSame(await exchange(port, sent), before, hook)
    t.strictSame(await exchange(port, sent), tooMany(), hook)
    t.strictSame(asked, meets, 'only once')
  }
})

t.test('limits in several hooks', async (t) => {
  const { port } = await limited(t, {
    rateLimitHeaders: 'draft',
    rateLimit: [{ name: 'first', limit: 5, window: '1m' }, { name: 'second', limit: 2, window: '1m', hook: 'preParsing' }, { name: 'third', limit: 4, window: '1m', hook: 'preHandler' }]
  }, app => { app.get('/', handler) })
  const policy = '"first";q=5;w=60, "second";q=2;w=60, "third";q=4;w=60'
  const fields = (ratelimit: string): Record<string, string> => ({ 'ratelimit-policy': policy, ratelimit })
  const get = { method: 'GET', path: '/' }
  t.strictSame(await exchange(port, get), success(200, { ok: true }, fields('"second";r=1;t=60')))
  t.strictSame(await exchange(port, get), success(200, { ok: true }, fields('"second";r=0;t=60')))
  t.strictSame(await exchange(port, get), tooMany('60', fields('"second";r=0;t=60')))
  t.strictSame(await exchange(port, 'GET /nowhere'), problem(404, 'There is nothing at /nowhere.', { ...noStore, ...fields('"first";r=1;t=60') }))
  t.strictSame(await exchange(port, get), tooMany('60', fields('"second";r=0;t=60')))
  t.strictSame(await exchange(port, get), tooMany('60', fields('"first";r=0;t=60')), 'the first has counted what the second refused')
})

t.test('a refusal waits for what the limits of earlier hooks have counted', async (t) => {
  const { port } = await limited(t, {
    rateLimit: [{ name: 'early', limit: 2, window: '1h' }, { name: 'late', limit: 1, window: '1s', hook: 'preHandler' }]
  }, app => { app.get('/', handler) })
  t.strictSame(await exchange(port, 'GET /'), ok)
  t.strictSame(await exchange(port, 'GET /'), tooMany('3600'), 'in a second the first would refuse')
})
