// Applications that read bodies in their own way.
import type { FastifyRequest } from 'fastify'
import { load, post, type Case } from './cases.ts'

/** Where applications keep the bytes that were sent. */
interface Read { rawBody?: Buffer | string }
const of = (request: unknown): Read => request as Read
const echo = async ({ body }: FastifyRequest) => ({ body })
const asBuffer = { parseAs: 'buffer' } as const
const asText = { parseAs: 'string' } as const
const json = 'application/json'

export const parsers: readonly Case[] = [
  {
    name: 'the raw body of a webhook, for the whole application',
    app (app) {
      app.addContentTypeParser(json, asBuffer, (request, body, done) => {
        of(request).rawBody = body as Buffer
        done(null, JSON.parse(body.toString()))
      })
      app.post('/hook', async request => ({ raw: of(request).rawBody?.toString(), body: request.body }))
    },
    asks: [post('/hook', '{ "a": 1 }', json), post('/hook', '{"a":1}', `${json}; charset=utf-8`), post('/hook', '{', json)]
  },
  {
    name: 'the raw body of a webhook, in a scope of its own',
    app (app) {
      app.register(async scope => {
        scope.addContentTypeParser(json, asText, (_request, body, done) => done(null, { raw: body }))
        scope.post('/hook', echo)
      })
      app.post('/other', echo)
    },
    asks: [post('/hook', '{ "a": 1 }', json), post('/hook', '', json), post('/other', '{"a":1}', json), post('/other', '{', json)]
  },
  {
    name: 'fastify-raw-body',
    async app (app) {
      await app.register(await load('fastify-raw-body'), { global: false, runFirst: true })
      app.post('/hook', { config: { rawBody: true } as object }, async request => ({ raw: of(request).rawBody, body: request.body }))
      app.post('/other', async request => ({ raw: of(request).rawBody ?? null }))
    },
    asks: [post('/hook', '{ "a": 1 }', json), post('/hook', '{ "a": 1 }', json, { chunked: true }), post('/other', '{}', json), post('/hook', '{', json)]
  },
  {
    name: '@fastify/http-proxy',
    async app (app, { upstream }) {
      await app.register(await load('@fastify/http-proxy'), { upstream, prefix: '/up' })
    },
    asks: [
      { path: '/up/page', headers: { accept: 'text/html' } }, { path: '/up/json' }, { path: '/up/missing' },
      post('/up/echo', '{ "a": 1 }', json), post('/up/echo', 'a,b', 'text/csv'), post('/up/echo', Buffer.from([1, 2, 255]), 'application/octet-stream'),
      { method: 'PUT', path: '/up/echo', body: '{', headers: { 'content-type': json } }, { method: 'DELETE', path: '/up/echo' }
    ]
  },
  {
    name: '@fastify/reply-from, with a parser that reads nothing',
    async app (app, { upstream }) {
      await app.register(await load('@fastify/reply-from'), { base: upstream })
      app.removeAllContentTypeParsers()
      app.addContentTypeParser('*', (_request, payload, done) => done(null, payload))
      app.all('/*', async (request, reply) => (reply as unknown as { from (path: string): unknown }).from(request.url))
    },
    asks: [{ path: '/page', headers: { accept: 'text/html' } }, post('/echo', '{ "a": 1 }', json), post('/echo', 'plain', 'text/plain'), post('/echo', 'a,b', 'text/csv'), { path: '/missing' }]
  },
  {
    name: "Fastify's own parser with other settings, as Nest has it",
    app (app) {
      const parse = app.getDefaultJsonParser('ignore', 'ignore')
      app.addContentTypeParser<Buffer>(json, { ...asBuffer, bodyLimit: 20 }, (request, body, done) => {
        of(request).rawBody = body
        if (body.length === 0) return done(null, undefined)
        parse(request, body as unknown as string, done)
      })
      app.post('/', async request => ({ body: request.body ?? null, raw: of(request).rawBody?.toString() }))
    },
    asks: [post('/', '{"__proto__":{}}', json), post('/', '', json), post('/', '{"a":"far too long for it"}', json)]
  },
  {
    name: 'bytes',
    app (app) {
      app.addContentTypeParser('application/octet-stream', asBuffer, async (_request: FastifyRequest, body: Buffer) => body)
      app.put('/file', async ({ body }) => ({ bytes: [...body as Buffer] }))
    },
    asks: [{ method: 'PUT', path: '/file', body: Buffer.from([0, 255]), headers: { 'content-type': 'application/octet-stream' } }, { method: 'PUT', path: '/file', body: 'a', headers: { 'content-type': 'image/png' } }]
  },
  {
    name: 'CSV and images, in a scope',
    app (app) {
      app.register(async scope => {
        scope.addContentTypeParser(['text/csv', 'text/tab-separated-values'], asText, async (_request: FastifyRequest, body: string) => body.split('\n'))
        scope.addContentTypeParser(/^image\//, asBuffer, async (_request: FastifyRequest, body: Buffer) => body.length)
        scope.post('/import', echo)
      })
    },
    asks: [
      post('/import', 'a\nb', 'text/csv; header=present'), post('/import', 'a', 'text/tab-separated-values'), post('/import', 'png', 'image/png'), post('/import', '[]', json),
      post('/import', '<a/>', 'application/xml'), post('/import', 'a', 'text/plain', { rule: 'plain text' })
    ]
  },
  {
    name: 'fastify-xml-body-parser',
    async app (app) {
      await app.register(await load('fastify-xml-body-parser'))
      app.post('/', echo)
    },
    asks: [post('/', '<a><b>1</b></a>', 'application/xml'), post('/', '<a/>', 'text/xml; charset=utf-8'), post('/', '{"a":1}', json), post('/', 'a', 'application/rss+xml')]
  },
  {
    name: 'a parser for everything',
    app (app) {
      app.addContentTypeParser('*', asBuffer, async (_request: FastifyRequest, body: Buffer) => body.toString())
      app.post('/any', echo)
      app.post('/json', { schema: { body: { type: 'object', properties: { a: {} } } } }, async ({ body }) => ({ is: typeof body }))
    },
    asks: [
      post('/any', 'a', 'text/html'), post('/any', '{}', 'application/ld+json'), post('/any', '{"a":1}', json), post('/any', 'a=b', 'application/x-www-form-urlencoded'),
      post('/json', '{"a":1}', json), post('/json', 'a', 'text/html')
    ]
  },
  {
    name: 'JSON:API and JSON Patch',
    app (app) {
      const parse = app.getDefaultJsonParser('error', 'error')
      app.addContentTypeParser(['application/vnd.api+json', 'application/json-patch+json'], asText, parse)
      app.post('/articles', { schema: { body: { type: 'object', required: ['data'], properties: { data: { type: 'object', additionalProperties: true } } } } }, echo)
      app.patch('/articles', { schema: { body: { type: 'array', items: { type: 'object', additionalProperties: true } } } }, echo)
    },
    asks: [
      post('/articles', '{"data":{"type":"articles"}}', 'application/vnd.api+json'), post('/articles', '{"data":1}', 'application/vnd.api+json'), post('/articles', '{', 'application/vnd.api+json'),
      { method: 'PATCH', path: '/articles', body: '[{"op":"remove","path":"/a"}]', headers: { 'content-type': 'application/json-patch+json' } },
      { method: 'PATCH', path: '/articles', body: '[]', headers: { 'content-type': 'application/merge-patch+json' } }
    ]
  },
  {
    name: 'mercurius',
    async app (app) {
      await app.register(await load('mercurius'), { schema: 'type Query { add(x: Int, y: Int): Int }', resolvers: { Query: { add: async (_: unknown, { x, y }: { x: number, y: number }) => x + y } } })
    },
    asks: [
      post('/graphql', '{"query":"{ add(x: 2, y: 2) }"}', json), { path: '/graphql?query=%7B+add(x%3A1%2Cy%3A1)+%7D' }, post('/graphql', '{"query":"{"}', json), post('/graphql', '{}', json)
    ]
  },
  {
    name: 'a parser that waits for nothing, as of an adapter for functions that has read the body before',
    app (app) {
      app.addContentTypeParser(json, {}, (request, payload, done) => {
        let text = ''
        payload.on('data', (chunk: Buffer) => { text += chunk.toString() })
        payload.on('end', () => {
          of(request).rawBody = text
          done(null, JSON.parse(text))
        })
      })
      app.post('/', async request => ({ body: request.body, raw: of(request).rawBody }))
    },
    asks: [post('/', '{ "a": 1 }', json), post('/', `"${'a'.repeat(200)}"`, json)],
    own: { bodyLimit: 100 }
  }
]
