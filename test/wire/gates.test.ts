import Fastify, { type FastifyInstance, type FastifyRequest } from 'fastify'
import t, { type Test } from 'tap'
import conformant, { type GateName } from '../../lib/index.ts'
import type { ConformantOptions, ConformantRouteOptions } from '../../lib/plugin/options.ts'
import { closing, noStore, problem, success } from '../helpers/answers.ts'
import { exchange, listen, type Sent } from '../helpers/exchange.ts'
import type { Answer } from '../helpers/raw.ts'

const schema = { body: { type: 'object', properties: { name: { type: 'string' } } } }
const latin1 = Buffer.from('{"name":"\xE9"}', 'latin1')
const ok = (body: unknown): Answer => success(200, body)
const asJson = { 'content-type': 'application/json' }
const taken = { accept: 'application/json', 'accept-post': 'application/json' }
const unknown = (path: string): Answer => problem(404, `There is nothing at ${path}.`, noStore)
const notFound = (line: string): Answer => success(404, { message: `Route ${line} not found`, error: 'Not Found', statusCode: 404 })
const issues = (...errors: object[]): Answer => problem(422, 'Validation failed.', {}, { errors })

// Fastify 6 measures what it has decoded, and finds more bytes than were announced.
const bare = Fastify()
bare.post('/', async () => ({}))
const bareTakesLatin1 = (await bare.inject({ method: 'POST', url: '/', payload: latin1, headers: asJson })).statusCode === 200

interface Case {
  readonly gate: GateName
  /** Below the prefix of the scope. */
  readonly sent: Sent
  /** On a route alone the plugin's parser reads as Fastify's does. */
  readonly off: (prefix: string, isReadByOurs?: true) => Answer
  readonly on: (prefix: string) => Answer
  /** Where the gate is looked at before there is a route. */
  readonly notForRoutes?: true
}

const cases: Case[] = [
  { gate: 'unknownUrl', sent: { path: '/none' }, off: prefix => notFound(`GET:${prefix}/none`), on: prefix => unknown(`${prefix}/none`), notForRoutes: true },
  {
    gate: 'method',
    sent: { method: 'PUT', path: '/things' },
    off: () => problem(404, 'The resource does not exist.', noStore),
    on: prefix => problem(405, `PUT is not supported at ${prefix}/things. Supported: GET, POST.`, { ...noStore, allow: 'GET, HEAD, POST' }),
    notForRoutes: true
  },
  {
    gate: 'accept',
    sent: { path: '/things', headers: { accept: 'image/png' } },
    off: () => ok({ read: true }),
    on: () => problem(406, "The Accept header 'image/png' allows nothing that can be sent. Available: application/json.", { vary: 'Accept' })
  },
  {
    gate: 'contentType',
    sent: { method: 'POST', path: '/lists', body: 'a,b', headers: { 'content-type': 'text/plain' } },
    off: () => ok({ items: 3 }),
    on: () => problem(415, "The content type 'text/plain' is not supported. Supported: application/json.", taken)
  },
  {
    gate: 'contentCoding',
    sent: { method: 'POST', path: '/things', json: { name: 'a' }, headers: { 'content-encoding': 'br' } },
    off: () => ok({ name: 'a' }),
    on: () => problem(415, "The content coding 'br' is not supported.", { 'accept-encoding': 'identity' })
  },
  {
    gate: 'payload',
    sent: { method: 'POST', path: '/sized', json: { name: 'a'.repeat(100) } },
    // Fastify has a limit too, but it is asked later.
    off: () => problem(413, 'The request body is larger than 50 bytes.', { 'x-parsing': 'begun' }),
    on: () => problem(413, 'The request body is larger than 50 bytes.')
  },
  {
    gate: 'json',
    sent: { method: 'POST', path: '/things', body: latin1, headers: asJson },
    off: (_prefix, isReadByOurs) => isReadByOurs === true || bareTakesLatin1 ? ok({ name: '\uFFFD' }) : problem(400, 'The request cannot be understood.', closing),
    on: () => problem(400, 'The request body is not valid JSON.')
  },
  {
    gate: 'items',
    sent: { method: 'POST', path: '/lists', json: Array(101).fill(0) },
    off: () => ok({ items: 101 }),
    on: () => problem(413, 'The request has more than 100 items.')
  },
  {
    gate: 'unknownProperties',
    sent: { method: 'POST', path: '/things', json: { name: 'a', more: 1 } },
    off: () => ok({ name: 'a', more: 1 }),
    on: () => issues({ detail: 'is not a known property', pointer: '#/more' })
  },
  {
    gate: 'validation',
    sent: { method: 'POST', path: '/things', json: { name: 1 } },
    // Fastify's own validation coerces.
    off: () => ok({ name: '1' }),
    on: () => issues({ detail: 'must be of type string', pointer: '#/name' })
  }
]

function declare (scope: FastifyInstance, route?: ConformantRouteOptions): void {
  const config = route === undefined ? {} : { conformant: route }
  scope.get('/things', { config }, async () => ({ read: true }))
  scope.post('/things', { config, schema, bodyLimit: 50 }, async (request: FastifyRequest) => request.body)
  scope.post('/sized', {
    config,
    bodyLimit: 50,
    preParsing: async (_request, reply, payload) => {
      reply.header('x-parsing', 'begun')
      return payload
    }
  }, async (request: FastifyRequest) => request.body)
  scope.post('/lists', { config, bodyLimit: 5000 }, async (request: FastifyRequest) => ({ items: (request.body as unknown[]).length }))
}

/** The plugin at the root, in a scope with a prefix, and on the routes. */
async function ask (t: Test, sent: Sent, root: ConformantOptions | undefined, scope?: ConformantOptions, route?: ConformantRouteOptions): Promise<Answer> {
  const app = Fastify()
  if (root !== undefined) await app.register(conformant, root)
  const prefix = scope === undefined ? '' : '/scope'
  await app.register(async child => {
    if (scope !== undefined) await child.register(conformant, scope)
    declare(child, route)
  }, { prefix })
  return await exchange(await listen(t, app), { ...sent, path: `${prefix}${sent.path}` })
}

for (const { gate, sent, off, on, notForRoutes } of cases) {
  t.test(gate, async (t) => {
    t.strictSame(await ask(t, sent, {}), on(''), 'on where nothing is said')
    t.strictSame(await ask(t, sent, { [gate]: true }), on(''), 'on at the root')
    t.strictSame(await ask(t, sent, { [gate]: false }), off(''), 'off at the root')
    t.strictSame(await ask(t, sent, undefined, {}), on('/scope'), 'on in a scope alone')
    t.strictSame(await ask(t, sent, undefined, { [gate]: false }), off('/scope'), 'off in a scope alone')
    t.strictSame(await ask(t, sent, { [gate]: false }, {}), off('/scope'), 'off, inherited by a scope')
    t.strictSame(await ask(t, sent, { [gate]: false }, { [gate]: true }), on('/scope'), 'on in a scope below a root where it is off')
    if (notForRoutes === true) return
    t.strictSame(await ask(t, sent, {}, { [gate]: false }), off('/scope'), 'off in a scope below a root where it is on')
    t.strictSame(await ask(t, sent, {}, undefined, { [gate]: false }), off('', true), 'off on a route')
    t.strictSame(await ask(t, sent, { [gate]: false }, {}, { [gate]: true }), on('/scope'), 'on on a route of a server where it is off')
    t.strictSame(await ask(t, sent, {}, { [gate]: false }, { [gate]: true }), on('/scope'), 'on on a route of a scope where it is off')
  })
}

t.test('below a root where they are on, a scope can leave its unknown URLs to Fastify', async (t) => {
  t.match(await ask(t, { path: '/none' }, {}, { unknownUrl: false }), { status: 404, body: '{"message":"Route GET:/scope/none not found","error":"Not Found","statusCode":404}' })
  t.strictSame(await ask(t, { method: 'PUT', path: '/things' }, {}, { method: false }), problem(404, 'The resource does not exist.', noStore))
})

t.test('a scope can make them its own', async (t) => {
  const app = Fastify()
  await app.register(conformant)
  await app.register(async scope => {
    await scope.register(conformant, { unknownUrl: false })
    scope.setNotFoundHandler((_request, reply) => reply.code(404).send({ own: true }))
  }, { prefix: '/scope' })
  const port = await listen(t, app)
  t.strictSame(await exchange(port, 'GET /scope/none'), success(404, { own: true }))
  t.strictSame(await exchange(port, 'GET /none'), unknown('/none'))
})

t.test('a route whose gates are off gets no hooks', async (t) => {
  const app = Fastify()
  await app.register(conformant, { contentType: false, contentCoding: false, payload: false, items: false, unknownProperties: false, coerce: false })
  const hooks: unknown[] = []
  app.addHook('onRoute', ({ onRequest, preParsing, preValidation, preHandler }) => { hooks.push(onRequest, preParsing, preValidation, preHandler) })
  app.post('/', { schema }, async () => null)
  await app.ready()
  t.strictSame(hooks, Array(4).fill(undefined))
  await app.close()
})
