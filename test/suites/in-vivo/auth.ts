// Who asks.
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { load, type Case } from './cases.ts'

/** What the plugins add, which are not there where types are checked. */
type Any = any
const own = (app: unknown): Any => app

const secret = 'a secret of at least thirty-two characters'
const json = 'application/json'
const me = async (request: FastifyRequest) => ({ user: own(request).user ?? null })
const basic = (credentials: string) => ({ authorization: `Basic ${Buffer.from(credentials).toString('base64')}` })
const bearer = (token: string) => ({ authorization: `Bearer ${token}` })

// HS256 with the secret, without a time: {"sub":"7"}, and the same with another secret.
const token = 'eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiI3In0.'

async function withToken (app: FastifyInstance, more: object = {}): Promise<void> {
  await app.register(await load('@fastify/jwt'), { secret, sign: { noTimestamp: true }, ...more })
  app.post('/login', async () => ({ token: own(app).jwt.sign({ sub: '7' }) }))
}

/** Signs in, and asks with what came back. */
async function signedIn (port: number, path: string): Promise<unknown> {
  const base = `http://127.0.0.1:${port}`
  const { token } = await (await fetch(`${base}/login`, { method: 'POST' })).json() as { token: string }
  const answer = await fetch(base + path, { headers: bearer(token) })
  return [token, answer.status, await answer.text()]
}

export const auth: readonly Case[] = [
  {
    name: '@fastify/jwt, asked in a hook',
    async app (app) {
      await withToken(app)
      app.decorate('authenticate', async (request: FastifyRequest) => await own(request).jwtVerify())
      app.get('/me', { onRequest: own(app).authenticate }, me)
      app.put('/me', { onRequest: own(app).authenticate, schema: { body: { type: 'object', properties: { name: { type: 'string' } } } } }, async request => ({ user: own(request).user, body: request.body }))
    },
    asks: [{ path: '/me', talk: async port => await signedIn(port, '/me') }, { path: '/me' }, { path: '/me', headers: bearer('x.y.z') }, { path: '/me', headers: bearer(`${token}forged`) }, { path: '/me', headers: basic('a:b') }, { method: 'PUT', path: '/me', body: '{', headers: { 'content-type': json } }]
  },
  {
    name: '@fastify/jwt in a cookie, with words of its own',
    async app (app) {
      await app.register(await load('@fastify/cookie'))
      await withToken(app, { cookie: { cookieName: 'token', signed: false } })
      app.get('/me', {
        preHandler: async (request: FastifyRequest, reply: FastifyReply) => {
          try {
            await own(request).jwtVerify({ onlyCookie: true })
          } catch (error) {
            return reply.code(401).send({ signIn: '/login', code: own(error).code })
          }
        }
      }, me)
    },
    asks: [{ path: '/me' }, { path: '/me', headers: { cookie: `token=${token}forged` } }, { path: '/me', headers: { cookie: 'token=nothing' } }]
  },
  {
    name: '@fastify/basic-auth, for what is below a prefix',
    async app (app) {
      await app.register(await load('@fastify/basic-auth'), {
        validate: async (name: string, password: string) => { if (name !== 'a' || password !== 'b') throw new Error('Who are you?') }, authenticate: { realm: 'shop' }
      })
      app.register(async scope => {
        scope.addHook('onRequest', own(app).basicAuth)
        scope.get('/', async () => ({ in: true }))
      }, { prefix: '/admin' })
      app.get('/', async () => ({ open: true }))
    },
    asks: [{ path: '/' }, { path: '/admin', headers: basic('a:b') }, { path: '/admin' }, { path: '/admin', headers: basic('a:c') }, { path: '/admin', headers: { authorization: 'Basic ?' } }, { path: '/admin/none', headers: basic('a:b') }]
  },
  {
    name: '@fastify/bearer-auth, with keys',
    async app (app) {
      app.register(async scope => {
        await scope.register(await load('@fastify/bearer-auth'), { keys: new Set(['key']) })
        scope.get('/', async () => ({ in: true }))
        scope.post('/', async ({ body }) => ({ body }))
      }, { prefix: '/api' })
    },
    asks: [{ path: '/api', headers: bearer('key') }, { path: '/api' }, { path: '/api', headers: bearer('other') }, { method: 'POST', path: '/api', json: { a: 1 }, headers: bearer('key') }, { method: 'POST', path: '/api', json: { a: 1 } }]
  },
  {
    name: '@fastify/auth, one of two',
    async app (app) {
      await withToken(app)
      await app.register(await load('@fastify/auth'))
      const byKey = async (request: FastifyRequest) => { if (request.headers['x-key'] !== 'key') throw new Error('no key') }
      const byToken = async (request: FastifyRequest) => await own(request).jwtVerify()
      app.get('/', { preHandler: own(app).auth([byKey, byToken]) }, async () => ({ in: true }))
      app.get('/both', { preHandler: own(app).auth([byKey, byToken], { relation: 'and' }) }, async () => ({ in: true }))
    },
    asks: [{ path: '/', headers: { 'x-key': 'key' } }, { path: '/', talk: async port => await signedIn(port, '/') }, { path: '/' }, { path: '/both', headers: { 'x-key': 'key' } }]
  },
  {
    name: '@fastify/oauth2',
    async app (app, { dead }) {
      await app.register(await load('@fastify/oauth2'), {
        name: 'shop',
        callbackUri: 'http://api.example/callback',
        startRedirectPath: '/login',
        generateStateFunction: () => 'state',
        checkStateFunction: (request: FastifyRequest, done: (error?: Error) => void) => (request.query as { state?: string }).state === 'state' ? done() : done(Object.assign(new Error('Not your state.'), { statusCode: 400 })),
        credentials: { client: { id: 'a', secret: 'b' }, auth: { tokenHost: dead, tokenPath: '/token', authorizeHost: 'https://id.example', authorizePath: '/authorize' } }
      })
      app.get('/callback', async request => own(app).shop.getAccessTokenFromAuthorizationCodeFlow(request))
    },
    asks: [{ path: '/login' }, { path: '/callback?code=a&state=other' }, { path: '/callback?code=a&state=state', mapped: 502 }]
  },
  {
    name: 'keys and roles in hooks of its own',
    app (app) {
      own(app).decorateRequest('user', null)
      app.addHook('onRequest', async (request, reply) => {
        const key = request.headers['x-api-key']
        if (key === undefined) return reply.code(401).header('www-authenticate', 'Key').send({ error: 'no key' })
        if (key === 'banned') throw Object.assign(new Error('You are banned.'), { statusCode: 403 })
        own(request).user = key
      })
      app.get('/me', me)
      app.delete('/me', { preHandler: async (request, reply) => { if (own(request).user !== 'admin') return reply.code(403).send({ error: 'admins only' }) } }, async (_request, reply) => reply.code(204).send())
    },
    asks: [{ path: '/me', headers: { 'x-api-key': 'a' } }, { path: '/me' }, { path: '/me', headers: { 'x-api-key': 'banned' } }, { method: 'DELETE', path: '/me', headers: { 'x-api-key': 'a' } }, { method: 'DELETE', path: '/me', headers: { 'x-api-key': 'admin' } }, { path: '/none', headers: { 'x-api-key': 'a' } }]
  },
  {
    name: '@fastify/cors with credentials and @fastify/helmet, before what signs in',
    async app (app) {
      await app.register(await load('@fastify/cors'), { origin: 'https://shop.example', credentials: true })
      await app.register(await load('@fastify/helmet'))
      await withToken(app)
      app.get('/me', { onRequest: async (request: FastifyRequest) => await own(request).jwtVerify() }, me)
    },
    asks: [
      { method: 'OPTIONS', path: '/me', headers: { origin: 'https://shop.example', 'access-control-request-method': 'GET', 'access-control-request-headers': 'authorization' } },
      { path: '/me', talk: async port => await signedIn(port, '/me') }, { path: '/me', headers: { origin: 'https://shop.example' } }, { method: 'POST', path: '/login', headers: { origin: 'https://shop.example' } }
    ]
  },
  {
    name: '@fastify/rate-limit for signing in',
    async app (app) {
      await app.register(await load('@fastify/rate-limit'), { global: false })
      app.post('/login', { config: { rateLimit: { max: 1, timeWindow: 3_600_000 } } as object }, async () => ({ in: true }))
    },
    asks: [{ method: 'POST', path: '/login' }, { method: 'POST', path: '/login' }]
  }
]
