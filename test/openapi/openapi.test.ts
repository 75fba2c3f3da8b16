import Fastify from 'fastify'
import { Type } from '@sinclair/typebox'
import t from 'tap'
import conformant, { notFound } from '../../lib/index.ts'
import { openapi } from '../../lib/openapi/openapi.ts'

interface Json { readonly [name: string]: Json }

t.test('a route, and all that it can answer', async (t) => {
  const app = Fastify()
  await app.register(conformant)
  app.get('/books/:id', {
    schema: { params: Type.Object({ id: Type.Integer() }), response: { 200: Type.Object({ title: Type.String() }, { description: 'A book' }) } },
    config: { conformant: { accept: 'application/json', errors: [notFound({ resource: 'Book', id: '7' })] } }
  }, async () => ({ title: 'a' }))
  app.post('/books', { schema: { body: Type.Object({ title: Type.String() }) } }, async (_, reply) => reply.created('/books/1'))
  app.get('/hidden', { schema: { hide: true } as object }, async () => '')
  await app.ready()
  const document = openapi(app, { info: { title: 'Books', version: '1.0.0' } })
  t.strictSame(Object.keys(document), ['openapi', 'info', 'paths', 'components'])
  t.strictSame(Object.entries(document.paths).map(([path, item]) => [path, Object.keys(item)]), [['/books/{id}', ['get']], ['/books', ['post']]])
  const { parameters, responses } = document.paths['/books/{id}']?.['get'] as { parameters: unknown, responses: Record<string, unknown> }
  t.strictSame(parameters, [{ name: 'id', in: 'path', required: true, schema: { type: 'integer' } }])
  t.strictSame(Object.keys(responses), ['200', '404', '406', '422', '500', 'default'])
  t.strictSame(responses['200'], { description: 'A book', content: { 'application/json': { schema: { type: 'object', required: ['title'], properties: { title: { type: 'string' } } } } } })
  t.strictSame(responses['404'], {
    description: 'The resource does not exist.',
    headers: { 'Cache-Control': { description: 'Nobody keeps the answer (RFC 9111 §5.2.2.5).', required: true, schema: { type: 'string' }, example: 'no-store' } },
    content: {
      'application/problem+json': {
        schema: { $ref: '#/components/schemas/Problem404' },
        examples: { not_found: { summary: 'The resource does not exist.', value: { type: 'about:blank', title: 'Not Found', status: 404, detail: "Book '7' does not exist." } } }
      }
    }
  })
  const post = document.paths['/books']?.['post'] as unknown as Json
  t.strictSame(Object.keys(post['responses'] as Json), ['400', '413', '415', '422', '500', '2XX', 'default'])
  t.strictSame(post['requestBody'], { required: true, content: { 'application/json': { schema: { type: 'object', required: ['title'], properties: { title: { type: 'string' } } } } } })
})

t.test('methods, twins and variants', async (t) => {
  const app = Fastify()
  await app.register(conformant)
  app.addHttpMethod('QUERY', { hasBody: true, overrideExisting: true })
  app.route({ method: 'QUERY', url: '/search', schema: { body: { type: 'object' } }, handler: async () => '' })
  app.head('/alone', async () => '')
  app.get('/versions', { constraints: { version: '1.0.0' } }, async () => '1')
  app.get('/versions', { constraints: { version: '2.0.0' } }, async () => '2')
  app.get('/versions', { constraints: { version: '3.0.0' } }, async () => '3')
  await app.ready()
  t.strictSame(Object.keys(openapi(app).paths), ['/alone', '/versions'])
  t.match(openapi(app).info, { title: 'API', version: '0.0.0' })
  const { paths } = openapi(app, { openapi: '3.2.0' })
  t.strictSame(Object.keys(paths['/search'] as object), ['query'])
  t.strictSame([Object.keys(paths['/alone'] as object), Object.keys(paths['/versions'] as object)], [['head'], ['get']])
  t.match(paths['/versions']?.['get'], { parameters: [{ schema: { const: '1.0.0' } }], 'x-variants': [{ parameters: [{ schema: { const: '2.0.0' } }] }, {}] })
  t.match(openapi(app, { openapi: '3.0.3' }).paths['/versions']?.['get'], { parameters: [{ schema: { enum: ['1.0.0'] } }] })
})

t.test('before the application is ready, or without the plugin, there is no document', async (t) => {
  const early = new Error('fastify-conformant: openapi() describes an application in which the plugin is registered, and which is ready: await app.ready() before it.')
  const app = Fastify()
  await app.register(conformant)
  app.get('/books', async () => '')
  t.throws(() => openapi(app), early)
  await app.ready()
  t.strictSame(Object.keys(openapi(app).paths), ['/books'])
  const bare = Fastify()
  await bare.ready()
  t.throws(() => openapi(bare), early)
})

t.test('options that are not right are named', async (t) => {
  const app = Fastify()
  await app.register(conformant)
  await app.ready()
  for (const [given, message] of [
    [{ openapi: '3.1.0' }, 'option "openapi" of openapi() must be a version of OpenAPI: "3.0.3", "3.1.1", "3.2.0"; got "3.1.0"'],
    [{ info: { title: 'Books' } }, 'option "info.version" of openapi() must be a version such as "1.0.0"; got undefined'],
    [{ inf: {} }, 'option "inf" of openapi() does not exist; the options are info, openapi'],
    [null, 'option "options" of openapi() must be an object; got null']
  ] as const) t.throws(() => openapi(app, given as object), new TypeError(`fastify-conformant: ${message}`))
  t.strictSame(openapi(app, { info: { title: 'Books', version: '1', license: { name: 'MIT' } } }).info, { title: 'Books', version: '1', license: { name: 'MIT' } })
})
