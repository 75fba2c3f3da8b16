import { Readable } from 'node:stream'
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import t from 'tap'
import conformant, { notFound, type ResourceState } from '../../lib/index.ts'
import { internalError, noStore, problem, success } from '../helpers/answers.ts'
import { exchange, listen } from '../helpers/exchange.ts'
import type { Answer } from '../helpers/raw.ts'

const changed = 'Sun, 06 Nov 1994 08:49:37 GMT'
const expires = 'Mon, 07 Nov 1994 08:49:37 GMT'
const state: ResourceState = {
  etag: '"1"',
  lastModified: new Date(changed),
  headers: { 'Cache-Control': 'private, max-age=60', 'Content-Location': '/things/1', Expires: expires, Vary: 'Accept' }
}
const described = {
  etag: '"1"', 'last-modified': changed, 'cache-control': 'private, max-age=60', 'content-location': '/things/1', expires, vary: 'Accept'
}
const config = { conformant: { preconditions: { state: () => state } } }

type Handler = (request: FastifyRequest, reply: FastifyReply) => Promise<unknown>

async function server (handlers: Record<string, Handler>): Promise<FastifyInstance> {
  const app = Fastify()
  await app.register(conformant)
  for (const [path, handler] of Object.entries(handlers)) app.get(path, { config }, handler)
  return app
}

const current = { 'if-none-match': '"1"' }
const told = (headers: Answer['headers']): Answer => success(200, { a: 1 }, headers)

t.test('a 304 repeats what the 200 says, and nothing else', async (t) => {
  const app = await server({ '/': async () => ({ a: 1 }), '/own': async (_request, reply) => reply.header('Cache-Control', 'no-cache').header('ETag', '"2"').send({ a: 1 }) })
  const port = await listen(t, app)
  t.strictSame(await exchange(port, { path: '/' }), told(described))
  t.strictSame(await exchange(port, { path: '/', headers: current }), { status: 304, headers: described, body: '' })
  t.strictSame(await exchange(port, { method: 'HEAD', path: '/' }), { ...told(described), body: '' })
  t.strictSame(await exchange(port, { method: 'HEAD', path: '/', headers: current }), { status: 304, headers: described, body: '' })
  t.strictSame(await exchange(port, { path: '/own' }), told({ ...described, etag: '"2"', 'cache-control': 'no-cache' }), 'what a handler sets stays')
})

t.test('what hooks have set stays, on a 304 too; but not what describes a body', async (t) => {
  const app = await server({})
  app.addHook('onRequest', async (_request, reply) => {
    reply.headers({ 'x-request-id': '7', 'cache-control': 'no-cache', vary: 'Origin', 'last-modified': expires, 'content-type': 'text/csv' })
  })
  app.get('/', { config, onSend: async (_request, reply) => { reply.header('x-hook', String(reply.statusCode)) } }, async (_request, reply) => reply.type('application/json; charset=utf-8').send({ a: 1 }))
  const port = await listen(t, app)
  const hooked = { ...described, 'x-request-id': '7', 'cache-control': 'no-cache', vary: 'Origin, Accept', 'last-modified': expires }
  t.strictSame(await exchange(port, { path: '/' }), told({ ...hooked, 'x-hook': '200' }))
  for (const method of ['GET', 'HEAD']) {
    t.strictSame(await exchange(port, { method, path: '/', headers: current }), { status: 304, headers: { ...hooked, 'x-hook': '304' }, body: '' }, method)
  }
})

t.test('validators go with the representation alone', async (t) => {
  const app = await server({
    '/thrown': async () => { throw notFound('Gone.') },
    '/unexpected': async () => { throw new Error('secret') },
    '/sent': async (_request, reply) => reply.send(new Error('secret')),
    '/own': async (_request, reply) => reply.code(404).send({ a: 1 }),
    '/created': async (_request, reply) => reply.code(201).send({ a: 1 }),
    '/created-anew': async (_request, reply) => reply.code(201).header('etag', '"2"').send({ a: 1 }),
    '/empty': async (_request, reply) => reply.noContent(),
    '/moved': async (_request, reply) => reply.movedPermanently('/thrown'),
    '/part': async (_request, reply) => reply.code(206).header('content-range', 'bytes 0-6/9').send({ a: 1 }),
    '/own-304': async (_request, reply) => reply.code(304).send(),
    '/stream': async (_request, reply) => reply.type('text/plain').send(Readable.from(['a']))
  })
  const port = await listen(t, app)
  const cases: Record<string, Answer> = {
    '/thrown': problem(404, 'Gone.', noStore),
    '/unexpected': internalError,
    '/sent': internalError,
    '/own': success(404, { a: 1 }),
    '/created': success(201, { a: 1 }),
    '/created-anew': success(201, { a: 1 }, { etag: '"2"' }),
    '/empty': { status: 204, headers: {}, body: '' },
    '/part': success(206, { a: 1 }, { ...described, 'content-range': 'bytes 0-6/9' }),
    '/own-304': { status: 304, headers: described, body: '' },
    '/stream': { status: 200, headers: { ...described, 'content-type': 'text/plain', 'transfer-encoding': 'chunked' }, body: 'a' }
  }
  for (const [path, answer] of Object.entries(cases)) t.strictSame(await exchange(port, { path }), answer, path)
  t.strictSame(await exchange(port, { path: '/moved' }), { status: 301, headers: { location: 'http://api.example/thrown', 'content-length': '0' }, body: '' })
})

t.test('of an error, Vary says what hooks have said', async (t) => {
  const app = await server({})
  app.addHook('onRequest', async (_request, reply) => { reply.header('vary', 'Origin') })
  app.get('/', { config }, async () => { throw notFound('Gone.') })
  app.get('/changed', { config }, async (_request, reply) => {
    reply.header('vary', 'Origin, Accept, Cookie')
    throw notFound('Gone.')
  })
  const alone = await server({})
  alone.get('/', { config }, async (_request, reply) => {
    reply.header('vary', 'Accept, Accept')
    throw notFound('Gone.')
  })
  t.strictSame(await exchange(await listen(t, alone), 'GET /'), problem(404, 'Gone.', noStore), 'nothing else is left')
  const port = await listen(t, app)
  t.strictSame(await exchange(port, 'GET /'), problem(404, 'Gone.', { ...noStore, vary: 'Origin' }))
  // Whoever sets it anew cannot be told from whoever joins with it: a masked 403 must not show what the representation says.
  t.strictSame(await exchange(port, 'GET /changed'), problem(404, 'Gone.', { ...noStore, vary: 'Origin, Cookie' }))
})

t.test('what an error says of itself stays, though the representation says the same', async (t) => {
  const app = Fastify()
  await app.register(conformant)
  app.get('/', { config: { conformant: { preconditions: { state: () => ({ headers: noStore }) } } } }, async () => { throw notFound('Gone.') })
  t.strictSame(await exchange(await listen(t, app), 'GET /'), problem(404, 'Gone.', noStore))
})

t.test('answers to other methods show something else', async (t) => {
  const app = Fastify()
  await app.register(conformant)
  app.route({ method: ['PUT', 'DELETE'], url: '/', config, handler: async () => ({ a: 1 }) })
  const port = await listen(t, app)
  t.strictSame(await exchange(port, { method: 'PUT', path: '/', json: {} }), told({}))
  t.strictSame(await exchange(port, { method: 'DELETE', path: '/', headers: { 'if-match': '"1"' } }), told({}))
})
