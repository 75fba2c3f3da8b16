// Documentation, and pages.
import type { FastifyInstance } from 'fastify'
import { load, type Case } from './cases.ts'

/** What the plugins add, which are not there where types are checked. */
type Any = any
const own = (app: unknown): Any => app

const browser = 'text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8'
const files = { cacheControl: false, lastModified: false }

/** Routes that have something to document. */
function shop (app: FastifyInstance): void {
  app.addSchema({ $id: 'item', type: 'object', required: ['sku'], properties: { sku: { type: 'string' }, price: { type: 'integer' } } })
  app.post('/items', { schema: { tags: ['items'], summary: 'Makes one', body: { $ref: 'item#' }, response: { 201: { $ref: 'item#' }, 400: { type: 'object', properties: { message: { type: 'string' } } } } } as object }, async ({ body }, reply) => reply.code(201).send(body))
  app.get('/items/:sku', { schema: { tags: ['items'], params: { type: 'object', properties: { sku: { type: 'string' } } }, querystring: { type: 'object', properties: { full: { type: 'boolean' } } } } as object }, async ({ params, query }) => ({ params, query }))
}

export const pages: readonly Case[] = [
  {
    name: '@fastify/swagger, its document by a route of its own',
    async app (app) {
      await app.register(await load('@fastify/swagger'), { openapi: { info: { title: 'Shop', version: '1' } } })
      shop(app)
      app.get('/openapi.json', { schema: { hide: true } as object }, async () => own(app).swagger())
      app.get('/openapi.yaml', { schema: { hide: true } as object }, async (_request, reply) => reply.type('application/yaml').send(own(app).swagger({ yaml: true })))
    },
    asks: [
      { path: '/openapi.json', isDocument: true }, { path: '/openapi.yaml', headers: { accept: 'application/yaml' }, isDocument: true }, { method: 'POST', path: '/items', json: { sku: 'a', price: 1 } }, { path: '/items/a?full=true' },
      { method: 'POST', path: '/items', json: { price: 1 } }, { path: '/items/a?full=maybe' }
    ]
  },
  {
    name: '@fastify/swagger-ui',
    async app (app) {
      await app.register(await load('@fastify/swagger'), { openapi: { info: { title: 'Shop', version: '1' } } })
      await app.register(await load('@fastify/swagger-ui'), { routePrefix: '/docs', staticCSP: true })
      shop(app)
    },
    asks: [
      { path: '/docs', headers: { accept: browser } }, { path: '/docs/', headers: { accept: browser } }, { path: '/docs/json', isDocument: true }, { path: '/docs/yaml', isDocument: true }, { path: '/docs/static/none.js' },
      { path: '/docs/static/swagger-initializer.js', headers: { accept: '*/*' } }, { path: '/docs/none', headers: { accept: browser } }, { path: '/items/a' }
    ]
  },
  {
    name: '@fastify/static, two roots, lists and parts',
    async app (app, { folder }) {
      const fastifyStatic = await load('@fastify/static')
      await app.register(fastifyStatic, { root: folder, prefix: '/files/', ...files, etag: true, list: { format: 'json', names: ['index', ''] } })
      await app.register(fastifyStatic, { root: folder, prefix: '/more/', ...files, decorateReply: false, wildcard: false, index: 'page.html' })
      app.get('/download', async (_request, reply) => own(reply).download('data.json', 'own.json'))
    },
    asks: [
      { path: '/files/index' }, { path: '/files/page.html', headers: { accept: browser } }, { path: '/files/data.json', headers: { range: 'bytes=0-2' } }, { path: '/files/data.json', headers: { range: 'bytes=90-' } }, { path: '/files/../table.ts' }, { path: '/files/%2e%2e/table.ts' },
      { path: '/more/', headers: { accept: browser } }, { path: '/more/style.css', headers: { accept: 'text/css,*/*;q=0.1' } }, { path: '/more/none' }, { method: 'HEAD', path: '/more/style.css' }, { path: '/download', headers: { accept: browser } }, { path: '/files/none.png', headers: { accept: 'image/*' } }
    ]
  },
  {
    name: '@fastify/view, pages for people and JSON for programs, its own page of errors on the routes that have one',
    async app (app, { folder }) {
      await app.register(await load('@fastify/view'), { engine: { ejs: await load('ejs') }, root: folder })
      app.get('/', async (request, reply) => request.headers.accept?.includes('html') === true ? own(reply).view('page.ejs', { name: 'you' }) : { name: 'you' })
      app.get('/missing', async (_request, reply) => own(reply.code(404)).view('page.ejs', { name: 'nobody' }))
      app.get('/broken', { errorHandler: async (_error, _request, reply) => own(reply.code(500)).view('page.ejs', { name: 'an error' }) }, async () => { throw new Error('broken') })
      app.get('/no-page', async (_request, reply) => own(reply).view('none.ejs'))
    },
    asks: [{ path: '/', headers: { accept: browser } }, { path: '/', headers: { accept: 'application/json' } }, { path: '/missing', headers: { accept: browser } }, { path: '/broken', headers: { accept: browser } }, { path: '/no-page', headers: { accept: browser } }]
  },
  {
    name: 'a site: pages, redirects, a form that goes back, robots and an icon',
    async app (app, { folder }) {
      await app.register(await load('@fastify/static'), { root: folder, serve: false, ...files })
      await app.register(await load('@fastify/formbody'))
      app.get('/', async (_request, reply) => own(reply).sendFile('page.html'))
      app.get('/old', async (_request, reply) => reply.redirect('/', 301))
      app.post('/contact', async ({ body }, reply) => reply.redirect(`/?thanks=${(body as { name: string }).name}`, 303))
      app.get('/robots.txt', async () => 'User-agent: *')
      app.get('/favicon.ico', async (_request, reply) => reply.code(204).send())
    },
    asks: [
      { path: '/', headers: { accept: browser } }, { path: '/old', headers: { accept: browser } }, { method: 'POST', path: '/contact', body: 'name=a', headers: { 'content-type': 'application/x-www-form-urlencoded', accept: browser } },
      { path: '/robots.txt', headers: { accept: '*/*' } }, { path: '/favicon.ico', headers: { accept: 'image/avif,image/webp,*/*' } }, { path: '/none', headers: { accept: browser } }
    ]
  },
  {
    name: '@fastify/etag and @fastify/compress before files and pages',
    async app (app, { folder }) {
      await app.register(await load('@fastify/etag'))
      await app.register(await load('@fastify/compress'), { threshold: 1 })
      await app.register(await load('@fastify/static'), { root: folder, ...files, etag: false })
      app.get('/page', async (_request, reply) => reply.type('text/html').send('<p>A page that is long enough.'))
    },
    asks: [
      { path: '/page', headers: { accept: browser } }, { path: '/page', headers: { accept: browser, 'accept-encoding': 'identity' } }, { path: '/style.css', headers: { accept: 'text/css' } }, { path: '/none', headers: { 'accept-encoding': 'identity' } },
      { path: '/page', headers: { accept: browser, 'if-none-match': '*' } }
    ]
  }
]
