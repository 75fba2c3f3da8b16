// Handlers of what is not found that an application has itself.
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { load, type Ask, type Case } from './cases.ts'

/** What the plugins add, which are not there where types are checked. */
type Any = any
const own = (app: unknown): Any => app

const browser = 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8'

const missing = async (request: FastifyRequest, reply: FastifyReply) => reply.code(404).send({ missing: request.url, method: request.method })

/** A resource with two methods. */
function shop (app: FastifyInstance): void {
  app.get('/items', async () => [1])
  app.post('/items', async ({ body }) => ({ body }))
}

/** What is not there, in each way: the URL, the method, both of a prefix. */
const nowhere: readonly Ask[] = [
  { path: '/items' }, { path: '/none', isOwn: true }, { method: 'POST', path: '/none', json: { a: 1 }, isOwn: true }, { path: '/none', headers: { accept: browser }, isOwn: true },
  { method: 'DELETE', path: '/items', mapped: 405 }, { method: 'PUT', path: '/items', json: {}, mapped: 405 }
]

export const notFound: readonly Case[] = [
  {
    name: 'setNotFoundHandler of the root',
    app (app) {
      app.setNotFoundHandler(missing)
      shop(app)
    },
    asks: nowhere
  },
  {
    name: 'setNotFoundHandler of the root, before the plugin',
    isBehind: true,
    app (app) { app.setNotFoundHandler(missing) },
    asks: [{ path: '/none', isOwn: true }, { method: 'POST', path: '/none', json: {}, isOwn: true }]
  },
  {
    name: 'setNotFoundHandler of a prefix',
    app (app) {
      shop(app)
      app.register(async scope => {
        scope.setNotFoundHandler(missing)
        shop(scope)
      }, { prefix: '/web' })
    },
    asks: [{ path: '/none' }, { path: '/web/none', isOwn: true }, { path: '/web/items' }, { method: 'DELETE', path: '/web/items', mapped: 405 }, { method: 'DELETE', path: '/items', mapped: 405 }]
  },
  {
    name: 'setNotFoundHandlers of the root and of two prefixes',
    app (app) {
      app.setNotFoundHandler(async (_request, reply) => reply.code(404).send({ of: 'the root' }))
      for (const prefix of ['/a', '/b']) app.register(async scope => { scope.setNotFoundHandler(async (_request, reply) => reply.code(404).send({ of: prefix })) }, { prefix })
    },
    asks: ['/none', '/a/none', '/b/none', '/b'].map(path => ({ path, isOwn: true as const }))
  },
  {
    name: 'a single-page application',
    async app (app, { folder }) {
      await app.register(await load('@fastify/static'), { root: folder, cacheControl: false, lastModified: false })
      app.setNotFoundHandler(async (request, reply) => request.method === 'GET' && !request.url.startsWith('/api') ? own(reply).sendFile('page.html') : reply.code(404).send({ error: 'none' }))
      app.register(async scope => shop(scope), { prefix: '/api' })
    },
    asks: [
      { path: '/style.css' }, { path: '/users/7', headers: { accept: browser } }, { path: '/users/7' }, { path: '/api/none', isOwn: true }, { path: '/api/items' },
      { method: 'DELETE', path: '/api/items', mapped: 405 },
      // The files are at every URL for GET.
      { method: 'POST', path: '/users/7', json: {}, mapped: 405 }
    ]
  },
  {
    name: 'setNotFoundHandler with hooks, one of which answers',
    app (app) {
      app.setNotFoundHandler({ preHandler: async (request: FastifyRequest, reply: FastifyReply) => { if (request.headers.old !== undefined) return reply.redirect('/items', 301) } }, missing)
      shop(app)
    },
    asks: [...nowhere, { path: '/none', headers: { old: '1' } }]
  },
  {
    name: 'setNotFoundHandler that throws, or has a page',
    async app (app, { folder }) {
      await app.register(await load('@fastify/view'), { engine: { ejs: await load('ejs') }, root: folder })
      app.setNotFoundHandler(async (request, reply) => {
        if (request.url === '/throws') throw Object.assign(new Error('Gone for good.'), { statusCode: 410 })
        return own(reply.code(404)).view('page.ejs', { name: 'nobody' })
      })
    },
    asks: [{ path: '/throws' }, { path: '/page', headers: { accept: browser }, isOwn: true }]
  },
  {
    name: 'callNotFound',
    app (app) {
      app.setNotFoundHandler(missing)
      app.get('/users/:id', (_request, reply) => reply.callNotFound())
      app.register(async scope => { scope.get('/:id', (_request, reply) => reply.callNotFound()) }, { prefix: '/plain' })
    },
    asks: [{ path: '/users/7', isOwn: true }, { path: '/plain/7', isOwn: true }]
  }
]
