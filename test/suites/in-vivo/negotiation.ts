// Applications that send something else than JSON, or to clients that say something of it.
import { Readable } from 'node:stream'
import { load, post, type Case } from './cases.ts'

const browser = 'text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8'
const get = (path: string, accept: string, method = 'GET') => ({ method, path, headers: { accept } })
const jsonApp: Case['app'] = app => {
  app.get('/', async () => ({ hello: 'world' }))
  app.post('/', async () => ({ made: true }))
}

export const negotiation: readonly Case[] = [
  {
    name: 'a page',
    app (app) { app.get('/', async (_request, reply) => reply.type('text/html').send('<h1>Hello</h1>')) },
    asks: [get('/', 'text/html'), get('/', browser), get('/', 'image/png'), get('/', 'text/html', 'HEAD')]
  },
  {
    name: '@fastify/view',
    async app (app, { folder }) {
      await app.register(await load('@fastify/view'), { engine: { ejs: await load('ejs') }, root: folder })
      app.get('/', async (_request, reply) => (reply as unknown as { view (page: string, data: object): unknown }).view('page.ejs', { name: 'you' }))
    },
    asks: [get('/', browser), get('/', 'text/html')]
  },
  {
    name: '@fastify/static',
    async app (app, { folder }) {
      await app.register(await load('@fastify/static'), { root: folder, prefix: '/files/', cacheControl: false, lastModified: false })
    },
    asks: [get('/files/style.css', 'text/css,*/*;q=0.1'), get('/files/style.css', 'text/css'), get('/files/page.html', browser), get('/files/none.css', 'text/css'), get('/files/data.json', 'application/json'), get('/files/style.css', 'text/css', 'HEAD')]
  },
  {
    name: 'an image',
    app (app) { app.get('/a.png', async (_request, reply) => reply.type('image/png').send(Buffer.from([0x89, 0x50]))) },
    asks: [get('/a.png', 'image/avif,image/webp,image/*'), get('/a.png', 'image/png')]
  },
  {
    name: 'a download of CSV, with a schema of its answer',
    app (app) {
      app.get('/rows', { schema: { response: { 200: { type: 'string' } } } }, async (_request, reply) => reply.type('text/csv').header('content-disposition', 'attachment').send('a,b'))
      app.get('/said', { schema: { response: { 200: { content: { 'text/csv': { schema: { type: 'string' } } } } } } }, async (_request, reply) => reply.type('text/csv').send('a,b'))
    },
    asks: [get('/rows', 'text/csv'), get('/rows', '*/*'), get('/said', 'text/csv')]
  },
  {
    name: 'a PDF, streamed',
    app (app) { app.get('/pdf', async (_request, reply) => reply.type('application/pdf').send(Readable.from(['%PDF', '-1.7']))) },
    asks: [get('/pdf', 'application/pdf'), get('/pdf', browser)]
  },
  {
    name: 'metrics for Prometheus',
    async app (app) {
      const { Registry, Counter } = await load('prom-client')
      const registry = new Registry()
      new Counter({ name: 'requests', help: 'requests', registers: [registry] }).inc()
      app.get('/metrics', async (_request, reply) => reply.type(registry.contentType).send(await registry.metrics()))
    },
    asks: [get('/metrics', 'application/openmetrics-text;version=1.0.0;q=0.5,text/plain;version=0.0.4;q=0.3'), get('/metrics', 'text/plain;version=0.0.4'), get('/metrics', '*/*')]
  },
  {
    name: 'events, written as a stream',
    app (app) { app.get('/events', async (_request, reply) => reply.type('text/event-stream').send(Readable.from(['data: 1\n\n', 'data: 2\n\n']))) },
    asks: [get('/events', 'text/event-stream')]
  },
  {
    name: 'mercurius, for clients of GraphQL over HTTP',
    async app (app) {
      await app.register(await load('mercurius'), { schema: 'type Query { one: Int }', resolvers: { Query: { one: async () => 1 } } })
    },
    asks: [
      get('/graphql?query=%7Bone%7D', 'application/json'), get('/graphql?query=%7Bone%7D', 'application/graphql-response+json, application/json;q=0.9'),
      post('/graphql', '{"query":"{one}"}', 'application/json', { headers: { accept: 'application/graphql-response+json' } })
    ]
  },
  {
    name: 'GraphQL with its own type',
    app (app) { app.get('/graphql', async (_request, reply) => reply.type('application/graphql-response+json').send('{"data":{}}')) },
    asks: [get('/graphql', 'application/graphql-response+json'), get('/graphql', 'application/json')]
  },
  {
    name: 'JSON, as clients ask for it',
    app: jsonApp,
    asks: [
      get('/', 'application/json'), get('/', 'application/json, text/plain, */*'), get('/', browser), get('/', 'application/*'), { path: '/' }, get('/', 'application/json', 'HEAD'),
      get('/', 'application/json;charset=UTF-8'), post('/', '{}', 'application/json', { headers: { accept: 'text/html' } })
    ]
  },
  {
    name: 'JSON, as old clients ask for it',
    app: jsonApp,
    asks: [get('/', 'text/html, image/gif, image/jpeg, *; q=.2, */*; q=.2'), get('/', '*/*;q=.2'), get('/', '*'), get('/', 'application/json;q=.9'), get('/', 'text/plain, *')]
  },
  {
    name: 'JSON that was not asked for',
    app: jsonApp,
    asks: [
      { ...get('/', 'text/html'), rule: 'JSON that was not asked for' }, { ...get('/', 'application/xml', 'HEAD'), rule: 'JSON that was not asked for' }, { ...get('/', 'application/json;q=0, */*'), rule: 'JSON that was not asked for' }
    ]
  },
  {
    name: 'answers without a representation',
    app (app) {
      app.get('/moved', async (_request, reply) => reply.redirect('/here'))
      app.get('/nothing', async (_request, reply) => reply.code(204).send())
      app.get('/refused', async (_request, reply) => reply.code(403).type('text/html').send('<p>no'))
      app.get('/thrown', async () => { throw Object.assign(new Error('Not now.'), { statusCode: 409 }) })
    },
    asks: [get('/moved', 'text/html'), get('/nothing', 'text/html'), get('/refused', 'text/html'), get('/thrown', 'text/html'), get('/none', 'image/png')]
  },
  {
    name: '@fastify/etag',
    async app (app) {
      await app.register(await load('@fastify/etag'))
      app.get('/', async (_request, reply) => reply.type('text/plain').send('a'))
      app.get('/json', async () => ({ a: 1 }))
    },
    asks: [get('/', 'text/plain'), { path: '/', headers: { accept: 'text/plain', 'if-none-match': '"3904355907"' } }, { path: '/json', headers: { accept: 'application/json', 'if-none-match': '"2187036424"' } }, { path: '/json' }]
  },
  {
    name: '@fastify/accepts, which chooses by itself',
    async app (app) {
      await app.register(await load('@fastify/accepts'))
      app.get('/', async (request, reply) => (request as unknown as { type (types: string[]): unknown }).type(['json', 'html']) === 'html'
        ? reply.type('text/html').send('<p>')
        : { is: 'json' })
    },
    asks: [get('/', 'text/html'), get('/', 'application/json'), get('/', browser), { path: '/' }]
  },
  {
    name: 'what is written past Fastify',
    app (app) {
      app.get('/', (_request, reply) => {
        reply.hijack()
        reply.raw.writeHead(200, { 'content-type': 'application/json', 'content-length': '2' }).end('{}')
      })
    },
    asks: [get('/', 'text/html')]
  }
]
