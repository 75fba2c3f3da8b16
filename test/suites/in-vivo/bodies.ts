// Bodies, and the methods that bring them.
import type { FastifyRequest, HTTPMethods } from 'fastify'
import { asJson, post, type Case } from './cases.ts'

const echo = async ({ body }: FastifyRequest) => ({ body: body ?? null })
const json = 'application/json'
const list = (length: number): string => JSON.stringify(Array(length).fill(0))

export const bodies: readonly Case[] = [
  {
    name: 'actions, which have no body',
    app (app) {
      for (const method of ['POST', 'PUT', 'PATCH', 'DELETE'] as const) app.route({ method, url: '/star', handler: echo })
    },
    asks: [
      ...(['POST', 'PUT', 'PATCH', 'DELETE'].map(method => ({ method, path: '/star' }))),
      ...(['POST', 'PUT', 'PATCH', 'DELETE'].map(method => ({ method, path: '/star', headers: { ...asJson, 'content-length': '0' }, isNothing: true as const }))),
      { method: 'POST', path: '/star', headers: asJson, isNothing: true }
    ]
  },
  {
    name: 'a body that may be missing',
    app (app) {
      app.put('/null', { schema: { body: { type: ['object', 'null'], properties: { a: { type: 'integer' } } } } }, echo)
      app.post('/free', { schema: { body: {} } }, echo)
    },
    own: { ajv: { customOptions: { allowUnionTypes: true } } },
    asks: [{ method: 'PUT', path: '/null' }, { method: 'PUT', path: '/null', json: { a: 1 } }, { method: 'PUT', path: '/null', json: null }, { method: 'POST', path: '/free' }, post('/free', '1', json)]
  },
  {
    name: 'a body that must be there',
    app (app) { app.post('/', { schema: { body: { type: 'object', required: ['a'], properties: { a: { type: 'integer' } } } } }, echo) },
    asks: [post('/', '{"a":1}', json), { method: 'POST', path: '/' }, { method: 'POST', path: '/', json: null }, { method: 'POST', path: '/', headers: { ...asJson, 'content-length': '0' } }, post('/', '{"a":"x"}', json), { method: 'POST', path: '/', body: '{"a":1}' }]
  },
  {
    name: 'DELETE with a body',
    app (app) { app.delete('/', echo) },
    asks: [{ method: 'DELETE', path: '/', json: { ids: [1] } }, { method: 'DELETE', path: '/', body: '{', headers: asJson }, { method: 'DELETE', path: '/', body: 'a', headers: { 'content-type': 'text/csv' } }, { method: 'DELETE', path: '/', body: '{}', headers: { 'content-type': 'application/merge-patch+json' } }]
  },
  {
    name: 'QUERY',
    app (app) { app.route({ method: 'QUERY' as HTTPMethods, url: '/', handler: echo }) },
    asks: [{ method: 'QUERY', path: '/', json: { where: 'a' } }, { method: 'QUERY', path: '/', body: '{"a":1}' }, { method: 'QUERY', path: '/', body: 'a', headers: { 'content-type': 'text/csv' } }, { method: 'QUERY', path: '/' }]
  },
  {
    name: 'methods of WebDAV',
    app (app) {
      app.addHttpMethod('PROPFIND', { hasBody: true })
      app.addHttpMethod('MKCOL')
      app.addContentTypeParser('application/xml', { parseAs: 'string' }, async (_request: FastifyRequest, body: string) => body)
      app.route({ method: ['PROPFIND', 'MKCOL'] as never, url: '/', handler: echo })
    },
    asks: [{ method: 'PROPFIND', path: '/', body: '<a/>', headers: { 'content-type': 'application/xml' } }, { method: 'PROPFIND', path: '/' }, { method: 'MKCOL', path: '/' }, { method: 'PROPFIND', path: '/', body: 'a', headers: { 'content-type': 'image/png' } }]
  },
  {
    name: 'types with odd parameters',
    app (app) { app.post('/', echo) },
    asks: [
      ...['application/json; charset=', 'application/json; charset', 'application/json;', 'application/json; boundary=', 'Application/JSON; Charset="UTF-8"', 'application/json;charset=utf-8;v=1'].map(type => post('/', '{"a":1}', type)),
      post('/', '{}', 'json'), post('/', '{}', 'application/json charset=utf-8'), post('/', '{}', 'application/json, application/json')
    ]
  },
  {
    name: 'lists',
    app (app) {
      app.post('/many', { schema: { body: { type: 'array', maxItems: 200 } } }, async ({ body }) => ({ items: (body as unknown[]).length }))
      app.post('/any', async ({ body }) => ({ items: (body as unknown[]).length }))
    },
    asks: [post('/many', list(150), json), post('/many', list(201), json), post('/any', list(100), json), post('/any', list(101), json, { rule: 'over 100 items' })]
  },
  {
    name: 'what the documents refuse',
    app (app) {
      app.post('/text', echo)
      app.post('/closed', { schema: { body: { type: 'object', additionalProperties: false, properties: { a: { type: 'integer' } } } } }, echo)
      app.get('/closed', { schema: { querystring: { type: 'object', additionalProperties: false, properties: { page: { type: 'integer' } } } } }, async ({ query }) => query)
    },
    asks: [
      post('/text', 'a', 'text/plain', { rule: 'plain text' }), post('/closed', '{"a":1,"b":2}', json, { rule: 'unknown property' }), post('/closed', '{"a":"1"}', json, { rule: 'another type of a JSON value' }),
      post('/closed', '{"a":1}', json), { path: '/closed?page=2' }, { path: '/closed?page=2&utm_source=mail', rule: 'unknown property' }
    ]
  },
  {
    name: 'what the application has told Ajv',
    app (app) { app.post('/', { schema: { body: { type: 'object', properties: { a: { type: 'integer' }, list: { type: 'array', items: { type: 'string' } } } } } }, echo) },
    own: { ajv: { customOptions: { coerceTypes: 'array', removeAdditional: 'all' } } },
    asks: [post('/', '{"a":"1","list":"b","more":1}', json), post('/', '{"a":"x"}', json)]
  },
  {
    name: 'schemas of headers, parameters and query strings',
    app (app) {
      app.get('/:id', {
        schema: {
          headers: { type: 'object', required: ['X-Key'], additionalProperties: false, properties: { 'X-Key': { type: 'integer' } } },
          params: { type: 'object', properties: { id: { type: 'integer' } } },
          querystring: { type: 'object', properties: { page: { type: 'integer', default: 1 }, tags: { type: 'array', items: { type: 'string' } } } }
        }
      }, async ({ headers, params, query }) => ({ headers, params, query }))
    },
    asks: [{ path: '/7?tags=a&other=1', headers: { 'x-key': '5', 'x-more': 'a' } }, { path: '/7' }, { path: '/x', headers: { 'x-key': '5' } }]
  },
  {
    name: 'limits',
    app (app) {
      app.addContentTypeParser('text/csv', { parseAs: 'string', bodyLimit: 200 }, async (_request: FastifyRequest, body: string) => body.length)
      app.post('/', echo)
      app.post('/route', { bodyLimit: 150 }, echo)
    },
    own: { bodyLimit: 100 },
    asks: [
      post('/', `"${'a'.repeat(90)}"`, json), post('/', `"${'a'.repeat(100)}"`, json), post('/', 'a'.repeat(150), 'text/csv'), post('/', 'a'.repeat(201), 'text/csv'), post('/route', 'a'.repeat(150), 'text/csv'), post('/route', 'a'.repeat(151), 'text/csv', { chunked: true })
    ]
  },
  {
    name: 'hostile JSON',
    app (app) { app.post('/', echo) },
    asks: [post('/', '{"__proto__":{"a":1}}', json), post('/', '{"constructor":{"prototype":{}}}', json), post('/', '{"a":', json), post('/', ' ', json), post('/', '\uFEFF{"a":1}', json)]
  }
]
