import { brotliCompressSync, gzipSync } from 'node:zlib'
import compress from '@fastify/compress'
import etag from '@fastify/etag'
import helmet from '@fastify/helmet'
import jwt from '@fastify/jwt'
import multipart from '@fastify/multipart'
import rateLimit from '@fastify/rate-limit'
import Fastify from 'fastify'
import t from 'tap'
import conformant, { akeneo } from '../../lib/index.ts'
import { internalError, json, noStore, problem, success } from '../helpers/answers.ts'
import { stopClock } from '../helpers/clock.ts'
import { exchange, listen, type Sent } from '../helpers/exchange.ts'
import type { Answer } from '../helpers/raw.ts'

stopClock(t)

t.test('@fastify/rate-limit', async (t) => {
  const app = Fastify()
  await app.register(conformant, { dialect: akeneo() })
  await app.register(rateLimit, { max: 1, timeWindow: 60_000 })
  app.get('/', async () => ({}))
  app.post('/', async () => ({}))
  const port = await listen(t, app)
  const limits = { 'x-ratelimit-limit': '1', 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '60' }
  t.strictSame(await exchange(port, 'GET /'), success(200, {}, limits))
  t.strictSame(await exchange(port, 'GET /'), json(429, { code: 429, message: 'You have exceeded the limit of API requests per second.' }, { ...noStore, ...limits, 'retry-after': '60' }))
  t.strictSame(await exchange(port, { method: 'POST', body: 'a', headers: { 'content-type': 'text/csv', 'content-length': '9' } }),
    json(429, { code: 429, message: 'You have exceeded the limit of API requests per second.' }, { ...noStore, ...limits, 'retry-after': '60' }), 'before the content type')
})

t.test('@fastify/jwt', async (t) => {
  const app = Fastify()
  await app.register(conformant)
  await app.register(jwt, { secret: 'a secret of the test, long enough for everybody' })
  app.addHook('onRequest', async (request) => await request.jwtVerify())
  app.get('/', async (request) => request.user)
  const port = await listen(t, app)
  const refused = (challenge: string): Answer => problem(401, 'Authentication is required.', { 'www-authenticate': challenge })
  const bearer = (token: string): Sent => ({ headers: { authorization: token } })
  t.strictSame(await exchange(port, 'GET /'), refused('Bearer realm="api"'))
  t.strictSame(await exchange(port, bearer('Bearer nonsense')), refused('Bearer error="invalid_token"'))
  t.strictSame(await exchange(port, bearer(`Bearer ${app.jwt.sign({ id: 1, iat: 1, exp: 2 })}`)), refused('Bearer error="invalid_token"'))
  t.strictSame(await exchange(port, bearer(`Bearer ${app.jwt.sign({ id: 1, iat: 1 })}`)), success(200, { id: 1, iat: 1 }))
})

t.test('@fastify/multipart', async (t) => {
  const app = Fastify()
  await app.register(conformant)
  await app.register(multipart, { limits: { fileSize: 10, files: 1 } })
  const upload = { config: { conformant: { contentType: 'multipart/form-data' } } }
  app.post('/upload', upload, async (request) => {
    let bytes = 0
    for await (const part of request.files()) bytes += (await part.toBuffer()).length
    return { bytes }
  })
  app.post('/json', { config: { conformant: { contentType: 'application/json' } } }, async (request) => await request.file() ?? {})
  const port = await listen(t, app)
  const part = (name: string, content: string): string => `--b\r\nContent-Disposition: form-data; name="${name}"; filename="${name}"\r\nContent-Type: text/plain\r\n\r\n${content}\r\n`
  const form = (...parts: string[]): Sent =>
    ({ method: 'POST', path: '/upload', body: `${parts.join('')}--b--\r\n`, headers: { 'content-type': 'multipart/form-data; boundary=b' } })
  t.strictSame(await exchange(port, form(part('a', 'short'))), success(200, { bytes: 5 }))
  t.match(await exchange(port, form(part('a', 'too long for it'))), { status: 413, headers: { 'content-type': 'application/problem+json' } })
  t.match(await exchange(port, form(part('a', 'short'), part('b', 'short'))), { status: 413, headers: { 'content-type': 'application/problem+json' } })
  t.strictSame(await exchange(port, { ...form(part('a', 'short')), path: '/json' }),
    problem(415, "The content type 'multipart/form-data' is not supported. Supported: application/json.", { accept: 'application/json', 'accept-post': 'application/json' }))
  t.strictSame(await exchange(port, { method: 'POST', path: '/upload', json: {} }),
    problem(415, "The content type 'application/json' is not supported. Supported: multipart/form-data.", { accept: 'multipart/form-data', 'accept-post': 'multipart/form-data' }))
  t.strictSame(await exchange(port, { method: 'POST', path: '/json', json: {} }), problem(415, "The content type 'application/json' is not supported. Supported: multipart/form-data.", { accept: 'multipart/form-data', 'accept-post': 'multipart/form-data' }), 'the plugin\'s own refusal')
})

t.test('@fastify/compress', async (t) => {
  const app = Fastify()
  await app.register(compress, { threshold: 0, requestEncodings: ['gzip', 'br'] })
  await app.register(conformant)
  app.post('/', { bodyLimit: 1000 }, async (request) => request.body)
  const port = await listen(t, app)
  const sent = (coding: string, body: Buffer): Sent => ({ method: 'POST', body, headers: { 'content-type': 'application/json', 'content-encoding': coding } })
  const varied = { vary: 'accept-encoding' }
  t.match(await exchange(port, sent('gzip', gzipSync('{"a":1}'))), { status: 200, body: '{"a":1}' })
  t.match(await exchange(port, sent('br', brotliCompressSync('{"a":1}'))), { status: 200, body: '{"a":1}' })
  t.match(await exchange(port, sent('gzip', gzipSync(JSON.stringify('a'.repeat(5000))))), { status: 413, headers: { 'content-type': 'application/problem+json' } }, 'the limit holds for what comes out')
  t.match(await exchange(port, sent('gzip', gzipSync('{'))), { status: 400, headers: { 'content-type': 'application/problem+json' } })
  t.match(await exchange(port, sent('zstd-none', Buffer.from('{}'))), { status: 415, headers: { 'content-type': 'application/problem+json' } })
  t.match(await exchange(port, sent('gzip', Buffer.from('{}'))), { status: 400, headers: { 'content-type': 'application/problem+json' } })
  t.strictSame(await exchange(port, { path: '/none', headers: { 'accept-encoding': 'gzip' } }), problem(404, 'There is nothing at /none.', noStore))
  const refused = await exchange(port, { path: '/', method: 'POST', json: { a: 1 }, headers: { 'accept-encoding': 'gzip', 'content-type': 'text/csv' } })
  t.match(refused, { status: 415, headers: { 'content-type': 'application/problem+json', 'content-encoding': 'gzip', ...varied } }, 'errors are compressed as all else is')
})

t.test('@fastify/helmet', async (t) => {
  const app = Fastify()
  await app.register(helmet)
  await app.register(conformant)
  app.get('/', async () => { throw new Error('secret') })
  const port = await listen(t, app)
  for (const [line, told] of [['GET /', internalError], ['GET /none', problem(404, 'There is nothing at /none.', noStore)]] as const) {
    const { status, headers, body } = await exchange(port, line)
    t.strictSame({ status, body }, { status: told.status, body: told.body }, line)
    t.match(headers, { ...told.headers, 'x-content-type-options': 'nosniff', 'strict-transport-security': String, 'content-security-policy': String }, line)
  }
})

t.test('@fastify/etag', async (t) => {
  const app = Fastify()
  await app.register(conformant)
  await app.register(etag)
  app.get('/', async () => ({ a: 1 }))
  const port = await listen(t, app)
  const { headers } = await exchange(port, 'GET /')
  t.match(await exchange(port, { headers: { 'if-none-match': headers.etag as string } }), { status: 304, body: '' })
  t.match(await exchange(port, 'GET /none'), { status: 404, headers: { 'cache-control': 'no-store', 'content-type': 'application/problem+json' } })
})

t.test('all of them together', async (t) => {
  const app = Fastify()
  await app.register(helmet, { global: true })
  await app.register(compress)
  await app.register(etag)
  await app.register(conformant)
  await app.register(rateLimit, { max: 100, timeWindow: 60_000 })
  await app.register(multipart)
  app.post('/', { schema: { body: { type: 'object', properties: { a: { type: 'integer' } } } } }, async (request) => request.body)
  const port = await listen(t, app)
  t.match(await exchange(port, { method: 'POST', json: { a: 1 } }), { status: 200, body: '{"a":1}' })
  t.match(await exchange(port, { method: 'POST', json: { a: 'x' } }), { status: 422, headers: { 'content-type': 'application/problem+json' } })
  t.match(await exchange(port, { method: 'POST', body: '{', headers: { 'content-type': 'application/json' } }), { status: 400 })
})
