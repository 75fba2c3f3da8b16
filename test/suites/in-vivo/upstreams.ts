// Other servers that answers come from.
import { load, type Case } from './cases.ts'

/** What the plugins add, which are not there where types are checked. */
type Any = any
const own = (app: unknown): Any => app

export const upstreams: readonly Case[] = [
  {
    name: 'fetch, and what becomes of its answers',
    app (app, { upstream, dead }) {
      app.get('/json', async () => await (await fetch(`${upstream}/json`)).json())
      app.get('/as-it-is', async () => await fetch(`${upstream}/page`))
      app.get('/missing', async (_request, reply) => {
        const answer = await fetch(`${upstream}/missing`)
        return answer.ok ? await answer.json() : reply.code(404).send({ reason: 'not there either' })
      })
      app.get('/caught', async (_request, reply) => {
        try {
          return await fetch(dead)
        } catch (error) {
          return reply.code(502).send({ reason: 'away' })
        }
      })
      app.get('/chosen', async (_request, reply) => {
        reply.code(424)
        return await fetch(dead)
      })
      app.get('/dead', async () => await fetch(dead))
      app.get('/wrapped', async () => { try { await fetch(dead) } catch (cause) { throw new Error('no prices', { cause }) } })
    },
    asks: [{ path: '/json' }, { path: '/as-it-is', headers: { accept: 'text/html' } }, { path: '/missing' }, { path: '/caught' }, { path: '/chosen' }, { path: '/dead', mapped: 502 }, { path: '/wrapped', mapped: 502 }]
  },
  {
    name: '@fastify/http-proxy, of a server that is there and of one that is not',
    async app (app, { upstream, dead }) {
      const proxy = await load('@fastify/http-proxy')
      await app.register(proxy, { upstream, prefix: '/up', rewritePrefix: '', httpMethods: ['GET', 'POST'] })
      await app.register(proxy, { upstream: dead, prefix: '/down' })
      app.get('/own', async () => ({ own: true }))
    },
    asks: [{ path: '/up/json' }, { path: '/up/missing' }, { method: 'POST', path: '/up/echo', body: 'a,b', headers: { 'content-type': 'text/csv' } }, { path: '/own' }, { path: '/down/json', mapped: 502 }, { method: 'POST', path: '/down/echo', json: {}, mapped: 502 }, { path: '/nowhere' }]
  },
  {
    name: '@fastify/reply-from, with what it does of an error',
    async app (app, { upstream, dead }) {
      await app.register(await load('@fastify/reply-from'))
      app.get('/up', async (_request, reply) => own(reply).from(`${upstream}/json`, { rewriteHeaders: (headers: object) => ({ ...headers, 'x-by': 'us' }) }))
      app.get('/own', async (_request, reply) => own(reply).from(dead, { onError: (answer: Any) => { answer.code(503).send({ reason: 'later' }) } }))
      app.get('/down', async (_request, reply) => own(reply).from(dead))
    },
    asks: [{ path: '/up' }, { path: '/own' }, { path: '/down', mapped: 502 }]
  },
  {
    name: 'several servers at once',
    app (app, { upstream, dead }) {
      app.get('/all', async () => (await Promise.all(['json', 'json'].map(async path => await (await fetch(`${upstream}/${path}`)).json()))))
      app.get('/any', async () => await (await Promise.any([fetch(dead), fetch(`${upstream}/json`)])).json())
      app.get('/settled', async () => (await Promise.allSettled([fetch(dead), fetch(`${upstream}/json`)])).map(({ status }) => status))
      app.get('/none', async () => await Promise.any([fetch(dead), fetch(dead)]))
    },
    asks: [{ path: '/all' }, { path: '/any' }, { path: '/settled' }, { path: '/none' }]
  }
]
