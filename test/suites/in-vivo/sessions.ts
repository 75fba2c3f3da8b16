// What is kept of who asks, from one request to the next.
import type { FastifyRequest } from 'fastify'
import { asForm, load, post, type Case } from './cases.ts'

/** What the plugins add, which are not there where types are checked. */
type Any = any
const own = (app: unknown): Any => app

const secret = 'a secret of at least thirty-two characters'
const json = 'application/json'
const me = async (request: FastifyRequest) => ({ user: own(request).user ?? null })

/** The value of a cookie that was set. */
const cookieOf = (answer: Response): string => answer.headers.getSetCookie().map(line => line.split(';')[0]).join('; ')

export const sessions: readonly Case[] = [
  {
    name: '@fastify/cookie, signed',
    async app (app) {
      await app.register(await load('@fastify/cookie'), { secret })
      app.get('/set', async (_request, reply) => own(reply).setCookie('seen', '1', { path: '/', signed: true, httpOnly: true, sameSite: 'lax' }).send({ set: true }))
      app.get('/get', async request => ({ cookies: own(request).cookies, seen: own(request).unsignCookie(own(request).cookies.seen ?? '') }))
      app.get('/clear', async (_request, reply) => own(reply).clearCookie('seen').redirect('/get'))
    },
    asks: [{ path: '/set' }, { path: '/get', headers: { cookie: 'seen=1.forged; other=a%20b' } }, { path: '/get' }, { path: '/clear' }]
  },
  {
    name: '@fastify/session',
    async app (app) {
      await app.register(await load('@fastify/cookie'))
      let next = 0
      await app.register(await load('@fastify/session'), { secret, cookie: { secure: false }, saveUninitialized: false, idGenerator: () => `id-${++next}` })
      app.post('/login', async request => {
        own(request).session.user = (request.body as { name: string }).name
        return { ok: true }
      })
      app.get('/me', async (request, reply) => own(request).session.user === undefined ? reply.code(401).send({ reason: 'sign in' }) : { user: own(request).session.user })
      app.post('/logout', async request => {
        await own(request).session.destroy()
        return { ok: true }
      })
    },
    asks: [{ path: '/me' }, { method: 'POST', path: '/login', json: { name: 'you' } }, {
      path: 'in, and out',
      async talk (port) {
        const base = `http://127.0.0.1:${port}`
        const seen: unknown[] = []
        const said = await fetch(`${base}/login`, { method: 'POST', body: '{"name":"you"}', headers: { 'content-type': json } })
        const cookie = cookieOf(said)
        for (const [method, path] of [['GET', '/me'], ['POST', '/logout'], ['GET', '/me']] as const) {
          const answer = await fetch(base + path, { method, headers: { cookie } })
          seen.push([answer.status, await answer.text()])
        }
        return [cookie, seen]
      }
    }]
  },
  {
    name: '@fastify/secure-session',
    async app (app) {
      await app.register(await load('@fastify/secure-session'), { key: Buffer.alloc(32, 7), cookie: { path: '/' } })
      app.post('/login', async request => {
        own(request).session.set('user', 'you')
        return { ok: true }
      })
      app.get('/me', async (request, reply) => own(request).session.get('user') === undefined ? reply.redirect('/login') : { user: own(request).session.get('user') })
    },
    asks: [{ path: '/me' }, { path: '/me', headers: { cookie: 'session=forged' } }, {
      path: 'in',
      async talk (port) {
        const said = await fetch(`http://127.0.0.1:${port}/login`, { method: 'POST' })
        const answer = await fetch(`http://127.0.0.1:${port}/me`, { headers: { cookie: cookieOf(said) } })
        return [said.status, answer.status, await answer.text()]
      }
    }]
  },
  {
    name: '@fastify/csrf-protection, with forms',
    async app (app) {
      await app.register(await load('@fastify/cookie'), { secret })
      await app.register(await load('@fastify/formbody'))
      await app.register(await load('@fastify/csrf-protection'), { cookieOpts: { signed: true } })
      app.get('/form', async (_request, reply) => reply.type('text/html').send(`<input name="_csrf" value="${own(reply).generateCsrf()}">`))
      app.post('/form', { preValidation: own(app).csrfProtection }, async ({ body }) => ({ name: (body as { name: string }).name }))
    },
    asks: [post('/form', 'name=a', asForm['content-type']), post('/form', 'name=a&_csrf=forged', asForm['content-type']), {
      path: 'with its token',
      async talk (port) {
        const page = await fetch(`http://127.0.0.1:${port}/form`, { headers: { accept: 'text/html' } })
        const [, value] = /value="([^"]*)"/.exec(await page.text()) as unknown as [string, string]
        const answer = await fetch(`http://127.0.0.1:${port}/form`, { method: 'POST', body: new URLSearchParams({ _csrf: value, name: 'a' }), headers: { cookie: cookieOf(page) } })
        return [page.status, answer.status, await answer.text()]
      }
    }]
  },
  {
    name: '@fastify/passport, local, with sessions',
    async app (app) {
      await app.register(await load('@fastify/secure-session'), { key: Buffer.alloc(32, 7), cookie: { path: '/' } })
      const { Authenticator, Strategy } = await import('@fastify/passport' as string) as Any
      const passport = new Authenticator()
      await app.register(passport.initialize())
      await app.register(passport.secureSession())
      passport.registerUserSerializer(async (user: { name: string }) => user.name)
      passport.registerUserDeserializer(async (name: string) => ({ name }))
      passport.use('local', new class extends Strategy {
        constructor () { super('local') }
        authenticate (request: FastifyRequest): void {
          const { name, password } = request.body as { name?: string, password?: string }
          if (password === 'right') own(this).success({ name })
          else own(this).fail({ message: 'wrong password' }, 401)
        }
      }())
      app.post('/login', { preValidation: passport.authenticate('local', { authInfo: false }) }, me)
      app.get('/me', async (request, reply) => own(request).isAuthenticated() === true ? { user: own(request).user } : reply.code(401).send({ signIn: '/login' }))
    },
    asks: [{ method: 'POST', path: '/login', json: { name: 'you', password: 'wrong' } }, { path: '/me' }, {
      path: 'in',
      async talk (port) {
        const said = await fetch(`http://127.0.0.1:${port}/login`, { method: 'POST', body: '{"name":"you","password":"right"}', headers: { 'content-type': json } })
        const answer = await fetch(`http://127.0.0.1:${port}/me`, { headers: { cookie: cookieOf(said) } })
        return [said.status, await said.text(), answer.status, await answer.text()]
      }
    }]
  }
]
