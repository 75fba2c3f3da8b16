// Hooks, middleware and plugins behind the plugin, in any order.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { FastifyInstance, FastifyReply } from 'fastify'
import { load, type Case } from './cases.ts'

/** What the plugins add, which are not there where types are checked. */
type Any = any
const own = (app: unknown): Any => app

/** A resource with two methods. */
function shop (app: FastifyInstance): void {
  app.get('/items', async () => [1])
  app.post('/items', async ({ body }) => ({ body }))
}

export const order: readonly Case[] = [
  {
    name: 'folders of plugins and routes, by @fastify/autoload',
    async app (app, { folder }) {
      const root = join(folder, 'autoload')
      for (const name of ['plugins', 'routes/users']) mkdirSync(join(root, name), { recursive: true })
      writeFileSync(join(root, 'plugins/handlers.cjs'), "module.exports = async app => { app.setErrorHandler((error, _request, reply) => reply.code(error.statusCode ?? 500).send({ own: error.message })); app.setNotFoundHandler((_request, reply) => reply.code(404).send({ own: 'none' })); app.addHook('onRequest', async request => { request.log.info('seen') }) }\nmodule.exports[Symbol.for('skip-override')] = true\n")
      writeFileSync(join(root, 'routes/users/index.cjs'), "module.exports = async app => { app.get('/', async () => [1]); app.get('/fails', async () => { throw new Error('broken') }) }\n")
      const autoload = await load('@fastify/autoload')
      await app.register(autoload, { dir: join(root, 'plugins') })
      await app.register(autoload, { dir: join(root, 'routes') })
    },
    asks: [{ path: '/users' }, { path: '/users/fails', isOwn: true }, { path: '/none', isOwn: true }, { method: 'DELETE', path: '/users', mapped: 405 }]
  },
  {
    name: 'middleware behind the plugin, by @fastify/middie',
    async app (app) {
      await app.register(await load('@fastify/middie'))
      own(app).use('/legacy', (request: Any, response: Any) => response.end(`legacy ${request.method}`))
      own(app).use((_request: unknown, response: Any, next: () => void) => {
        response.setHeader('x-by', 'middleware')
        next()
      })
      shop(app)
    },
    asks: [{ path: '/legacy/x' }, { method: 'POST', path: '/legacy/x', body: 'a', headers: { 'content-type': 'text/csv' } }, { path: '/items' }]
  },
  {
    name: 'hooks that answer, before and behind',
    app (app) {
      app.addHook('onRequest', async (request, reply) => { if (request.url === '/closed') return reply.code(503).header('retry-after', '60').send({ reason: 'closed' }) })
      app.addHook('preHandler', async (request, reply) => { if (request.headers.accept === 'text/plain') return reply.type('text/plain').send('plain') })
      app.addHook('onSend', async (_request, reply, payload) => {
        reply.header('x-seen', '1')
        return payload
      })
      shop(app)
    },
    asks: [{ path: '/closed', isOwn: true }, { path: '/items' }, { path: '/items', headers: { accept: '*/*' } }]
  },
  {
    name: 'the order of hooks',
    app (app) {
      const tell = (reply: FastifyReply, name: string) => reply.header('x-hooks', [reply.getHeader('x-hooks') ?? [], name].flat().join())
      for (const name of ['onRequest', 'preValidation', 'preHandler'] as const) app.addHook(name, async (_request: unknown, reply: FastifyReply) => { tell(reply, name) })
      for (const name of ['preParsing', 'preSerialization', 'onSend', 'onError'] as const) {
        own(app).addHook(name, async (_request: unknown, reply: FastifyReply, payload: unknown) => {
          tell(reply, name)
          return payload
        })
      }
      shop(app)
      app.get('/fails', async () => { throw Object.assign(new Error('Taken.'), { statusCode: 409 }) })
    },
    asks: [{ path: '/items' }, { method: 'POST', path: '/items', json: {} }, { path: '/fails' }]
  },
  {
    name: '@fastify/cors behind the plugin',
    async app (app) {
      await app.register(await load('@fastify/cors'), { origin: true })
      shop(app)
    },
    asks: [{ method: 'OPTIONS', path: '/items', headers: { origin: 'https://shop.example', 'access-control-request-method': 'PUT' } }, { path: '/items', headers: { origin: 'https://shop.example' } }, { path: '/none', headers: { origin: 'https://shop.example' } }]
  },
  {
    name: 'routes for everything',
    app (app) {
      app.options('*', async (_request, reply) => reply.code(204).header('x-own', '1').send())
      app.all('/any/*', async ({ method }) => ({ method }))
      app.get('/*', async ({ url }) => ({ url }))
    },
    asks: [{ method: 'OPTIONS', path: '/any/x' }, { method: 'DELETE', path: '/any/x' }, { path: '/whatever' }, { method: 'OPTIONS', path: '/whatever' }, { method: 'POST', path: '/whatever', json: {}, mapped: 405 }]
  },
  {
    name: '@fastify/circuit-breaker before a server that is away',
    async app (app, { dead }) {
      await app.register(await load('@fastify/circuit-breaker'), { threshold: 2, resetTimeout: 2000 })
      app.get('/', { preHandler: own(app).circuitBreaker() }, async () => await fetch(dead))
    },
    asks: [{ path: '/', mapped: 502 }, { path: '/', mapped: 503 }, { path: '/', mapped: 503 }]
  }
]
