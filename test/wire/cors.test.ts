import cors, { type FastifyCorsOptions } from '@fastify/cors'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import t from 'tap'
import { allowed, bytes, corsOf, hostile, malformed, page, server, varying } from '../helpers/cors.ts'
import { deferred } from '../helpers/deferred.ts'
import { exchange, type Sent } from '../helpers/exchange.ts'
import { ask, open } from '../helpers/http2.ts'
import { certificate } from '../fixtures/certificate.ts'

/** Refusals of messages whose head was read. */
const read: Record<string, [sent: Sent, status: number]> = {
  'a bad URL': [{ path: '/%zz' }, 400],
  'a parameter that is too long': [{ path: `/things/${'a'.repeat(21)}` }, 414],
  'no Host': [{ headers: { host: undefined } }, 400],
  'an unknown expectation': [{ headers: { expect: 'wonders' } }, 417],
  'a coding that nobody knows': [{ method: 'POST', headers: { 'transfer-encoding': 'gzip, chunked' } }, 501]
}

/** Refusals of what could not be read. */
const unread: Record<string, [text: string, status: number]> = {
  'a malformed head': [malformed, 400],
  'a head that is too large': [`GET / HTTP/1.1\r\nHost: a\r\nx: ${'a'.repeat(17_000)}\r\n\r\n`, 431],
  'a method that nobody knows': ['FLY / HTTP/1.1\r\nHost: a\r\n\r\n', 501]
}

const rules: Record<string, [options: FastifyCorsOptions | ((...all: never[]) => unknown), page: object, hostile: object, unread: object]> = {
  'any origin': [{}, allowed('*'), allowed('*'), allowed('*')],
  'one origin': [{ origin: page }, allowed(page), allowed(page), allowed(page)],
  'one origin with credentials': [
    { origin: page, credentials: true, exposedHeaders: ['x-a', 'x-b'] },
    ...Array(3).fill(allowed(page, { 'access-control-allow-credentials': 'true', 'access-control-expose-headers': 'x-a, x-b' })) as [object, object, object]
  ],
  'whoever asks': [{ origin: true }, allowed(page, varying), allowed(hostile, varying), {}],
  'a list': [{ origin: [page, 'https://other.test'] }, allowed(page, varying), varying, {}],
  'a pattern': [{ origin: /^https:\/\/app\.test$/ }, allowed(page, varying), varying, {}],
  'a function': [{ origin: (origin, done) => done(null, origin === page) }, allowed(page, varying), varying, {}],
  'a function with a fixed answer': [{ origin: (_origin, done) => done(null, page) }, allowed(page, varying), allowed(page, varying), {}],
  'a promise': [{ origin: async (origin: string | undefined) => origin === page }, allowed(page, varying), varying, {}],
  'a function that fails': [{ origin: (_origin, done) => done(new Error('no'), false) }, varying, varying, {}],
  'a delegator': [{ delegator: (request: FastifyRequest, done: (error: null, options: FastifyCorsOptions) => void) => done(null, { origin: request.headers.origin === page }) }, allowed(page, varying), varying, {}],
  'a delegator that waits': [{ delegator: async (request: FastifyRequest) => ({ origin: request.headers.origin === page ? page : false }) }, allowed(page, varying), varying, {}],
  'a delegator that throws': [{ delegator: () => { throw new Error('no') } }, {}, {}, {}],
  nobody: [{ origin: false }, {}, {}, {}]
}

for (const [rule, [options, ofPage, ofHostile, ofUnread]] of Object.entries(rules)) {
  t.test(`what is refused below the hooks has the fields of @fastify/cors: ${rule}`, async (t) => {
    const { port } = await server(t, { before: app => app.register(cors, options as FastifyCorsOptions) })
    for (const [name, [sent, status]] of Object.entries(read)) {
      for (const [origin, fields] of [[page, ofPage], [hostile, ofHostile]] as const) {
        const answer = await exchange(port, { ...sent, headers: { ...sent.headers, origin } })
        t.equal(answer.status, status, name)
        t.strictSame(corsOf(answer), fields, `${name}, ${origin}`)
      }
    }
    for (const [name, [text, status]] of Object.entries(unread)) {
      const answer = await bytes(port, text)
      t.equal(answer.status, status, name)
      t.strictSame(corsOf(answer), ofUnread, name)
    }
  })
}

t.test('the rule is asked about the request as far as it is known', async (t) => {
  const asked: unknown[] = []
  const before = (app: FastifyInstance) => app.register(cors, {
    delegator ({ method, url, hostname, protocol, ip, headers, params, query }: FastifyRequest, done: (error: null, options: FastifyCorsOptions) => void) {
      asked.push({ method, url, hostname, protocol, ip, origin: headers.origin, params, query })
      done(null, { origin: false })
    }
  })
  const { port } = await server(t, { before })
  await exchange(port, { path: '/a?b=1', headers: { origin: page, host: 'api.example:80', expect: 'wonders' } })
  await bytes(port, malformed)
  const plain = { method: 'GET', url: '/a?b=1', hostname: 'api.example', protocol: 'http', ip: '127.0.0.1', origin: page, params: {}, query: {} }
  t.strictSame(asked.splice(0), [plain], 'and not about what could not be read')
  const secure = await server(t, { before, own: { http2: true, https: { ...certificate, allowHTTP1: true } } })
  const { status, headers } = await ask(open(t, secure.port, true), { ':path': '/a?b=1', ':authority': 'api.example:80', origin: page, expect: 'wonders' })
  t.strictSame([status, headers['access-control-allow-origin']], [417, undefined])
  t.strictSame(asked, [{ ...plain, protocol: 'https' }])
})

t.test('over HTTP/2 too', async (t) => {
  const { port } = await server(t, { before: app => app.register(cors, { origin: async () => page }), own: { http2: true } })
  const answer = await ask(open(t, port), { origin: page, expect: 'wonders' })
  t.strictSame([answer.status, corsOf(answer)], [417, allowed(page, varying)])
})

t.test('a preflight for what is refused is answered, so that a page comes to its answer', async (t) => {
  const { port } = await server(t, { before: app => app.register(cors, { origin: page }) })
  const preflight = { method: 'OPTIONS', headers: { origin: page, 'access-control-request-method': 'PUT' } }
  const asked = await exchange(port, { ...preflight, path: '/%zz' })
  t.strictSame([asked.status, asked.headers['access-control-allow-origin']], [204, page])
  const refused = await exchange(port, { ...preflight, headers: { ...preflight.headers, host: undefined } })
  t.equal(refused.status, 400)
  t.strictSame(corsOf(refused), { ...allowed(page), vary: 'Access-Control-Request-Headers', 'access-control-allow-methods': 'GET,HEAD,POST' })
})

t.test('a server that closes names what a page may read of its 503', async (t) => {
  const cases: Array<[options: FastifyCorsOptions, fields: object]> = [
    [{ origin: page }, allowed(page, { 'access-control-expose-headers': 'retry-after' })],
    [{ origin: page, exposedHeaders: '*' }, allowed(page, { 'access-control-expose-headers': '*' })],
    [{ origin: page, exposedHeaders: 'X-A, Retry-After' }, allowed(page, { 'access-control-expose-headers': 'X-A, Retry-After' })],
    [{ origin: page, exposedHeaders: '*', credentials: true }, allowed(page, { 'access-control-allow-credentials': 'true', 'access-control-expose-headers': '*, retry-after' })],
    [{ origin: async () => page }, allowed(page, { ...varying, 'access-control-expose-headers': 'retry-after' })],
    [{ origin: false }, {}]
  ]
  for (const [options, fields] of cases) {
    const closing = deferred<void>()
    const mayClose = deferred<void>()
    const { port, app } = await server(t, {
      before: app => app.register(cors, options),
      behind: app => app.addHook('preClose', async () => {
        closing.resolve()
        await mayClose.promise
      })
    })
    const closed = app.close()
    await closing.promise
    const answer = await exchange(port, { headers: { origin: page } })
    t.equal(answer.status, 503)
    t.strictSame(corsOf(answer), fields)
    mayClose.resolve()
    await closed
  }
})
