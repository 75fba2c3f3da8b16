import Fastify, { type FastifyInstance } from 'fastify'
import { Type } from '@sinclair/typebox'
import t from 'tap'
import conformant, { akeneo, gitlab, problem, type ConformantOptions } from '../../lib/index.ts'
import { Components } from '../../lib/openapi/components.ts'
import { operationOf } from '../../lib/openapi/operation.ts'
import type { Version } from '../../lib/openapi/versions.ts'
import { knownRoutes } from '../../lib/plugin/known-routes.ts'

interface Operation { readonly [name: string]: unknown, readonly responses: Readonly<Record<string, Readonly<Record<string, unknown>>>> }

async function operation (declare: (app: FastifyInstance) => void, options: ConformantOptions = {}, version: Version = '3.1.1'): Promise<Operation> {
  const app = Fastify()
  await app.register(conformant, options)
  declare(app)
  await app.ready()
  const [route] = knownRoutes(app)
  return operationOf(route as never, String(route?.options.method), new Components(version)) as unknown as Operation
}

t.test('what the route says of itself', async (t) => {
  const said = { tags: ['books'], summary: 'A book', description: 'One', operationId: 'book', security: [], externalDocs: { url: 'https://example.com/own' }, 'x-own': 1 }
  const { responses, ...others } = await operation(app => app.get('/', { schema: { ...said } as object, config: { conformant: { documentation: 'https://example.com/docs' } } }, async () => ''))
  t.strictSame(others, said)
  const plain = await operation(app => app.get('/', { config: { conformant: { documentation: 'https://example.com/docs', deprecated: { since: '2001-01-01' } } } }, async () => ''))
  t.strictSame([plain['externalDocs'], plain['deprecated']], [{ url: 'https://example.com/docs' }, true])
})

t.test('parameters', async (t) => {
  const { parameters } = await operation(app => {
    app.addSchema({ $id: 'Fields', type: 'object', properties: { 'x-key': { type: 'string' }, accept: { type: 'string' } }, required: ['x-key'] })
    app.get('/:id/:other', {
      schema: {
        params: Type.Object({ id: Type.Integer({ description: 'Which' }), elsewhere: Type.Optional(Type.String()) }),
        querystring: Type.Object({ page: Type.Optional(Type.Integer({ deprecated: true })), q: Type.String() }),
        headers: { $ref: 'Fields#' }
      }
    }, async () => '')
  })
  t.strictSame(parameters, [
    { name: 'id', in: 'path', description: 'Which', required: true, schema: { type: 'integer' } },
    { name: 'page', in: 'query', deprecated: true, schema: { type: 'integer' } },
    { name: 'q', in: 'query', required: true, schema: { type: 'string' } },
    { name: 'x-key', in: 'header', required: true, schema: { type: 'string' } },
    { name: 'other', in: 'path', required: true, schema: { type: 'string' } }
  ])
  const aliased = await operation(app => app.get('/', { schema: { query: Type.Object({ a: Type.String() }) } as object }, async () => ''))
  t.strictSame(aliased['parameters'], [{ name: 'a', in: 'query', required: true, schema: { type: 'string' } }])
})

t.test('what constraints ask for', async (t) => {
  const { parameters, servers } = await operation(app => app.get('/', { constraints: { host: 'a.example', version: '1.0.0' } }, async () => ''))
  t.strictSame([parameters, servers], [[{ name: 'Accept-Version', in: 'header', required: true, schema: { type: 'string', const: '1.0.0' } }], [{ url: '//a.example' }]])
})

t.test('bodies, with what is taken', async (t) => {
  const body = { type: 'object', properties: { a: { type: 'string' } }, description: 'A thing' }
  const bodyOf = async (declare: (app: FastifyInstance) => void, options?: ConformantOptions): Promise<unknown> => (await operation(declare, options))['requestBody']
  const { description, ...schema } = body
  t.strictSame(await bodyOf(app => app.post('/', { schema: { body } }, async () => '')), { description, required: true, content: { 'application/json': { schema } } })
  t.strictSame(await bodyOf(app => app.post('/', { schema: { body: schema } }, async () => ''), { contentType: ['a/b', 'c/d'] }), { required: true, content: { 'a/b': { schema }, 'c/d': { schema } } })
  t.strictSame(await bodyOf(app => app.post('/', { schema: { body: schema } }, async () => ''), { contentType: false }), { content: { 'application/json': { schema } } })
  t.strictSame(await bodyOf(app => app.post('/', { schema: { body: { ...schema, $id: 'Thing' } } }, async () => '')), { required: true, content: { 'application/json': { schema: { $ref: '#/components/schemas/Thing' } } } })
  t.strictSame(await bodyOf(app => app.post('/', { schema: { body: { content: { 'application/json': { schema, example: {} } } } } }, async () => '')), { required: true, content: { 'application/json': { schema, example: {} } } })
  t.strictSame(await bodyOf(app => {
    app.addSchema({ $id: 'Shared', type: 'object' })
    app.post('/', { schema: { body: { $ref: 'Shared#' } } }, async () => '')
  }), { required: true, content: { 'application/json': { schema: { $ref: '#/components/schemas/Shared' } } } })
  t.equal(await bodyOf(app => app.post('/', async () => '')), undefined)
  t.equal(await bodyOf(app => app.get('/', async () => '')), undefined)
  t.strictSame(await bodyOf(app => {
    app.removeAllContentTypeParsers()
    app.addContentTypeParser(/^image\//, { parseAs: 'string' }, async (_request: unknown, text: unknown) => text)
    app.post('/', { schema: { body: {} } }, async () => '')
  }), { content: { '*/*': { schema: {} } } })
})

t.test('answers that the route has declared', async (t) => {
  const { responses } = await operation(app => {
    app.addSchema({ $id: 'Shared', type: 'string' })
    app.get('/', {
      schema: {
        produces: ['text/csv'],
        response: {
          200: { type: 'string', headers: { 'X-A': { type: 'string', description: 'One' }, 'X-B': { schema: { type: 'string' } }, 'X-C': { type: 'integer' } } },
          201: { $ref: 'Shared#' },
          202: { $id: 'Later', type: 'object' },
          204: { type: 'null', description: 'Gone' },
          205: { type: 'null' },
          '3xx': { description: 'Elsewhere', type: 'object' },
          '4xx': { type: 'object' },
          206: { description: 'Parts', content: { 'text/html': { schema: { type: 'string' } } } },
          default: { description: 'Any', type: 'object' }
        }
      } as object
    }, async () => '')
  })
  t.strictSame(responses['200'], {
    description: 'OK',
    headers: { 'X-A': { description: 'One', schema: { type: 'string' } }, 'X-B': { schema: { type: 'string' } }, 'X-C': { schema: { type: 'integer' } } },
    content: { 'text/csv': { schema: { type: 'string' } } }
  })
  t.strictSame(responses['201'], { description: 'Created', content: { 'text/csv': { schema: { $ref: '#/components/schemas/Shared' } } } })
  t.strictSame(responses['202'], { description: 'Accepted', content: { 'text/csv': { schema: { $ref: '#/components/schemas/Later' } } } })
  t.strictSame([responses['204'], responses['205']], [{ description: 'Gone' }, { description: 'Reset Content' }])
  t.strictSame(responses['206'], { description: 'Parts', content: { 'text/html': { schema: { type: 'string' } } } })
  t.match([responses['3XX'], responses['4XX']], [{ description: 'Elsewhere' }, { description: 'Answers of 4XX' }])
  t.match(responses['default'], { description: 'Any', content: { 'text/csv': { schema: { type: 'object' } }, 'application/problem+json': { examples: { uri_too_long: {} } } }, 'x-statuses': Array })
  t.strictSame((await operation(app => app.get('/', { schema: { response: { default: { type: 'object' } } } }, async () => ''))).responses['default']?.['description'], 'Any other answer')
})

t.test('what was said of an error stays, and what was not is completed', async (t) => {
  const { responses } = await operation(app => app.get('/', {
    schema: {
      response: {
        406: { description: 'Mine', content: { 'application/problem+json': { schema: { type: 'object' } } } },
        500: { description: 'Mine too', content: { 'application/problem+json': { schema: { type: 'object' }, example: { a: 1 } } } },
        429: { description: 'Mine alone', type: 'object' }
      }
    }
  }, async () => ''), { rateLimit: { limit: 1, window: '1m' } })
  t.match(responses['406'], { description: 'Mine', headers: { Vary: {} }, content: { 'application/problem+json': { schema: { type: 'object' }, examples: { not_acceptable: {} } } } })
  t.strictSame((responses['406']?.['content'] as { 'application/problem+json': { schema: object } })['application/problem+json'].schema, { type: 'object' })
  t.strictSame(responses['500']?.['content'], { 'application/problem+json': { schema: { type: 'object' }, example: { a: 1 } } })
  t.strictSame(Object.keys(responses['429']?.['content'] as object), ['application/json', 'application/problem+json'])
})

t.test('fields that every answer may have', async (t) => {
  const { responses } = await operation(app => app.get('/', async () => ''), { rateLimit: { limit: 1, window: '1m' }, deprecated: { since: '2001-01-01', link: 'https://example.com' } })
  t.match(responses['2XX'], { description: 'Success', headers: { RateLimit: { schema: { type: 'string' } }, Deprecation: { example: '@978307200' }, Link: { example: '<https://example.com>; rel="deprecation"' } } })
  t.strictSame(Object.keys((responses['2XX']?.['headers'] as { RateLimit: object }).RateLimit), ['description', 'schema'])
  t.equal(responses['default']?.['headers'], undefined)
})

t.test('a read that has conditions may be answered without the representation', async (t) => {
  const preconditions = { state: () => undefined }
  t.ok((await operation(app => app.get('/', async () => ''), { preconditions })).responses['304'])
  t.notOk((await operation(app => app.delete('/', async () => ''), { preconditions })).responses['304'])
})

t.test('HEAD has no content', async (t) => {
  const { responses } = await operation(app => app.head('/', { schema: { response: { 200: { type: 'object' } } } }, async () => ''))
  t.strictSame(Object.values(responses).map(one => one['content']), Object.keys(responses).map(() => undefined))
})

t.test('batches: lines and lists, and a result for each', async (t) => {
  const item = Type.Object({ code: Type.String() })
  const made = { type: 'object', required: ['code'], properties: { code: { type: 'string' } } }
  const batch = (more: object = {}) => (app: FastifyInstance): void => { app.batch({ method: 'PATCH', url: '/', key: 'code', item, types: ['application/x-ndjson', 'application/json'], ...more }, async () => undefined) }
  const { requestBody, responses } = await operation(batch(), { dialect: akeneo() })
  t.strictSame(requestBody, {
    required: true,
    content: {
      'application/x-ndjson': { schema: { type: 'string', description: 'A JSON object a line, at most 100.' }, 'x-item-schema': made },
      'application/json': { schema: { type: 'array', items: made, maxItems: 100 } }
    }
  })
  t.match(responses['200'], { content: { 'application/json': { schema: { items: { required: ['status_code'], properties: { line: { type: 'integer' }, code: { type: 'string' }, status_code: { type: 'integer' }, message: { type: 'string' } } } } } } })
  const modern = await operation(batch(), { dialect: problem() }, '3.2.0')
  t.match(modern['requestBody'], { content: { 'application/x-ndjson': { itemSchema: made } } })
  const shared = await operation(app => {
    app.addSchema({ $id: 'Item', type: 'object', required: ['code'], properties: { code: { type: 'string' } } })
    batch({ item: { $ref: 'Item#' } })(app)
  }, { dialect: gitlab() })
  t.match([shared['requestBody'], shared.responses['200']], [{ content: { 'application/json': { schema: { items: { $ref: '#/components/schemas/Item' } } } } }, { content: { 'application/json': { schema: { items: { properties: { line: {}, code: {}, status_code: {} } } } } } }])
  const shaped = await operation(batch({ result: () => ({}) }))
  t.strictSame((shaped.responses['200']?.['content'] as Record<string, unknown>)['application/json'], { schema: { type: 'array', items: {} } })
})
