import Fastify from 'fastify'
import t from 'tap'
import conformant from '../../lib/index.ts'
import { parametersOf, pathOf, templateOf } from '../../lib/openapi/route-path.ts'
import { knownRoutes, type KnownRoute } from '../../lib/plugin/known-routes.ts'

t.test('a pattern of the router as OpenAPI writes it', async (t) => {
  const cases: Array<[url: string, template: string, names: string[]]> = [
    ['/', '/', []],
    ['', '/', []],
    ['*', '/{*}', ['*']],
    ['/users/:id', '/users/{id}', ['id']],
    ['/users/:id(^\\d+$)/files/*', '/users/{id}/files/{*}', ['id', '*']],
    ['/:a(^(?:x|\\(y\\))$).:ext', '/{a}.{ext}', ['a', 'ext']],
    ['/:from-:to', '/{from}-{to}', ['from', 'to']],
    ['/posts/:id?', '/posts/{id}', ['id']],
    ['/a::b', '/a:b', []],
    ['/:a(broken', '/{a}', ['a']]
  ]
  for (const [url, template, names] of cases) t.strictSame([templateOf(url), parametersOf(url)], [template, names], url)
})

t.test('a path that the router gives to the route', async (t) => {
  const app = Fastify()
  await app.register(conformant)
  app.get('/users/:id(^\\d+$)', async () => '')
  app.get('/users/me', async () => '')
  app.get('/codes/:code(^[A-Z]{3}$)', async () => '')
  app.get('/versions', { constraints: { version: '2.0.0' } }, async () => '')
  app.get('/', async () => '')
  app.get('*', async () => '')
  await app.ready()
  const of = (url: string): KnownRoute => knownRoutes(app).find(one => one.url === url && one.options.method === 'GET') as KnownRoute
  const values = () => ['me', '1']
  t.equal(pathOf(of('/users/:id(^\\d+$)'), 'GET', {}, values), '/users/1')
  t.equal(pathOf(of('/users/me'), 'GET', {}, values), '/users/me')
  t.equal(pathOf(of('/codes/:code(^[A-Z]{3}$)'), 'GET', {}, values), undefined)
  t.equal(pathOf(of('/versions'), 'GET', { 'accept-version': '2.0.0' }, values), '/versions')
  t.equal(pathOf(of('/'), 'GET', {}, values), '/')
  t.equal(pathOf(of('*'), 'GET', {}, values), '/me')
})
