import Fastify, { type FastifyInstance, type RouteOptions } from 'fastify'
import t, { type Test } from 'tap'
import conformant, { problem } from 'fastify-conformant'
import { completedDocument } from '../../lib/openapi/completed-document.ts'
import { captureLogs } from '../helpers/logs.ts'

type Operation = { responses: Record<string, any>, [name: string]: any }
type Document = { paths: Record<string, Record<string, Operation>>, components: { schemas: Record<string, any> } }

const operation = (): object => ({ responses: { 200: { description: 'Default Response' } } })
const errors = ['200', '406', '500', 'default']

async function serving (t: Test, ...routes: Array<Pick<RouteOptions, 'url'> & Partial<RouteOptions>>): Promise<FastifyInstance> {
  const app = Fastify({ exposeHeadRoutes: true })
  t.teardown(async () => { await app.close() })
  await app.register(conformant, { dialect: problem() })
  for (const route of routes) app.route({ method: 'GET', handler: async () => 'a', ...route })
  await app.ready()
  return app
}

const completed = (app: FastifyInstance, paths: object, others: object = {}): Document => completedDocument(app, { openapi: '3.1.1', paths, ...others }) as Document

t.test('whatever the path of a route is called', async (t) => {
  const app = await serving(t, { url: '/a/:id(^\\d+$)' }, { url: '/b/:key?' }, { url: '/c/*' }, { url: '/v1/d' }, { url: '/e/:one-:two' }, { url: '/watch::all' })
  const cases: Array<[path: string, servers?: object[]]> = [
    ['/a/{id}'], ['/a/{other}'], ['/b/{key}?'], ['/b/{key}'], ['/c/{*}'], ['/v1/d'], ['/d', [{ url: '/v1' }]], ['/d', [{ url: 'https://api.example/v1/' }]], ['/e/{one}-{two}'], ['/watch:all']
  ]
  for (const [path, servers] of cases) {
    t.strictSame(Object.keys(completed(app, { [path]: { get: operation() } }, servers === undefined ? {} : { servers }).paths[path]?.['get']?.responses ?? {}), errors, path)
  }
  t.strictSame(completed(app, { '/f': { get: operation() } }).paths, { '/f': { get: operation() } }, 'what is no route of this package is left as it is')
  t.strictSame(completed(app, { '/v1/d': { get: true } }).paths, { '/v1/d': { get: true } }, 'and what is no operation')
})

t.test('an operation whose URL a transform has changed is known by its operationId', async (t) => {
  const app = await serving(t, { url: '/a', schema: { operationId: 'readA' } as object }, { url: '/b' })
  const { paths } = completed(app, { '/b': { get: { operationId: 'readA', responses: {} }, post: { operationId: 'readA', responses: {} } }, '/c': { get: { operationId: 'readC' } } })
  t.strictSame(Object.keys(paths['/b']?.['get']?.responses ?? {}), ['406', '500', 'default'])
  t.strictSame(paths['/b']?.['post']?.responses, {})
  t.strictSame(paths['/c'], { get: { operationId: 'readC' } })
})

t.test('each method is for itself, also where it has no field of its own', async (t) => {
  const app = await serving(t, { url: '/a' }, { url: '/a', method: ['PUT', 'POST'], schema: { body: { type: 'object' } } })
  const { paths } = completed(app, { '/a': { parameters: [], get: operation(), post: operation(), head: operation(), additionalOperations: { POST: operation(), COPY: operation() } } })
  const item = paths['/a'] as any
  t.strictSame(Object.keys(item.get.responses), errors)
  t.ok(Object.keys(item.post.responses).includes('415'))
  t.strictSame(item.parameters, [])
  t.strictSame(item.head.responses['406'].content, undefined)
  t.strictSame(item.additionalOperations.POST, item.post)
  t.strictSame(item.additionalOperations.COPY, operation())
})

t.test('what constraints tell apart answers what each of them does', async (t) => {
  const app = await serving(t,
    { url: '/a', constraints: { host: 'a.example' } },
    { url: '/a', constraints: { host: 'b.example' }, schema: { querystring: { type: 'object', required: ['b'] } } })
  t.strictSame(Object.keys(completed(app, { '/a': { get: { } } }).paths['/a']?.['get']?.responses ?? {}), ['406', '422', '500', 'default'])
})

t.test('what is said already stays, member by member', async (t) => {
  const app = await serving(t, { url: '/a', config: { conformant: { documentation: 'https://docs.example/a', deprecated: { sunset: '2030-01-01T00:00:00Z' } } } })
  const said = {
    externalDocs: { url: 'https://own.example' },
    deprecated: false,
    responses: {
      406: {
        description: 'Default Response',
        headers: { Vary: { schema: { type: 'integer' } } },
        content: {
          'text/plain': { schema: { type: 'string' } },
          'application/problem+json': { schema: { type: 'array' }, examples: { own: { value: [] }, not_acceptable: { value: {} } } }
        }
      },
      500: { $ref: '#/components/responses/Own' },
      default: { description: 'own', content: { 'application/problem+json': { example: 5 } } },
      '4XX': { description: 'own' }
    }
  }
  const before = JSON.stringify(said)
  const { get } = completed(app, { '/a': { get: said } }).paths['/a'] as Record<string, any>
  t.equal(get.externalDocs, said.externalDocs)
  t.equal(get.deprecated, false)
  t.match(get.responses['406'], { description: /Accept/, headers: said.responses[406].headers, content: { 'text/plain': { schema: { type: 'string' } } } })
  t.strictSame(get.responses['406'].content['application/problem+json'], said.responses[406].content['application/problem+json'])
  t.equal(get.responses['500'], said.responses[500])
  t.equal(get.responses.default.description, 'own')
  t.strictSame(Object.keys(get.responses.default.content['application/problem+json']), ['example', 'schema'])
  t.equal(get.responses['4XX'].description, 'own')
  t.equal(JSON.stringify(said), before)
})

t.test('where nothing is said documentation and deprecation are', async (t) => {
  const app = await serving(t, { url: '/a', config: { conformant: { documentation: 'https://docs.example/a', deprecated: { sunset: '2030-01-01T00:00:00Z' } } } })
  t.match(completed(app, { '/a': { get: {} } }).paths['/a']?.['get'], { externalDocs: { url: 'https://docs.example/a' }, deprecated: true })
})

t.test('a component has a name that no other has', async (t) => {
  const app = await serving(t, { url: '/a' })
  const own = { type: 'string' }
  const { components: { schemas }, paths } = completed(app, { '/a': { get: {} } }, { components: { schemas: { Problem406: own }, securitySchemes: {} } })
  t.equal(schemas['Problem406'], own)
  t.equal(paths['/a']?.['get']?.responses['406'].content['application/problem+json'].schema.$ref, '#/components/schemas/Problem4062')
  t.equal(schemas['Problem4062'].type, 'object')
})

t.test('schemas are in the words of the document', async (t) => {
  const app = await serving(t, { url: '/a' })
  const status = (openapi: string): unknown => completed(app, { '/a': { get: {} } }, { openapi }).components.schemas['Problem406'].properties.status
  t.strictSame(status('3.0.0'), { enum: [406], type: 'number' })
  t.strictSame(status('3.1.0'), { const: 406, type: 'number' })
  t.strictSame(status('3.2.0'), { const: 406, type: 'number' })
})

t.test('a batch has its body and its results', async (t) => {
  const app = Fastify()
  t.teardown(async () => { await app.close() })
  await app.register(conformant, { dialect: problem() })
  app.batch({ method: 'PATCH', url: '/a', key: 'id', item: { type: 'object', required: ['id'] } }, async () => {})
  await app.ready()
  const { patch } = completed(app, { '/a': { patch: operation() } }).paths['/a'] as Record<string, any>
  t.ok(Object.keys(patch.requestBody.content).length > 0)
  t.match(patch.responses['200'], { description: /^The results/, content: {} })
})

t.test('Swagger 2.0 is left as it is, and the log says so', async (t) => {
  const logs = captureLogs()
  const app: FastifyInstance = Fastify({ logger: logs.logger } as object)
  t.teardown(async () => { await app.close() })
  await app.register(conformant)
  await app.ready()
  const document = { swagger: '2.0', paths: {} }
  t.equal(completedDocument(app, document), document)
  t.match(logs.errors().map(({ msg }) => msg), [/^the document of @fastify\/swagger is of Swagger 2\.0/])
})
