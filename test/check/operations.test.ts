import t from 'tap'
import { dereferenced, operationsOf } from '../../lib/check/operations.ts'
import { documentWith, response } from './documents.ts'

t.test('an operation by the pattern of its route', async (t) => {
  const names = ['GET /', 'GET /books/{id}', 'GET /books/{id}/pages/{page}', 'POST /books', 'GET /files/{*}', 'GET /at/{hour}h{minute}m', 'GET /{name}.json', 'GET /a:b', 'HEAD /only']
  const { find, all } = operationsOf(documentWith(Object.fromEntries(names.map(name => [name, {}]))))
  t.same(all.map(({ name }) => name).sort(), [...names].sort())
  const found = (method: string, route: string): string | undefined => find(method, route, '/unasked')?.name
  t.equal(found('GET', '/'), 'GET /')
  t.equal(found('GET', '/books/:id'), 'GET /books/{id}')
  t.equal(found('GET', '/books/:other(^\\d{1,3}$)'), 'GET /books/{id}')
  t.equal(found('GET', '/books/:a(^(x|y)\\)$)/pages/:b?'), 'GET /books/{id}/pages/{page}')
  t.equal(found('GET', '/files/*'), 'GET /files/{*}')
  t.equal(found('GET', '/at/:hour(^\\d{2})h:minute(^\\d{2})m'), 'GET /at/{hour}h{minute}m')
  t.equal(found('GET', '/:name.json'), 'GET /{name}.json')
  t.equal(found('GET', '/a::b'), 'GET /a:b')
  t.equal(found('HEAD', '/books/:id'), 'GET /books/{id}', 'HEAD is what GET is, but for the body')
  t.equal(found('HEAD', '/only'), 'HEAD /only')
  t.equal(found('PUT', '/books/:id'), undefined)
  t.equal(found('GET', '/hidden'), undefined)
})

t.test('an operation by a path', async (t) => {
  const { find } = operationsOf(documentWith({ 'GET /books/{id}': {}, 'GET /books/new': {}, 'POST /books/{id}': {}, 'GET /a.b/{c}': {} }))
  const found = (method: string, path: string): string | undefined => find(method, undefined, path)?.name
  t.equal(found('GET', '/books/new'), 'GET /books/new', 'what has fewer parameters is meant')
  t.equal(found('POST', '/books/new'), 'POST /books/{id}')
  t.equal(found('HEAD', '/books/7'), 'GET /books/{id}')
  t.equal(found('GET', '/a.b/c'), 'GET /a.b/{c}')
  t.equal(found('GET', '/axb/c'), undefined)
  t.equal(found('GET', '/books/7/8'), undefined)
})

t.test('what the servers say of all paths', async (t) => {
  const servers = [{ url: 'https://api.example/v1/' }, { url: '/v2' }, { url: 'https://api.example' }, { url: 'https://[' }, {}]
  const { find } = operationsOf(documentWith({ 'GET /books/{id}': {} }, { servers }))
  t.equal(find('GET', '/v1/books/:id', '')?.name, 'GET /books/{id}')
  t.equal(find('GET', undefined, '/v2/books/7')?.name, 'GET /books/{id}')
  t.equal(find('GET', '/books/:id', '')?.name, 'GET /books/{id}')
  t.equal(find('GET', '/v3/books/:id', ''), undefined)
})

t.test('methods that OpenAPI has no member for, items and responses that are referred to', async (t) => {
  const { all, find } = operationsOf({
    openapi: '3.2.0',
    paths: {
      '/a': { query: { responses: { 200: { $ref: '#/components/responses/Fine' } } }, additionalOperations: { COPY: { responses: {} } }, get: 'nothing' },
      '/b': { $ref: '#/components/pathItems/B~1b' }
    },
    components: { responses: { Fine: response('object') }, pathItems: { 'B/b': { get: {} } } }
  })
  t.same(all.map(({ name }) => name), ['QUERY /a', 'COPY /a', 'GET /b'])
  t.equal((find('QUERY', '/a', '')?.responses['200'])?.['description'], 'One')
  t.same(operationsOf({ openapi: '3.0.3' }).all, [])
})

t.test('references', async (t) => {
  const document = { a: { b: { c: 1 } }, circle: { $ref: '#/circle' }, 'x y': { d: 2 } }
  t.same(dereferenced(document, { $ref: '#/a/b' }), { c: 1 })
  t.same(dereferenced(document, { $ref: '#/x%20y' }), { d: 2 })
  t.same(dereferenced(document, { $ref: '#/a/none' }), {})
  t.same(dereferenced(document, { $ref: '#/a/b/c' }), {})
  t.same(dereferenced(document, undefined), {})
  t.same(dereferenced(document, { $ref: '#/circle' }), { $ref: '#/circle' })
})

t.test('another document', async (t) => {
  t.throws(() => operationsOf({ swagger: '2.0' }), new TypeError('expectDocumented() reads OpenAPI 3 documents, and here is another one: @fastify/swagger makes one with the option `openapi`.'))
})
