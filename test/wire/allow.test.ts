import cors from '@fastify/cors'
import Fastify from 'fastify'
import t from 'tap'
import conformant, { akeneo } from '../../lib/index.ts'
import { json, noStore, problem } from '../helpers/answers.ts'
import { exchange, listen, type Sent } from '../helpers/exchange.ts'
import type { Answer } from '../helpers/raw.ts'

const ok = async (): Promise<object> => ({})
const unknown = (path: string): Answer => problem(404, `There is nothing at ${path}.`, noStore)

function notAllowed (method: string, path: string, allow: string, headers: Answer['headers'] = {}): Answer {
  const named = allow.split(', ').includes('GET') ? allow.replace('HEAD, ', '').replace(', HEAD', '') : allow
  return problem(405, `${method} is not supported at ${path}. Supported: ${named}.`, { ...noStore, allow, ...headers })
}

t.test('the methods that a URL answers to', async (t) => {
  const app = Fastify({ routerOptions: { ignoreTrailingSlash: false } })
  await app.register(conformant)
  app.get('/p/static', ok)
  app.delete('/p/:id', ok)
  app.post('/p', ok)
  app.put('/files/*', ok)
  app.patch('/regex/:id(^\\d+$)', ok)
  app.get('/no-head', { exposeHeadRoute: false }, ok)
  app.options('/options', ok)
  app.route({ method: ['PUT', 'PATCH', 'GET'], url: '/several', handler: ok })
  app.register(async scope => {
    scope.get('/', ok)
    scope.put('/things', ok)
  }, { prefix: '/prefix' })
  const port = await listen(t, app)
  const cases: Array<[line: string, allow: string | undefined]> = [
    ['PUT /p/static', 'GET, HEAD, DELETE'],
    ['POST /p/static', 'GET, HEAD, DELETE'],
    ['GET /p/7', 'DELETE'],
    ['GET /p/a%2Fb', 'DELETE'],
    ['GET /p', 'POST'],
    ['GET /p/', 'DELETE'],
    ['GET /p/7/8', undefined],
    ['GET /files/a/b/c', 'PUT'],
    ['GET /files/', 'PUT'],
    ['GET /files', undefined],
    ['GET /regex/12', 'PATCH'],
    ['GET /regex/a', undefined],
    ['POST /no-head', 'GET'],
    ['GET /options', undefined],
    ['POST /several', 'GET, HEAD, PUT, PATCH'],
    ['POST /prefix', 'GET, HEAD'],
    ['POST /prefix/', 'GET, HEAD'],
    ['GET /prefix/things', 'PUT'],
    ['GET /P', undefined]
  ]
  for (const [line, allow] of cases) {
    const [method, path] = line.split(' ') as [string, string]
    const told = allow === undefined ? unknown(path) : notAllowed(method, path, allow)
    t.strictSame(await exchange(port, line), told, line)
    t.strictSame(await exchange(port, `${line}?query=1`), told, `${line} with a query, and once more`)
  }
  t.strictSame(await exchange(port, 'HEAD /p'), { ...notAllowed('HEAD', '/p', 'POST'), body: '' }, 'HEAD has no content')
  t.strictSame(await exchange(port, 'HEAD /none'), { ...unknown('/none'), body: '' })
  t.strictSame(await exchange(port, 'PUT http://other.example/p'), notAllowed('PUT', 'http://other.example/p', 'POST'), 'absolute form')
})

t.test('a trailing slash that does not matter', async (t) => {
  const app = Fastify({ routerOptions: { ignoreTrailingSlash: true, caseSensitive: false, ignoreDuplicateSlashes: true } })
  await app.register(conformant)
  app.post('/a/b', ok)
  const port = await listen(t, app)
  for (const path of ['/a/b', '/a/b/', '/A/B', '/a//b']) t.strictSame(await exchange(port, { path }), notAllowed('GET', path, 'POST'), path)
})

t.test('constraints', async (t) => {
  const app = Fastify()
  await app.register(conformant)
  app.get('/host', { constraints: { host: 'one.example' } }, ok)
  app.post('/host', { constraints: { host: 'two.example' } }, ok)
  app.get('/version', { constraints: { version: '1.0.0' } }, ok)
  app.post('/version', { constraints: { version: '2.0.0' } }, ok)
  const port = await listen(t, app)
  const cases: Array<[Sent, Answer]> = [
    [{ method: 'PUT', path: '/host', headers: { host: 'one.example' } }, notAllowed('PUT', '/host', 'GET, HEAD')],
    [{ method: 'PUT', path: '/host', headers: { host: 'two.example' } }, notAllowed('PUT', '/host', 'POST')],
    [{ method: 'PUT', path: '/host', headers: { host: 'three.example' } }, unknown('/host')],
    [{ method: 'GET', path: '/host', headers: { host: 'two.example' } }, notAllowed('GET', '/host', 'POST')],
    [{ method: 'PUT', path: '/version', headers: { 'accept-version': '1.x' } }, notAllowed('PUT', '/version', 'GET, HEAD')],
    [{ method: 'PUT', path: '/version', headers: { 'accept-version': '2.x' } }, notAllowed('PUT', '/version', 'POST')],
    [{ method: 'GET', path: '/version', headers: { 'accept-version': '3.x' } }, unknown('/version')],
    [{ method: 'GET', path: '/version' }, unknown('/version')]
  ]
  for (const [sent, told] of cases) t.strictSame(await exchange(port, sent), told, JSON.stringify(sent))
})

t.test('OPTIONS * of @fastify/cors is no sign of a resource', async (t) => {
  const app = Fastify()
  await app.register(cors, { origin: true })
  await app.register(conformant)
  app.get('/a', ok)
  const port = await listen(t, app)
  const origin = { origin: 'https://app.example' }
  const shared = { 'access-control-allow-origin': 'https://app.example', vary: 'Origin' }
  t.strictSame(await exchange(port, { path: '/none', headers: origin }), problem(404, 'There is nothing at /none.', { ...noStore, ...shared }))
  t.strictSame(await exchange(port, { method: 'PUT', path: '/a', headers: origin }), notAllowed('PUT', '/a', 'GET, HEAD, OPTIONS', shared))
  t.strictSame(await exchange(port, { path: '/a', headers: { ...origin, accept: 'image/png' } }),
    problem(406, "The Accept header 'image/png' allows nothing that can be sent. Available: application/json.", { ...shared, vary: 'Origin, Accept' }))
  t.match(await exchange(port, { method: 'OPTIONS', path: '/a', headers: { ...origin, 'access-control-request-method': 'GET' } }), { status: 204, body: '' })
})

t.test('routes of a neighbour count, and paths are shown as the client wrote them', async (t) => {
  const app = Fastify({ rewriteUrl: ({ url }) => (url as string).replace('/public', '') })
  app.delete('/api/shared', ok)
  app.register(async scope => {
    await scope.register(conformant, { dialect: akeneo() })
    scope.get('/shared', ok)
  }, { prefix: '/api' })
  const port = await listen(t, app)
  const told = (path: string): Answer => json(405, { code: 405, message: `No route found for 'PUT ${path}': Method Not Allowed (Allow: GET, DELETE)` }, { ...noStore, allow: 'GET, HEAD, DELETE' })
  t.strictSame(await exchange(port, 'PUT /api/shared'), told('/api/shared'))
  t.strictSame(await exchange(port, 'PUT /public/api/shared?x'), told('/public/api/shared'))
})

t.test('a hostile path is repeated safely, and not at length', async (t) => {
  const app = Fastify()
  await app.register(conformant, { echo: 10 })
  const port = await listen(t, app)
  t.strictSame(await exchange(port, `GET /${'a'.repeat(5000)}`), unknown('/aaaaaaaa…'))
  t.strictSame(await exchange(port, 'GET /"<b>'), json(404, { type: 'about:blank', title: 'Not Found', status: 404, detail: 'There is nothing at /"<b>.' }, noStore, 'application/problem+json'))
})

t.test('more URLs than are remembered', async (t) => {
  const app = Fastify()
  await app.register(conformant)
  app.get('/:id', ok)
  for (let i = 0; i < 600; i++) await app.inject({ method: 'POST', url: `/${i}` })
  t.equal((await app.inject({ method: 'POST', url: '/599' })).headers.allow, 'GET, HEAD')
  await app.close()
})
