import Fastify from 'fastify'
import t from 'tap'
import conformant, { akeneo, conflict, problem, type Deprecated } from '../../lib/index.ts'
import { exchange, listen } from '../helpers/exchange.ts'

const since = '2023-06-30T23:59:59Z'
const sunset = '2030-01-01'
const [docs, next] = ['https://developer.example.com/v1', 'https://api.example.com/v2/things']
const [deprecation, gone] = ['@1688169599', 'Tue, 01 Jan 2030 00:00:00 GMT']

t.test('what is said with every answer of a route (the date of RFC 9745, section 2)', async (t) => {
  const cases: Array<[given: Deprecated, fields: object]> = [
    [{ since }, { deprecation, sunset: undefined, link: undefined }],
    [{ since: new Date(since), link: docs }, { deprecation, link: `<${docs}>; rel="deprecation"` }],
    [{ sunset, link: docs }, { deprecation: undefined, sunset: gone, link: `<${docs}>; rel="sunset"` }],
    [{ since, sunset, link: docs, successor: next, afterSunset: 'gone' }, { deprecation, sunset: gone, link: `<${docs}>; rel="deprecation", <${docs}>; rel="sunset", <${next}>; rel="successor-version"` }]
  ]
  for (const [deprecated, fields] of cases) {
    const app = Fastify()
    await app.register(conformant)
    const config = { conformant: { deprecated, accept: 'application/json' } }
    app.get('/things', { config }, async () => ({}))
    app.get('/taken', { config }, async () => { throw conflict() })
    app.get('/broken', { config }, async () => { throw new Error('no') })
    app.get('/empty', { config }, async (_request, reply) => await reply.code(404).send())
    app.get('/last', { config, onSend: async (_request, { statusCode }) => { if (statusCode === 409) throw new Error('no') } }, async () => { throw conflict() })
    app.get('/other', async () => ({}))
    app.post('/things', { config, schema: { body: { type: 'array' } } }, async () => ({}))
    const sent = [['GET', '/things', 200], ['HEAD', '/things', 200], ['GET', '/taken', 409], ['GET', '/broken', 500], ['GET', '/empty', 404], ['GET', '/last', 409]] as const
    for (const [method, url, status] of sent) t.match(await app.inject({ method, url }), { statusCode: status, headers: fields }, `${JSON.stringify(deprecated)} ${method} ${url}`)
    t.match(await app.inject({ url: '/things', headers: { accept: 'image/png' } }), { statusCode: 406, headers: fields })
    t.match(await app.inject({ method: 'POST', url: '/things', payload: { a: 1 } }), { statusCode: 422, headers: fields })
    t.match(await app.inject('/other'), { statusCode: 200, headers: { deprecation: undefined, sunset: undefined, link: undefined } })
  }
})

t.test('what the application says itself stays', async (t) => {
  const app = Fastify()
  await app.register(conformant)
  const config = { conformant: { deprecated: { since, sunset, link: docs } } }
  const own = { sunset: 'Wed, 02 Jan 2030 00:00:00 GMT', deprecation: '@1' }
  app.get('/one', { config }, async (_request, reply) => await reply.headers({ ...own, link: '</a>; rel="next"' }).send({}))
  app.get('/several', { config }, async (_request, reply) => await reply.header('link', ['</a>; rel="next"', `<${docs}>; rel="sunset"`]).send({}))
  app.get('/error', { config }, async () => { throw conflict({ headers: { link: '</a>; rel="next"' } }) })
  t.match((await app.inject('/one')).headers, { ...own, link: `</a>; rel="next", <${docs}>; rel="deprecation", <${docs}>; rel="sunset"` })
  t.match((await app.inject('/several')).headers, { link: `</a>; rel="next", <${docs}>; rel="sunset", <${docs}>; rel="deprecation"` })
  t.match((await app.inject('/error')).headers, { deprecation, sunset: gone, link: `</a>; rel="next", <${docs}>; rel="deprecation", <${docs}>; rel="sunset"` })
})

t.test('from the sunset on it is gone, where that is said', async (t) => {
  const { now } = Date
  t.teardown(() => { Date.now = now })
  const app = Fastify()
  await app.register(conformant, { dialect: akeneo() })
  const deprecated: Deprecated = { sunset, link: docs, successor: next, afterSunset: 'gone' }
  let asked = 0
  app.get('/gone', { config: { conformant: { deprecated } } }, async () => ({ asked: ++asked }))
  app.get('/bare', { config: { conformant: { deprecated: { sunset, afterSunset: 'gone' }, dialect: problem() } } }, async () => ({}))
  app.get('/stays', { config: { conformant: { deprecated: { sunset, link: docs } } } }, async () => ({}))
  const port = await listen(t, app)
  const at = async (time: string, path: string): Promise<number> => {
    Date.now = () => Date.parse(time)
    return (await exchange(port, `GET ${path}`)).status
  }
  t.equal(await at('2029-12-31T23:59:59.999Z', '/gone'), 200)
  t.equal(await at('2030-01-01', '/gone'), 410)
  t.equal(asked, 1)
  t.equal(await at('2030-01-01', '/bare'), 410)
  t.equal(await at('2031-01-01', '/stays'), 200)
  Date.now = () => Date.parse('2030-01-01')
  t.match(await exchange(port, 'GET /gone'), {
    status: 410,
    headers: { sunset: gone, link: `<${docs}>; rel="sunset", <${next}>; rel="successor-version"`, 'cache-control': 'no-store' },
    body: JSON.stringify({ code: 410, message: 'The resource has been removed.', _links: { sunset: { href: docs }, 'successor-version': { href: next } } })
  })
  t.match(app.conformant.counts(), { gates: { deprecated: 3 } })
})

t.test('on a scope it holds for its routes, and a route may have another or none', async (t) => {
  const app = Fastify()
  await app.register(async (scope) => {
    await scope.register(conformant, { deprecated: { since } })
    scope.get('/a', async () => ({}))
    scope.get('/b', { config: { conformant: { deprecated: false } } }, async () => ({}))
    scope.get('/c', { config: { conformant: { deprecated: { sunset } } } }, async () => ({}))
  }, { prefix: '/v1' })
  t.match((await app.inject('/v1/a')).headers, { deprecation })
  t.match((await app.inject('/v1/b')).headers, { deprecation: undefined })
  t.match((await app.inject('/v1/c')).headers, { deprecation: undefined, sunset: gone })
  t.match((await app.inject('/v1/none')).headers, { deprecation: undefined })
})
