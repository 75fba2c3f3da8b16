// A server that refuses in every way, and whose hooks and handlers wait now and then, so that requests overtake each other.
import type { IncomingMessage } from 'node:http'
import { Type } from '@sinclair/typebox'
import Fastify, { type FastifyInstance, type FastifyRequest } from 'fastify'
import conformant, { conflict, forbidden, gone, notFound, serverOptions, unauthorized, unprocessable, type Dialect, type Preconditions } from '../../../lib/index.ts'
import type { SpamCheck } from '../../../lib/entries/spam.ts'
import { turns } from '../../helpers/until.ts'
import { requests } from './crossing-dialects.ts'

export interface Crossing {
  readonly app: FastifyInstance
  /** How many requests are held by the route for crowds. */
  readonly held: () => number
  /** Answers them. */
  release (): void
  /** How many requests came while one of another tenant was open. */
  readonly overlaps: () => number
}

const tenantOf = ({ headers }: FastifyRequest): string => String(headers['x-tenant'])
const Item = Type.Object({ name: Type.Optional(Type.String({ maxLength: 8 })), colour: Type.Optional(Type.Union([Type.Literal('red'), Type.Literal('blue')])) })

/** A store that is never there. */
const away = { name: 'away', open: () => ({ take: async () => { throw new Error('away') } }) }

export async function crossing (dialect: Dialect, isHttp2: boolean): Promise<Crossing> {
  const app = Fastify(serverOptions({ dialect, forceCloseConnections: true, ...(isHttp2 ? { http2: true } : {}) } as object)) as unknown as FastifyInstance
  rememberRequests(app)
  app.addHook('onRequest', async ({ headers }, reply) => {
    reply.headers({ 'x-request-id': headers['x-request-id'], 'x-tenant': headers['x-tenant'] })
    await turns(Number(headers['x-turns']))
  })
  const overlaps = countOverlaps(app)
  await app.register(conformant, { dialect })
  app.addHook('preHandler', async ({ headers }) => await turns(Number(headers['x-turns'])))
  thrown(app)
  gated(app)
  const waiting: Array<() => void> = []
  app.get('/crowd', { config: { conformant: { concurrency: { limit: 1, key: tenantOf } } } }, async () => {
    await new Promise<void>(resolve => waiting.push(resolve))
    return {}
  })
  return { app, held: () => waiting.length, release: () => { for (const answer of waiting.splice(0)) answer() }, overlaps }
}

/** Whatever is asked in the course of a request finds it, below the hooks too. Not by a listener: the plugin leaves expectations to those who listen. */
function rememberRequests ({ server }: FastifyInstance): void {
  const { emit } = server
  server.emit = (event: string, ...told: unknown[]) => {
    if (event === 'request' || event === 'checkExpectation') requests.enterWith(told[0] as IncomingMessage)
    return Reflect.apply(emit, server, [event, ...told]) as boolean
  }
}

function countOverlaps (app: FastifyInstance): () => number {
  const open = new Map<string, number>()
  let count = 0
  const change = (request: FastifyRequest, by: number): void => { open.set(tenantOf(request), (open.get(tenantOf(request)) ?? 0) + by) }
  app.addHook('onRequest', async (request) => {
    change(request, 1)
    // The one that is held for the crowd is always open.
    if ([...open].some(([tenant, many]) => tenant !== tenantOf(request) && many > 1)) count++
  })
  app.addHook('onResponse', async (request) => change(request, -1))
  return () => count
}

/** What handlers throw, with what is the client's. */
function thrown (app: FastifyInstance): void {
  const throws: Readonly<Record<string, (tenant: string) => Error>> = {
    unauthorized: tenant => unauthorized({ realm: tenant, error: 'invalid_token', description: `The token of ${tenant} has expired.` }),
    bare: () => unauthorized(),
    forbidden: tenant => forbidden(`You may only change ${tenant}.`, { scope: [tenant] }),
    missing: tenant => notFound({ resource: 'Tenant', id: tenant }),
    conflict: tenant => conflict(`${tenant} is taken.`, { existing: `/tenants/${tenant}`, etag: `"${tenant}"` }),
    gone: tenant => gone({ message: `${tenant} has moved.`, links: { other: `https://${tenant}.example/` }, extra: { tenant }, headers: { 'x-gone': tenant } }),
    unprocessable: tenant => unprocessable({ issues: [{ path: [tenant, 0], message: `${tenant} is not in the list.`, attribute: tenant, locale: null, scope: null }] }),
    unknown: tenant => new Error(tenant)
  }
  for (const [name, make] of Object.entries(throws)) app.get(`/thrown/${name}`, async (request) => { throw make(tenantOf(request)) })
  app.batch({ method: 'PATCH', url: '/lines', key: 'name', item: Item, concurrency: 3 }, async ({ name }, request) => {
    await turns(Number(request.headers['x-turns']))
    if (name === 'missing') throw notFound({ resource: 'Tenant', id: tenantOf(request) })
  })
}

/** A route for each gate. */
function gated (app: FastifyInstance): void {
  const preconditions: Preconditions = {
    required: true,
    state: async ({ headers }) => {
      await turns(Number(headers['x-turns']))
      return { etag: '"1"' }
    }
  }
  const spamCheck: SpamCheck = { classify: () => Promise.resolve('spam'), resource: 'snippet' }
  const handler = async (): Promise<object> => ({})
  app.get('/items', handler)
  app.post('/items', { bodyLimit: 200, schema: { body: Item }, config: { conformant: { documentation: 'https://docs.example/items' } } }, handler)
  app.post('/lists', { config: { conformant: { items: 2 } } }, handler)
  app.post('/constrained', { config: { conformant: { items: { limit: 2, status: 403 } } } }, handler)
  app.get('/queries', { schema: { querystring: Type.Object({ page: Type.Optional(Type.Integer({ maximum: 9 })) }), headers: Type.Object({ 'x-colour': Type.Optional(Type.Literal('red')) }) } }, handler)
  app.put('/kept', { config: { conformant: { preconditions } } }, handler)
  app.get('/limited', { config: { conformant: { rateLimit: { limit: 3, window: '1h', key: tenantOf } } } }, handler)
  app.get('/unsure', { config: { conformant: { rateLimit: { limit: 3, window: '1h', key: tenantOf, store: away, storeFailure: 'refuse' } } } }, handler)
  app.post('/spam', { config: { conformant: { spamCheck } } }, handler)
  app.get('/masked', { config: { conformant: { maskForbidden: true } } }, async (request) => { throw forbidden({ resource: 'Tenant', id: tenantOf(request) }) })
}
