// The live wordings say what the products say: the cases are from their own code and tests.
import { Type } from '@sinclair/typebox'
import Fastify, { type FastifyInstance } from 'fastify'
import t from 'tap'
import conformant, { akeneo, gitlab, serverOptions, unauthorized, unprocessable, type Dialect } from '../../lib/index.ts'
import { liveAkeneo, liveGitlab } from '../fixtures/live.ts'
import { exchange, listen } from '../helpers/exchange.ts'

async function serve (dialect: Dialect, declare: (app: FastifyInstance) => void): Promise<number> {
  const app = Fastify(serverOptions({ dialect }))
  await app.register(conformant, { dialect })
  declare(app)
  return listen(t, app)
}

t.test('akeneo', async (t) => {
  const dialect = akeneo({ wording: 'live', documentation: 'http://api.akeneo.com/api-reference.html', findings: 'first', negotiation: 'exact' })
  const port = await serve(dialect, (app) => {
    const optional = Type.Optional
    const body = Type.Object({
      code: optional(Type.String()),
      labels: optional(Type.Record(Type.String(), Type.String())),
      weight: optional(Type.Number()),
      scalar: optional(Type.Unsafe({ type: ['string', 'number', 'null'] })),
      mixed: optional(Type.Unsafe({ type: ['string', 'array'] }))
    })
    const json = { conformant: { accept: 'application/json' } }
    app.post('/categories', { schema: { body }, config: { conformant: { documentation: '#post_categories' } } }, async () => ({}))
    app.get('/categories', {
      schema: { querystring: Type.Object({ page: optional(Type.Integer({ minimum: 1 })), limit: optional(Type.Integer({ minimum: 1, maximum: 100 })), depth: optional(Type.Integer()) }) },
      config: json
    }, async () => [])
    app.get('/expired', async () => { throw unauthorized({ error: 'invalid_token', description: 'The access token provided has expired.' }) })
    app.get('/closed', { config: json, onRequest: async () => { throw unauthorized() } }, async () => [])
    app.post('/token', { config: { conformant: { payload: 300 } } }, async () => ({}))
    app.batch({ method: 'PATCH', url: '/lines', key: 'code', item: body }, () => undefined)
  })
  for (const [name, sent, status, body] of liveAkeneo) {
    const answer = await exchange(port, sent)
    t.strictSame([answer.status, answer.body.replace('[]', '')], [status, body], name)
  }
  const line = await exchange(port, { method: 'PATCH', path: '/lines', headers: { 'content-type': 'application/vnd.akeneo.collection+json' }, body: '{"code":"a","labels":null}' })
  t.equal(line.body, '{"line":1,"code":"a","status_code":422,"message":"Property \\"labels\\" expects an array as data, \\"NULL\\" given. Check the expected format on the API documentation.","_links":{"documentation":{"href":"http://api.akeneo.com/api-reference.html"}}}')
})

t.test('akeneo, with all findings', async (t) => {
  const port = await serve(akeneo({ wording: 'live' }), (app) => {
    app.post('/a', { schema: { body: Type.Object({ a: Type.String(), b: Type.Integer() }) } }, async () => ({}))
  })
  t.equal((await exchange(port, { method: 'POST', path: '/a', json: { a: 1, b: null } })).body,
    '{"code":422,"message":"Validation failed.","errors":[{"property":"a","message":"Property \\"a\\" expects a string as data, \\"integer\\" given."},{"property":"b","message":"Property \\"b\\" expects an integer as data, \\"NULL\\" given."}]}')
})

t.test('gitlab', async (t) => {
  const port = await serve(gitlab({ wording: 'live' }), (app) => {
    const body = Type.Object({
      title: Type.String({ minLength: 1, maxLength: 10 }),
      weight: Type.Optional(Type.Integer()),
      state_event: Type.Optional(Type.Union([Type.Literal('close'), Type.Literal('reopen')])),
      assignees: Type.Optional(Type.Array(Type.Object({ id: Type.Integer() }), { maxItems: 2 }))
    })
    app.post('/issues', { schema: { body } }, async () => ({}))
    app.get('/issues', { schema: { querystring: Type.Object({ per_page: Type.Integer() }) } }, async () => [])
    app.post('/said', async () => { throw unprocessable({ issues: [{ path: 'title', message: 'is rude' }] }) })
    app.put('/old', async (_request, reply) => reply.movedPermanently('/new'))
  })
  for (const [name, sent, status, body] of liveGitlab) {
    const answer = await exchange(port, sent)
    t.strictSame([answer.status, answer.body], [status, body], name)
  }
})

t.test('a limit on a single route tells nobody of gitlab to slow down everywhere', async (t) => {
  const dialect = gitlab()
  const app = Fastify(serverOptions({ dialect }))
  await app.register(conformant, { dialect, rateLimit: { limit: 100, window: '1m' } })
  app.get('/all', async () => 1)
  app.get('/one', { config: { conformant: { rateLimit: { limit: 1, window: '1h' } } } }, async () => 1)
  const port = await listen(t, app)
  t.equal((await exchange(port, 'GET /all')).headers['ratelimit-remaining'], '99')
  for (const status of [200, 429]) {
    const answer = await exchange(port, 'GET /one')
    t.equal(answer.status, status)
    t.strictSame(Object.keys(answer.headers).filter(name => name.startsWith('ratelimit')), [])
    t.equal(answer.headers['retry-after'] === undefined, status === 200)
  }
})

t.test('the description of a challenge is what a 401 says', async (t) => {
  const problemAnswer = async (given: Parameters<typeof unauthorized>[0]): Promise<string> => {
    const app = Fastify()
    t.teardown(() => app.close())
    await app.register(conformant)
    app.get('/', async () => { throw unauthorized(given) })
    return JSON.parse((await app.inject('/')).body).detail
  }
  t.equal(await problemAnswer({ error: 'invalid_token', description: 'The token has expired.' }), 'The token has expired.')
  t.equal(await problemAnswer({ error: 'invalid_token', description: 'The token has expired.', message: 'Sign in again.' }), 'Sign in again.')
  t.equal(await problemAnswer(undefined), 'Authentication is required.')
})

/** What the clients look for, by their sources: python-gitlab's Gitlab.http_request, api-php-client's HttpExceptionHandler. */
t.test('what other clients read of live answers', async (t) => {
  const pythonGitlab = (body: string): unknown => {
    const json = JSON.parse(body)
    // Both names are looked for, and the last that is there counts.
    return json.error ?? json.message
  }
  for (const [name, { method }, , body] of liveGitlab) if (method !== 'HEAD') t.ok(['string', 'object'].includes(typeof pythonGitlab(body)), name)
  t.equal(pythonGitlab(liveGitlab[3]?.[3] as string), 'title is missing, state_event does not have a valid value')
  t.strictSame(pythonGitlab('{"message":{"title":["is rude"]}}'), { title: ['is rude'] })
  for (const [name, , status, body] of liveAkeneo) {
    if (body === '') continue
    const { code, message, errors = [] } = JSON.parse(body)
    t.strictSame([code, typeof message, Array.isArray(errors)], [status, 'string', true], name)
    for (const one of errors) t.strictSame(Object.keys(one), ['property', 'message'], name)
  }
})
