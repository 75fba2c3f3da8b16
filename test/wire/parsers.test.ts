// What an application reads bodies with is what is taken.
import Fastify, { type FastifyInstance } from 'fastify'
import t, { type Test } from 'tap'
import conformant, { akeneo, type ConformantOptions } from '../../lib/index.ts'
import { json, problem, success } from '../helpers/answers.ts'
import { exchange, listen, type Sent } from '../helpers/exchange.ts'
import { answerOf, open } from '../helpers/http2.ts'

const asText = { parseAs: 'string' } as const
type Declare = (app: FastifyInstance) => unknown

async function server (t: Test, declare: Declare, options: ConformantOptions = {}, own: object = {}): Promise<number> {
  const app = Fastify(own)
  await app.register(conformant, options)
  await declare(app)
  return await listen(t, app)
}

const post = (port: number, type: string | undefined, body: string | undefined, path = '/', more: Sent = {}) =>
  exchange(port, { method: 'POST', path, headers: { 'content-type': type, ...(body === undefined ? { 'content-length': '0' } : {}) }, ...(body === undefined ? {} : { body }), ...more })
const echoing: Declare = app => { app.post('/', async ({ body }) => ({ body: body ?? null })) }
const fields = (list: string): Record<string, string> => ({ accept: list, 'accept-post': list })

t.test('the types of the parsers in the scope of a route', async (t) => {
  const port = await server(t, app => {
    echoing(app)
    app.register(async scope => {
      scope.addContentTypeParser('text/csv', asText, async (_request: unknown, body: string) => `csv ${body}`)
      scope.addContentTypeParser(/^image\//, asText, async (_request: unknown, body: string) => `image ${body}`)
      scope.post('/scope', async ({ body }) => ({ body }))
      scope.post('/said', { config: { conformant: { contentType: 'application/json' } } }, async ({ body }) => ({ body }))
    })
    app.register(async scope => {
      scope.removeAllContentTypeParsers()
      scope.addContentTypeParser('application/xml', asText, async (_request: unknown, body: string) => body)
      scope.post('/xml', async ({ body }) => ({ body }))
      scope.removeAllContentTypeParsers()
      scope.addContentTypeParser(/^a\//, asText, async (_request: unknown, body: string) => body)
      scope.post('/pattern', async ({ body }) => ({ body }))
    })
  })
  t.strictSame(await post(port, 'text/csv', 'a', '/scope'), success(200, { body: 'csv a' }))
  t.strictSame(await post(port, 'image/png', 'a', '/scope'), success(200, { body: 'image a' }))
  t.strictSame(await post(port, 'application/json', '[]', '/scope'), success(200, { body: [] }))
  t.strictSame(await post(port, 'text/html', 'a', '/scope'),
    problem(415, "The content type 'text/html' is not supported. Supported: application/json or text/csv.", fields('application/json, text/csv')))
  t.equal((await post(port, 'text/csv', 'a')).status, 415, 'another scope')
  t.equal((await post(port, 'text/csv', 'a', '/said')).status, 415, 'what is said goes before it')
  t.equal((await post(port, 'text/plain', 'a', '/scope')).status, 415, "Fastify's own is nobody's declaration")
  t.equal((await post(port, 'application/json', '[]', '/pattern')).status, 415, 'JSON without a parser is no type that is taken')
  t.strictSame(await post(port, 'a/b', 'x', '/pattern'), success(200, { body: 'x' }))
  t.strictSame(await post(port, 'b/b', 'x', '/pattern'), problem(415, 'The content type is not supported.'), 'what has no name is not named')
  t.strictSame(await post(port, undefined, 'x', '/pattern'), problem(415, 'The Content-Type header is missing.'))
})

t.test('an own parser for text/plain is one', async (t) => {
  const port = await server(t, app => {
    app.addContentTypeParser('text/plain', asText, async (_request: unknown, body: string) => `own ${body}`)
    echoing(app)
  })
  t.strictSame(await post(port, 'text/plain', 'a'), success(200, { body: 'own a' }))
})

t.test('a parser for * counts where the schema is not one of JSON', async (t) => {
  const port = await server(t, app => {
    app.addContentTypeParser('*', asText, async (_request: unknown, body: string) => body)
    echoing(app)
    app.post('/text', { schema: { body: { type: 'string' } } }, async ({ body }) => ({ body }))
    app.post('/json', { schema: { body: { type: 'object' } } }, async ({ body }) => ({ body }))
    app.post('/content', { schema: { body: { content: { 'application/json': { schema: {} }, 'text/csv': { schema: {} } } } } }, async ({ body }) => ({ body }))
  })
  for (const path of ['/', '/text', '/content']) t.strictSame(await post(port, 'text/csv', 'a', path), success(200, { body: 'a' }), path)
  for (const path of ['/json', '/content']) t.equal((await post(port, 'text/html', 'a', path)).status, 415, path)
})

t.test('a form counts where its fields can meet the schema', async (t) => {
  const form = 'application/x-www-form-urlencoded'
  const port = await server(t, app => {
    app.addContentTypeParser(form, asText, async (_request: unknown, body: string) => Object.fromEntries(new URLSearchParams(body)))
    echoing(app)
    app.addSchema({ $id: 'deep', type: 'object', required: ['a'], properties: { a: { type: 'object' } } })
    app.post('/flat', { schema: { body: { type: 'object', properties: { a: { type: 'string' } } } } }, async ({ body }) => ({ body }))
    app.post('/deep', { schema: { body: { $ref: 'deep' } } }, async ({ body }) => ({ body }))
    app.post('/named', { schema: { body: { content: { [form]: { schema: {} } } } } }, async ({ body }) => ({ body }))
    app.post('/unnamed', { schema: { body: { content: { 'application/json': { schema: {} } } } } }, async ({ body }) => ({ body }))
  })
  for (const path of ['/', '/flat', '/named']) t.strictSame(await post(port, form, 'a=b', path), success(200, { body: { a: 'b' } }), path)
  for (const path of ['/deep', '/unnamed']) {
    t.strictSame(await post(port, form, 'a=b', path), problem(415, `The content type '${form}' is not supported. Supported: application/json.`, fields('application/json')), path)
  }
})

t.test('no type is needed where there is no body and none is needed', async (t) => {
  const port = await server(t, app => {
    echoing(app)
    app.addSchema({ $id: 'null', type: 'null' })
    app.post('/null', { schema: { body: { anyOf: [{ type: 'object' }, { $ref: 'null' }] } } }, async ({ body }) => ({ body: body ?? null }))
    app.post('/object', { schema: { body: { type: 'object' } } }, async ({ body }) => ({ body: body ?? null }))
    app.post('/content', { schema: { body: { content: { 'application/json': { schema: {} } } } } }, async ({ body }) => ({ body: body ?? null }))
  }, { dialect: akeneo() })
  for (const path of ['/', '/null']) t.strictSame(await post(port, undefined, undefined, path), success(200, { body: null }), path)
  const missing = json(415, { code: 415, message: "The 'Content-type' header is missing. 'application/json' has to specified as value." }, fields('application/json'))
  for (const path of ['/object', '/content']) t.strictSame(await post(port, undefined, undefined, path), missing, path)
  for (const path of ['/', '/null']) t.strictSame(await post(port, undefined, '{}', path), missing, `${path}, with a body`)
})

t.test('JSON of nothing passes where the route says nothing of a body, for POST as for DELETE', async (t) => {
  const handler = async ({ body }: { body: unknown }) => ({ body: body ?? null })
  for (const options of [{}, { json: false }, { contentType: false }] as ConformantOptions[]) {
    const port = await server(t, app => {
      for (const method of ['POST', 'PUT', 'PATCH', 'DELETE'] as const) app.route({ method, url: '/', handler })
      app.post('/schema', { schema: { body: {} } }, handler)
      app.register(async scope => {
        scope.addContentTypeParser('application/json', asText, async (_request: unknown, body: string) => `own ${body}`)
        scope.addContentTypeParser('text/csv', asText, async (_request: unknown, body: string) => `csv ${body}`)
        scope.route({ method: ['POST', 'DELETE'], url: '/own', handler })
      })
    }, options)
    for (const method of ['POST', 'PUT', 'PATCH', 'DELETE']) {
      t.strictSame(await post(port, 'application/json; charset=utf-8', undefined, '/', { method }), success(200, { body: null }), `${method} ${JSON.stringify(options)}`)
    }
    t.equal((await post(port, 'application/json', undefined, '/schema')).status, 400, 'a schema asks for one')
    for (const method of ['POST', 'DELETE']) {
      t.strictSame(await post(port, 'application/json', undefined, '/own', { method }), success(200, { body: 'own ' }), 'what the application reads is given to it')
      t.strictSame(await post(port, 'text/csv', undefined, '/own', { method }), success(200, { body: 'csv ' }))
    }
  }
})

t.test('over HTTP/2 a body need not be announced, and is read', async (t) => {
  const app = Fastify({ http2: true })
  await app.register(conformant)
  app.route({ method: ['POST', 'DELETE'], url: '/', handler: async ({ body }) => ({ body: body ?? null }) })
  const session = open(t, await listen(t, app as unknown as FastifyInstance))
  for (const method of ['POST', 'DELETE']) {
    const fields = { ':path': '/', ':method': method, 'content-type': 'application/json' }
    const withBody = session.request(fields, { endStream: false })
    withBody.end('{"a":1}')
    t.equal((await answerOf(withBody)).body, '{"body":{"a":1}}', method)
    t.equal((await answerOf(session.request(fields, { endStream: true }))).body, '{"body":null}', `${method} without one`)
  }
})

t.test('a parser has its own limit where the route has none, and a stream has none', async (t) => {
  const port = await server(t, app => {
    app.addContentTypeParser('text/csv', { ...asText, bodyLimit: 20 }, async (_request: unknown, body: string) => body.length)
    app.addContentTypeParser('text/x', { ...asText, bodyLimit: 5 }, async (_request: unknown, body: string) => body.length)
    app.addContentTypeParser('video/mp4', (_request, payload, done) => {
      let length = 0
      payload.on('data', (chunk: Buffer) => { length += chunk.length })
      payload.on('end', () => done(null, length))
    })
    echoing(app)
    app.post('/route', { bodyLimit: 15 }, async ({ body }) => ({ body }))
    app.post('/unread', { config: { conformant: { contentType: false } } }, async ({ body }) => ({ body }))
    app.post('/said', { config: { conformant: { payload: 15 } } }, async ({ body }) => ({ body }))
  }, {}, { bodyLimit: 10 })
  const cases: Array<[type: string, length: number, path: string, limit: number | undefined]> = [
    ['application/json', 10, '/', undefined],
    ['application/json', 11, '/', 10],
    ['text/csv', 20, '/', undefined],
    ['text/csv', 21, '/', 20],
    ['text/x', 6, '/', 5],
    ['text/unread', 11, '/unread', 10],
    ['text/csv', 15, '/route', undefined],
    ['text/csv', 16, '/route', 15],
    ['video/mp4', 1000, '/', undefined],
    ['video/mp4', 1000, '/route', undefined],
    ['video/mp4', 16, '/said', 15],
    ['text/csv', 16, '/said', 15]
  ]
  for (const [type, length, path, limit] of cases) {
    const name = `${type} ${length} ${path}`
    const body = type === 'application/json' ? `"${'a'.repeat(length - 2)}"` : 'a'.repeat(length)
    const isOnlyAnnounced = ['video/mp4', 'text/unread'].includes(type) || limit === undefined
    const expected = limit === undefined
      ? success(200, { body: type === 'application/json' ? 'a'.repeat(length - 2) : length })
      : problem(413, `The request body is larger than ${limit} bytes.`)
    t.strictSame(await post(port, type, body, path), expected, name)
    if (!isOnlyAnnounced) t.strictSame(await post(port, type, body, path, { chunked: true }), expected, `${name}, in chunks`)
  }
})

t.test('a list may be as long as its schema says', async (t) => {
  const port = await server(t, app => {
    const declare = (url: string, schema: object, conformant = {}): void => { app.post(url, { schema: { body: schema }, config: { conformant } }, async ({ body }) => ({ items: (body as unknown[]).length })) }
    app.addSchema({ $id: 'list', type: 'array', maxItems: 150 })
    declare('/150', { $ref: 'list' })
    declare('/50', { type: 'array', maxItems: 50 })
    declare('/none', { type: 'array' })
    declare('/said', { type: 'array', maxItems: 150 }, { items: 120 })
  })
  const list = async (path: string, length: number) => (await post(port, 'application/json', JSON.stringify(Array(length).fill(0)), path)).status
  t.strictSame([await list('/150', 150), await list('/150', 151)], [200, 413])
  t.strictSame([await list('/50', 50), await list('/50', 51), await list('/50', 101)], [200, 422, 413])
  t.strictSame([await list('/none', 100), await list('/none', 101)], [200, 413])
  t.strictSame([await list('/said', 120), await list('/said', 121)], [200, 413])
})

t.test('RFC 10008: QUERY, and a method of the application, are methods with a body', async (t) => {
  const port = await server(t, app => {
    app.addHttpMethod('REPORT', { hasBody: true })
    app.addHttpMethod('PURGE')
    for (const method of ['QUERY', 'REPORT', 'PURGE']) app.route({ method: method as 'GET', url: '/', handler: async ({ body }) => ({ body: body ?? null }) })
  })
  const ask = (method: string, type: string | undefined, body?: string, accept?: string) => exchange(port, { method, headers: { 'content-type': type, accept }, ...(body === undefined ? {} : { body }) })
  const query = { accept: 'application/json', 'accept-query': 'application/json' }
  t.strictSame(await ask('QUERY', 'application/json', '{"a":1}'), success(200, { body: { a: 1 } }))
  t.strictSame(await ask('QUERY', 'text/csv', 'a'), problem(415, "The content type 'text/csv' is not supported. Supported: application/json.", query))
  t.strictSame(await ask('QUERY', undefined), problem(415, 'The Content-Type header is missing. Supported: application/json.', query))
  t.strictSame(await ask('QUERY', 'application/json', '{}', 'text/csv'), problem(406, "The Accept header 'text/csv' allows nothing that can be sent. Available: application/json.", { vary: 'Accept' }))
  t.strictSame(await ask('REPORT', 'text/csv', 'a'), problem(415, "The content type 'text/csv' is not supported. Supported: application/json.", { accept: 'application/json' }))
  t.strictSame(await ask('REPORT', undefined), success(200, { body: null }))
  t.equal((await ask('PURGE', 'text/csv', 'a')).status, 200, 'a method that has none is not looked at')
})
