// What must not open a door: functions of the application that fail in odd ways, and bodies that nobody has read.
import { once } from 'node:events'
import { connect } from 'node:http2'
import cors from '@fastify/cors'
import multipart from '@fastify/multipart'
import Fastify, { type FastifyRequest } from 'fastify'
import t from 'tap'
import conformant, { akeneo, forbidden, notFound, unauthorized, type ConformantRouteOptions } from '../../lib/index.ts'
import { internalError, json, problem, success } from '../helpers/answers.ts'
import { exchange, listen, type Sent } from '../helpers/exchange.ts'
import { lateStore } from '../helpers/limits.ts'

const on = (options: ConformantRouteOptions): { config: { conformant: ConformantRouteOptions } } => ({ config: { conformant: options } })
const absent: unknown = undefined
const nothing = (): never => { throw absent }
const limit = { limit: 1, window: '1m' } as const

t.test('a function that throws nothing is a fault all the same, and no hook behind it is left out', async (t) => {
  const app = Fastify()
  await app.register(conformant, { rateLimitHeaders: false })
  app.addHook('onRequest', async () => { throw unauthorized() })
  const cases: Record<string, [options: ConformantRouteOptions, status: number]> = {
    '/key': [{ rateLimit: { ...limit, key: nothing } }, 500],
    '/late-key': [{ rateLimit: [{ ...limit, store: lateStore() }, { ...limit, name: 'b', cost: nothing }] }, 500],
    '/crowd': [{ concurrency: { limit: 1, key: nothing } }, 500],
    '/late-crowd': [{ rateLimit: { ...limit, store: lateStore() }, concurrency: { limit: 1, exempt: nothing } }, 500],
    '/none': [{}, 401]
  }
  for (const [path, [options]] of Object.entries(cases)) app.get(path, on(options), async () => 'secret')
  const port = await listen(t, app)
  for (const [path, [, status]] of Object.entries(cases)) {
    t.strictSame(await exchange(port, `GET ${path}`), status === 500 ? internalError : problem(401, 'Authentication is required.', { 'www-authenticate': 'Bearer realm="api"' }), path)
  }
})

t.test('in later hooks too', async (t) => {
  const app = Fastify()
  await app.register(conformant)
  for (const hook of ['preParsing', 'preHandler'] as const) app.get(`/${hook}`, on({ rateLimit: { ...limit, hook, key: nothing } }), async () => 'secret')
  const port = await listen(t, app)
  for (const hook of ['preParsing', 'preHandler']) t.strictSame(await exchange(port, `GET /${hook}`), internalError, hook)
})

t.test('a classifier that rejects with nothing publishes nothing', async (t) => {
  const app = Fastify()
  await app.register(conformant)
  const captcha = { siteKey: 'key', verify: async () => true }
  app.post('/throws', on({ spamCheck: { classify: nothing } }), async () => 'published')
  app.post('/rejects', on({ spamCheck: { classify: () => new Promise((_resolve, reject) => setImmediate(reject)), captcha } }), async () => 'published')
  app.post('/user', on({ spamCheck: { classify: () => 'spam', user: nothing, captcha } }), async () => 'published')
  const port = await listen(t, app)
  for (const path of ['/throws', '/rejects', '/user']) t.strictSame(await exchange(port, { method: 'POST', path, json: {} }), internalError, path)
})

t.test('a form that nobody has read yet cannot stand for another', async (t) => {
  const app = Fastify()
  await app.register(conformant)
  await app.register(multipart)
  const captcha = { siteKey: 'key', verify: async () => true }
  const form = { contentType: 'multipart/form-data' }
  app.post('/form', on({ ...form, spamCheck: { classify: () => 'spam', captcha } }), async () => 'published')
  app.post('/said', on({ ...form, spamCheck: { classify: () => 'spam', captcha, content: ({ headers }: FastifyRequest) => headers['x-content'] } }), async () => 'published')
  app.delete('/nothing', on({ spamCheck: { classify: () => 'spam', captcha } }), async () => 'done')
  const port = await listen(t, app)
  const sent = (path: string): Sent =>
    ({ method: 'POST', path, body: '--b\r\nContent-Disposition: form-data; name="a"\r\n\r\none\r\n--b--\r\n', headers: { 'content-type': 'multipart/form-data; boundary=b', 'x-content': 'one' } })
  t.strictSame(await exchange(port, sent('/form')), internalError)
  t.equal((await exchange(port, sent('/said'))).status, 409)
  t.equal((await exchange(port, 'DELETE /nothing')).status, 409, 'no body is a content')
})

t.test('over HTTP/2 too, where a body need not be announced', async (t) => {
  const app = Fastify({ http2: true })
  await app.register(conformant)
  await app.register(multipart as never)
  const captcha = { siteKey: 'key', verify: async () => true }
  app.post('/form', on({ contentType: 'multipart/form-data', spamCheck: { classify: () => 'spam', captcha } }) as never, async () => 'published')
  app.delete('/nothing', on({ spamCheck: { classify: () => 'spam', captcha } }) as never, async () => 'done')
  const session = connect(`http://127.0.0.1:${await listen(t, app as never)}`)
  t.teardown(() => session.destroy())
  for (const [method, path, type, status] of [['POST', '/form', 'multipart/form-data; boundary=b', 500], ['DELETE', '/nothing', undefined, 409]] as const) {
    const stream = session.request({ ':method': method, ':path': path, ...(type === undefined ? {} : { 'content-type': type }) }, { endStream: type === undefined })
    if (type !== undefined) stream.end('--b\r\nContent-Disposition: form-data; name="a"\r\n\r\none\r\n--b--\r\n')
    const [headers] = await once(stream, 'response')
    t.equal(headers[':status'], status, path)
    stream.resume()
  }
})

t.test('Vary of a representation does not stay on a masked 403, though others have joined theirs with it', async (t) => {
  const app = Fastify()
  await app.register(cors, { hook: 'preHandler', origin: ['http://a.example', 'http://b.example'] })
  await app.register(conformant, { dialect: akeneo(), maskForbidden: true })
  const state = ({ params }: FastifyRequest): object | undefined => (params as { id: string }).id === 'none' ? undefined : { etag: '"1"', headers: { vary: 'Accept' } }
  app.get('/things/:id', on({ preconditions: { state } }), async ({ params }) => {
    const { id } = params as { id: string }
    if (id === 'seen') return { id }
    throw id === 'none' ? notFound({ resource: 'Thing', id: 'x' }) : forbidden({ resource: 'Thing', id: 'x' })
  })
  const port = await listen(t, app)
  const missing = json(404, { code: 404, message: "Thing 'x' does not exist." }, { 'cache-control': 'no-store', vary: 'Origin' })
  const [masked, none] = [await exchange(port, 'GET /things/hidden'), await exchange(port, 'GET /things/none')]
  t.strictSame(masked, none)
  t.strictSame(none.headers.vary, missing.headers.vary)
  t.strictSame(await exchange(port, 'GET /things/seen'), success(200, { id: 'seen' }, { etag: '"1"', vary: 'Accept, Origin' }))
})

t.test('what is no state lets no condition pass', async (t) => {
  const app = Fastify()
  await app.register(conformant)
  const states: Record<string, unknown> = { date: new Date(), list: [], map: new Map(), row: { last_modified: new Date() }, empty: {}, bare: Object.create(null) }
  for (const [name, state] of Object.entries(states)) app.put(`/${name}`, on({ preconditions: { state: () => state as object } }), async () => 'changed')
  const port = await listen(t, app)
  for (const name of Object.keys(states)) {
    const answer = await exchange(port, { method: 'PUT', path: `/${name}`, json: {}, headers: { 'if-unmodified-since': 'Wed, 01 Jan 2014 00:00:00 GMT' } })
    if (name === 'empty' || name === 'bare') t.equal(answer.status, 200, `${name}: a resource without validators`)
    else t.strictSame(answer, internalError, name)
  }
})
