// What holds where an application has said something itself, or says it wrong.
import Fastify from 'fastify'
import httpError from 'http-errors'
import t from 'tap'
import conformant, { akeneo, defineDialect, gitlab, methodNotAllowed, notFound, unprocessable, type Dialect } from '../../lib/index.ts'
import { internalError, json, noStore, problem } from '../helpers/answers.ts'
import { exchange, listen } from '../helpers/exchange.ts'
import { captureLogs } from '../helpers/logs.ts'

t.test('a challenge or Allow that a hook has set goes before the default', async (t) => {
  const app = Fastify()
  await app.register(conformant)
  app.addHook('onRequest', async (_request, reply) => { reply.headers({ 'www-authenticate': 'Basic realm="x"', allow: 'GET, PATCH' }) })
  app.get('/401', async () => { throw httpError(401) })
  app.get('/405', async () => { throw httpError(405) })
  app.get('/own', async () => { throw methodNotAllowed(['PUT']) })
  app.get('/none', async () => { throw methodNotAllowed() })
  const port = await listen(t, app)
  const said = { 'www-authenticate': 'Basic realm="x"' }
  t.strictSame(await exchange(port, 'GET /401'), problem(401, 'Authentication is required.', { ...said, allow: 'GET, PATCH' }))
  t.strictSame(await exchange(port, 'GET /405'), problem(405, 'The method is not supported at this URL.', { ...said, ...noStore, allow: 'GET, PATCH' }))
  t.strictSame(await exchange(port, 'GET /none'), problem(405, 'The method is not supported at this URL.', { ...said, ...noStore, allow: 'GET, PATCH' }))
  t.strictSame(await exchange(port, 'GET /own'), problem(405, 'GET is not supported at /own. Supported: PUT.', { ...said, ...noStore, allow: 'PUT' }))
})

t.test('scopes of one prefix each speak their dialect; its unknown URLs are the first one\'s', async (t) => {
  for (const isRootArmed of [false, true]) {
    const app = Fastify()
    if (isRootArmed) await app.register(conformant)
    for (const dialect of [gitlab(), akeneo()]) {
      await app.register(async (scope) => {
        await scope.register(conformant, { dialect })
        scope.get(`/${dialect.name}`, async () => { throw notFound({ resource: 'Thing' }) })
      }, { prefix: '/api' })
    }
    const port = await listen(t, app)
    t.strictSame(await exchange(port, 'GET /api/gitlab'), json(404, { message: '404 Thing Not Found' }, noStore))
    t.strictSame(await exchange(port, 'GET /api/akeneo'), json(404, { code: 404, message: 'Thing does not exist.' }, noStore))
    t.strictSame(await exchange(port, 'GET /api/none'), json(404, { message: '404 Not Found' }, noStore))
  }
})

t.test('the first scope without a prefix has the unknown URLs where the root has no plugin', async (t) => {
  const app = Fastify()
  for (const dialect of [gitlab(), akeneo()]) {
    await app.register(async (scope) => {
      await scope.register(conformant, { dialect })
      scope.get(`/${dialect.name}`, async () => { throw notFound() })
    })
  }
  const port = await listen(t, app)
  t.strictSame(await exchange(port, 'GET /gitlab'), json(404, { message: '404 Not Found' }, noStore))
  t.strictSame(await exchange(port, 'GET /none'), json(404, { message: '404 Not Found' }, noStore))
})

t.test('a dialect that is wrong is the server\'s fault', async (t) => {
  const cases: Array<Partial<Dialect>> = [
    { render: () => undefined },
    { render: () => { throw new Error('secret') } },
    { status: () => 200 }
  ]
  for (const wrong of cases) {
    const { logger, records } = captureLogs()
    const app = Fastify({ logger })
    const good = gitlab()
    const dialect = defineDialect({
      ...good,
      ...wrong,
      render: (error, context) => error.kind === 'internal' ? good.render(error, context) : (wrong.render ?? good.render)(error, context),
      status: (kind) => kind === 'internal' ? undefined : wrong.status?.(kind)
    })
    await app.register(conformant, { dialect })
    const port = await listen(t, app)
    t.strictSame(await exchange(port, 'GET /none'), json(500, { message: '500 Internal Server Error' }))
    t.equal(records.filter(({ msg }) => msg === 'the dialect failed').length, 1)
  }
})

t.test('a type that the route takes and no parser reads is the server\'s fault', async (t) => {
  const { logger, records } = captureLogs()
  const app = Fastify({ logger })
  await app.register(conformant)
  app.post('/csv', { config: { conformant: { contentType: ['text/csv', 'application/json'] } } }, async () => null)
  const port = await listen(t, app)
  const csv = { method: 'POST', path: '/csv', body: 'a', headers: { 'content-type': 'text/csv' } }
  t.strictSame(await exchange(port, csv), internalError)
  t.match(records.filter(({ level }) => level === 50), [{ err: { code: 'FST_ERR_CTP_INVALID_MEDIA_TYPE' } }])
  t.strictSame(await exchange(port, { ...csv, headers: { 'content-type': 'text/xml' } }),
    problem(415, "The content type 'text/xml' is not supported. Supported: text/csv or application/json.", { accept: 'text/csv, application/json', 'accept-post': 'text/csv, application/json' }))
})

t.test('what the log says of a thrown value that is no error', async (t) => {
  const { logger, records } = captureLogs()
  const app = Fastify({ logger })
  await app.register(conformant)
  // eslint-disable-next-line no-throw-literal
  app.get('/', async () => { throw null })
  const port = await listen(t, app)
  t.strictSame(await exchange(port, 'GET /'), internalError)
  t.match(records.filter(({ level }) => level === 50), [{ err: { type: 'null', message: 'null' }, msg: 'Internal Server Error' }])
})

t.test('the reason phrase of the document (413 Request Entity Too Large)', async (t) => {
  const app = Fastify()
  await app.register(conformant, { dialect: akeneo(), items: 1 })
  app.post('/', async () => null)
  await app.listen({ port: 0 })
  t.teardown(() => app.close())
  const { port } = app.server.address() as { port: number }
  const answer = await fetch(`http://localhost:${port}/`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: '[1,2]' })
  t.equal(answer.statusText, 'Request Entity Too Large')
  t.equal(await answer.text(), '{"code":413,"message":"Too many resources to process, 1 is the maximum allowed."}')
})

t.test('a body that no parser takes, where the gate for its type is off', async (t) => {
  const app = Fastify()
  await app.register(conformant, { contentType: false })
  app.post('/', async () => null)
  const port = await listen(t, app)
  t.strictSame(await exchange(port, { method: 'POST', body: 'a', headers: { 'content-type': 'text/csv' } }),
    problem(415, "The content type 'text/csv' is not supported. Supported: application/json.", { accept: 'application/json', 'accept-post': 'application/json' }))
  t.strictSame(await exchange(port, { method: 'POST', body: 'a' }), problem(415, 'The Content-Type header is missing. Supported: application/json.'))
})

t.test('the advice that follows data that is not known (akeneo)', async (t) => {
  const app = Fastify()
  await app.register(conformant, { dialect: akeneo({ documentation: 'https://api.example.com/reference' }) })
  const advice = 'Check the expected format on the API documentation.'
  const cases: Array<[path: string, said: string, shown: string]> = [
    ['/sentence', 'There is no such thing.', `There is no such thing. ${advice}`],
    ['/words', 'No such thing', `No such thing. ${advice}`],
    ['/advised', `No such thing. ${advice}`, `No such thing. ${advice}`]
  ]
  for (const [path, said] of cases) {
    app.get(path, { config: { conformant: { documentation: '#post' } } }, async () => { throw unprocessable(said) })
  }
  app.get('/base', async () => { throw unprocessable('No such thing') })
  const port = await listen(t, app)
  const links = { documentation: { href: 'https://api.example.com/reference#post' } }
  for (const [path, , message] of cases) {
    t.strictSame(await exchange(port, { path }), json(422, { code: 422, message, _links: links }), path)
  }
  t.strictSame(await exchange(port, 'GET /base'), json(422, { code: 422, message: 'No such thing' }), 'the base alone is no documentation of the route')
})
