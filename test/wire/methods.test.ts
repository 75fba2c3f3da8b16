import { METHODS } from 'node:http'
import Fastify, { type FastifyInstance } from 'fastify'
import t from 'tap'
import conformant, { akeneo } from '../../lib/index.ts'
import type { Methods } from '../../lib/gates/methods.ts'
import { routerOf } from '../../lib/plugin/router.ts'
import { json, noStore, problem, success } from '../helpers/answers.ts'
import { exchange, listen, requestOf } from '../helpers/exchange.ts'
import { RawClient, type Answer } from '../helpers/raw.ts'

const ok = async (): Promise<object> => ({})
const unknown = (path: string): Answer => problem(404, `There is nothing at ${path}.`, noStore)
const notAllowed = (method: string, path: string, allow: string): Answer =>
  problem(405, `${method} is not supported at ${path}. Supported: ${allow}.`, { ...noStore, allow })

async function ask (t: { teardown: (task: () => unknown) => void }, declare: (app: FastifyInstance) => unknown): Promise<Methods> {
  const app = Fastify()
  const methods = routerOf(app)
  await declare(app)
  t.teardown(() => app.close())
  await app.ready()
  return methods
}

t.test('a server without routes', async (t) => {
  const { at, all, isKnown } = await ask(t, () => {})
  t.strictSame(all(), [])
  t.strictSame(at({ url: '/', headers: {} }), [])
  for (const method of METHODS) t.equal(isKnown(method), false, method)
})

t.test('what routes have, wherever they are', async (t) => {
  const { at, all, isKnown } = await ask(t, async app => {
    app.addHttpMethod('PURGE').addHttpMethod('LOCK')
    app.get('/a', ok)
    await app.register(async scope => {
      scope.delete('/:id', ok)
      await scope.register(async inner => { inner.route({ method: 'PURGE', url: '/:id', handler: ok }) })
    }, { prefix: '/things' })
    app.trace('/a', ok)
  })
  t.strictSame(all(), ['GET', 'HEAD', 'DELETE', 'TRACE', 'PURGE'], 'in the order of Allow')
  t.equal(all(), all(), 'worked out once')
  t.strictSame(at({ url: '/a?b', headers: {} }), ['GET', 'HEAD', 'TRACE'])
  t.strictSame(at({ url: '/things/7', headers: {} }), ['DELETE', 'PURGE'])
  t.strictSame(at({ url: '/none', headers: {} }), [])
  for (let i = 0; i < 2; i++) {
    for (const method of METHODS) t.equal(isKnown(method), all().includes(method), `${method}, asked ${i + 1} times`)
  }
  for (const method of ['FOO', '', 'get', '__proto__', 'toString']) t.equal(isKnown(method), false, `${method}: Node does not know it`)
})

t.test('constraints are looked at, and nothing is remembered then', async (t) => {
  const { at, all } = await ask(t, app => {
    app.get('/', { constraints: { host: 'one.example' } }, ok)
    app.put('/', { constraints: { version: '2.0.0' } }, ok)
  })
  t.strictSame(all(), ['GET', 'HEAD', 'PUT'])
  const cases: Array<[headers: Record<string, string>, expected: string[]]> = [
    [{ host: 'one.example' }, ['GET', 'HEAD']],
    [{ host: 'two.example' }, []],
    [{ host: 'two.example', 'accept-version': '2.x' }, ['PUT']],
    [{ host: 'one.example' }, ['GET', 'HEAD']]
  ]
  for (const [headers, expected] of cases) t.strictSame(at({ url: '/', headers }), expected, JSON.stringify(headers))
})

t.test('501 for a method that no route of the server has, 405 or 404 where one has it, and for what every client may try', async (t) => {
  const none = problem(501, 'The method is not implemented.', noStore)
  const bare = Fastify()
  await bare.register(conformant)
  bare.post('/p', ok)
  const first = await listen(t, bare)
  for (const method of ['TRACE', 'PROPFIND', 'PURGE', 'M-SEARCH']) {
    for (const path of ['/p', '/p?query=1', '/none', '*']) t.strictSame(await exchange(first, `${method} ${path}`), none, `${method} ${path}`)
  }
  for (const method of ['GET', 'PUT', 'PATCH', 'DELETE']) {
    t.strictSame(await exchange(first, `${method} /p`), notAllowed(method, '/p', 'POST'), method)
    t.strictSame(await exchange(first, `${method} /none`), unknown('/none'), method)
  }

  const app = Fastify()
  app.addHttpMethod('PROPFIND')
  app.route({ method: 'PROPFIND', url: '/early', handler: ok })
  await app.register(conformant)
  app.route({ method: 'TRACE', url: '/traced', handler: ok })
  app.post('/p', ok)
  const port = await listen(t, app)
  for (const method of ['TRACE', 'PROPFIND']) {
    t.strictSame(await exchange(port, `${method} /p`), notAllowed(method, '/p', 'POST'), method)
    t.strictSame(await exchange(port, `${method} /none`), unknown('/none'), method)
  }
  t.strictSame(await exchange(port, 'GET /early'), notAllowed('GET', '/early', 'PROPFIND'))
  t.strictSame(await exchange(port, 'GET /traced'), notAllowed('GET', '/traced', 'TRACE'))
  t.strictSame(await exchange(port, 'PURGE /p'), none)
})

t.test('OPTIONS tells the methods of a URL, and those of the server', async (t) => {
  const app = Fastify()
  await app.register(conformant)
  app.get('/a', ok)
  app.get('/no-head', { exposeHeadRoute: false }, ok)
  app.route({ method: ['PATCH', 'DELETE'], url: '/things/:id', handler: ok })
  app.options('/own', ok)
  app.options('/both', ok)
  app.post('/both', ok)
  await app.register(async scope => {
    await scope.register(conformant, { dialect: akeneo(), method: false })
    scope.get('/a', ok)
  }, { prefix: '/off' })
  await app.register(async scope => {
    await scope.register(conformant, { unknownUrl: false })
    scope.get('/a', ok)
  }, { prefix: '/own-unknown' })
  const port = await listen(t, app)
  const allowing = (allow: string): Answer => ({ status: 204, headers: { allow }, body: '' })
  const cases: Array<[path: string, told: Answer]> = [
    ['/a', allowing('GET, HEAD, OPTIONS')],
    ['/a?b=c', allowing('GET, HEAD, OPTIONS')],
    ['http://other.example/a', allowing('GET, HEAD, OPTIONS')],
    ['/no-head', allowing('GET, OPTIONS')],
    ['/things/7', allowing('PATCH, DELETE, OPTIONS')],
    ['/own-unknown/a', allowing('GET, HEAD, OPTIONS')],
    ['*', allowing('GET, HEAD, POST, PATCH, DELETE, OPTIONS')],
    ['/own', success(200, {})],
    ['/both', success(200, {})],
    ['/none', unknown('/none')],
    ['/off/a', json(404, { code: 404, message: 'The resource does not exist.' }, noStore)]
  ]
  for (const [path, told] of cases) {
    t.strictSame(await exchange(port, { method: 'OPTIONS', path }), told, path)
    t.strictSame(await exchange(port, { method: 'OPTIONS', path, headers: { accept: 'image/png' } }), told, `${path}, whatever Accept says`)
  }
  t.strictSame(await exchange(port, 'GET *'), unknown('*'), 'of the server as a whole there is nothing to get')
  const client = await RawClient.connect(port)
  for (let i = 0; i < 2; i++) {
    client.send(requestOf({ method: 'OPTIONS', path: '/a', json: 'a'.repeat(1000), chunked: true }))
    t.strictSame(await client.answer(), allowing('GET, HEAD, OPTIONS'), 'a body is read past')
  }
  client.close()
})

t.test('OPTIONS before the first route', async (t) => {
  const app = Fastify()
  await app.register(conformant)
  const port = await listen(t, app)
  t.strictSame(await exchange(port, 'OPTIONS *'), unknown('*'))
  t.strictSame(await exchange(port, 'OPTIONS /'), unknown('/'))
})

t.test('a method that Node does not know is a 501, and the router is neither asked about it nor is it remembered', async (t) => {
  const app = Fastify()
  const asked: unknown[] = []
  const { printRoutes } = app
  app.printRoutes = (options) => {
    asked.push((options as { method?: unknown } | undefined)?.method)
    return printRoutes(options)
  }
  // As applications do for clients that can send no other method than POST.
  app.addHook('onRequest', async ({ raw }) => { raw.method = raw.headers['x-http-method-override'] as string })
  await app.register(conformant)
  app.get('/', ok)
  const port = await listen(t, app)
  for (const method of ['FOO', 'BAR', 'FOO', 'PURGE', 'PURGE']) {
    t.strictSame(await exchange(port, { method: 'POST', headers: { 'x-http-method-override': method } }), problem(501, 'The method is not implemented.', noStore), method)
  }
  t.strictSame(asked, ['PURGE'], 'and once about what it might know')
})

t.test('constraints of one kind are looked at too', async (t) => {
  const kinds: Array<[constraint: { host: string } | { version: string }, fields: Array<[headers: Record<string, string>, expected: string[]]>]> = [
    [{ host: 'one.example' }, [[{ host: 'one.example' }, ['GET', 'HEAD']], [{ host: 'two.example' }, []], [{ host: 'one.example' }, ['GET', 'HEAD']]]],
    [{ version: '2.0.0' }, [[{ 'accept-version': '2.x' }, ['GET', 'HEAD']], [{}, []], [{ 'accept-version': '1.x' }, []], [{ 'accept-version': '2.0.0' }, ['GET', 'HEAD']]]]
  ]
  for (const [constraints, fields] of kinds) {
    const { at } = await ask(t, app => { app.get('/', { constraints }, ok) })
    for (const [headers, expected] of fields) t.strictSame(at({ url: '/', headers }), expected, `${JSON.stringify(constraints)} ${JSON.stringify(headers)}`)
  }
})
