// The ways in which applications ask other servers.
import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { get } from 'node:http'
import { get as getSecurely } from 'node:https'
import { join } from 'node:path'
import type { FastifyInstance } from 'fastify'
import { fetch as undiciFetch, request } from 'undici'

const here = import.meta.dirname
if (!existsSync(join(here, 'node_modules/.package-lock.json'))) {
  execFileSync('npm', ['ci', '--ignore-scripts', '--no-audit'], { cwd: here, stdio: 'ignore', timeout: 240_000 })
}

/** A package of this folder. It may not be installed where types are checked. */
export async function load (name: string): Promise<any> {
  const loaded = await import(name)
  return loaded.default ?? loaded
}

/** The same for what waits of undici. */
const agents = (patience: number): object => ({ headersTimeout: patience, bodyTimeout: patience })

/** Whoever throws what went wrong. `patience`: how many milliseconds are waited. */
export const clients: Readonly<Record<string, (url: string, patience: number) => Promise<unknown>>> = {
  fetch: async (url, patience) => (await fetch(url, { signal: AbortSignal.timeout(patience) })).json(),
  "undici's fetch": async (url, patience) => (await undiciFetch(url, { signal: AbortSignal.timeout(patience) })).json(),
  "undici's request": async (url, patience) => (await request(url, agents(patience))).body.json(),
  "undici's request with a signal": async (url, patience) => (await request(url, { signal: AbortSignal.timeout(patience) })).body.json(),
  got: async (url, patience) => (await load('got'))(url, { timeout: { request: patience }, retry: { limit: 0 } }).json(),
  'got with a signal': async (url, patience) => (await load('got'))(url, { signal: AbortSignal.timeout(patience), retry: { limit: 0 } }).json(),
  axios: async (url, patience) => (await (await load('axios')).get(url, { timeout: patience })).data,
  'axios with a signal': async (url, patience) => (await (await load('axios')).get(url, { signal: AbortSignal.timeout(patience) })).data,
  "axios on fetch's back": async (url, patience) => (await (await load('axios')).get(url, { timeout: patience, adapter: 'fetch' })).data,
  'node-fetch with a signal': async (url, patience) => (await (await load('node-fetch'))(url, { signal: AbortSignal.timeout(patience) })).json(),
  "Node's own client": async (url, patience) => await new Promise((resolve, reject) => {
    const sent = (url.startsWith('https') ? getSecurely : get)(url, { signal: AbortSignal.timeout(patience), agent: false }, response => {
      response.on('error', reject).on('end', resolve).resume()
    })
    sent.on('error', reject)
  })
}

/** Plugins that ask for the application. Each answers at `/`. */
export const plugins: Readonly<Record<string, (app: FastifyInstance, base: string, patience: number) => Promise<void>>> = {
  'reply-from, undici': async (app, base, patience) => {
    await app.register(await load('@fastify/reply-from'), { base, undici: agents(patience) })
    app.route({ method: ['GET', 'POST'], url: '/', handler: (_request, reply) => (reply as unknown as { from (path: string): unknown }).from('/') })
  },
  'reply-from, http': async (app, base, patience) => {
    await app.register(await load('@fastify/reply-from'), { base, http: { requestOptions: { timeout: patience } } })
    app.route({ method: ['GET', 'POST'], url: '/', handler: (_request, reply) => (reply as unknown as { from (path: string): unknown }).from('/') })
  },
  'http-proxy': async (app, base, patience) => { await app.register(await load('@fastify/http-proxy'), { upstream: base, undici: agents(patience) }) },
  oauth2: async (app, base, patience) => {
    await app.register(await load('@fastify/oauth2'), {
      name: 'shop',
      callbackUri: 'http://api.example/',
      startRedirectPath: '/login',
      generateStateFunction: () => 's',
      checkStateFunction: (_: unknown, done: () => void) => done(),
      credentials: { client: { id: 'a', secret: 'b' }, auth: { tokenHost: base, tokenPath: '/token', authorizePath: '/authorize' }, http: { timeout: patience } }
    })
    app.get('/', async request => (app as unknown as { shop: { getAccessTokenFromAuthorizationCodeFlow (request: unknown): Promise<unknown> } }).shop.getAccessTokenFromAuthorizationCodeFlow(request))
  }
}
