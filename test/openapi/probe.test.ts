import Fastify, { type FastifyInstance } from 'fastify'
import { Type } from '@sinclair/typebox'
import t from 'tap'
import conformant, { type ConformantOptions } from '../../lib/index.ts'
import { attempts, baseBody, baseOf } from '../../lib/openapi/attempts.ts'
import { belowOf } from '../../lib/openapi/below.ts'
import { batchParts } from '../../lib/openapi/batch-parts.ts'
import { Components } from '../../lib/openapi/components.ts'
import { ask, requestFor } from '../../lib/openapi/probe.ts'
import { changed, type Provocation } from '../../lib/openapi/provocation.ts'
import { standing } from '../../lib/openapi/standing.ts'
import { validatorsOf } from '../../lib/openapi/validators.ts'
import { knownRoutes, type KnownRoute } from '../../lib/plugin/known-routes.ts'

async function routeOf (declare: (app: FastifyInstance) => void, options: ConformantOptions = {}): Promise<KnownRoute> {
  const app = Fastify()
  await app.register(conformant, options)
  declare(app)
  await app.ready()
  return knownRoutes(app)[0] as KnownRoute
}

const sent = (method: string, url: string, more: Partial<Provocation> = {}): Provocation => ({ method, url, headers: {}, ...more })
const json = { 'content-type': 'application/json' }

t.test('a request that nobody has sent', async (t) => {
  const route = await routeOf(app => app.get('/:id', async () => ''))
  t.match(requestFor(route, sent('GET', '/7?a=1&a=2&b=3', { headers: { host: 'a.example:1' } })), { params: { id: '7' }, query: { a: ['1', '2'], b: '3' }, hostname: 'a.example', id: 'req-1' })
  const request = requestFor(route, sent('GET', '/7', { body: 'ab' }))
  t.match([request.headers, request.host], [{ 'content-length': '2' }, 'localhost:80'])
  t.strictSame([request.raw.rawHeaders, request.server === route.instance, request.method, request.url, request.originalUrl], [['host', 'localhost:80', 'content-length', '2'], true, 'GET', '/7', '/7'])
  t.match(request.routeOptions, { url: '/:id', bodyLimit: 1048576 })
  for (const level of ['fatal', 'error', 'warn', 'info', 'debug', 'trace'] as const) request.log[level]('nobody hears it')
  t.equal(request.log.child({}), request.log)
  t.strictSame(changed(sent('GET', '/'), { headers: { a: 'b' } }), { method: 'GET', url: '/', headers: { a: 'b' } })
})

t.test('what the package says of it', async (t) => {
  const route = await routeOf(app => app.post('/', { schema: { body: Type.Object({ a: Type.String() }) } }, async () => ''))
  const asked = (more: Partial<Provocation>): unknown => {
    const outcome = ask(route, sent('POST', '/', more))
    return outcome && [outcome.gate, outcome.error.kind]
  }
  t.strictSame(asked({ headers: json, body: '{"a":"b"}' }), undefined)
  t.strictSame(asked({ headers: json, body: '{' }), ['json', 'malformed_json'])
  t.strictSame(asked({ headers: json }), ['json', 'malformed_json'])
  t.strictSame(asked({ headers: json, body: '{"a":"b","c":1}' }), ['unknownProperties', 'validation_failed'])
  t.strictSame(asked({ headers: json, body: 'null' }), ['validation', 'validation_failed'])
  t.strictSame(asked({}), ['contentType', 'content_type_missing'])
})

t.test('what Fastify says where no gate does', async (t) => {
  const route = await routeOf(app => app.post('/', { schema: { body: Type.Object({ a: Type.String() }) } }, async () => ''), { contentType: false })
  t.equal(ask(route, sent('POST', '/', { headers: { 'content-type': 'nonsense' }, body: 'a' }))?.error.kind, 'unsupported_media_type')
  t.equal(ask(route, sent('POST', '/', { body: 'a' }))?.error.kind, 'content_type_missing')
  t.equal(ask(route, sent('POST', '/', { headers: { 'content-type': 'text/plain' }, body: 'a' })), undefined, 'read by somebody else')
  t.equal(ask(route, sent('POST', '/'))?.error.kind, 'validation_failed', 'no body is null to a validator')
})

t.test('validators of all kinds', async (t) => {
  const validated = async (validator: (value: unknown) => unknown): Promise<unknown> => {
    const route = await routeOf(app => app.get('/', { validatorCompiler: () => validator as never, schema: { querystring: {} } }, async () => ''), { accept: false })
    return ask(route, sent('GET', '/'))?.error.kind
  }
  t.equal(await validated(() => false), 'validation_failed', 'without a word')
  t.equal(await validated(() => true), undefined)
  t.equal(await validated(() => ({ value: 1 })), undefined)
  t.equal(await validated(() => ({ error: new Error('no') })), 'validation_failed')
  t.equal(await validated(async () => { throw new Error('late') }), undefined)
  const none = await routeOf(app => app.get('/', async () => ''))
  t.strictSame(validatorsOf({ ...none, instance: {} as never }), {})
  const headers = await routeOf(app => app.get('/', { schema: { headers: { type: 'object', required: ['X-A'], properties: { 'X-A': { type: 'string' } } } } }, async () => ''), { accept: false })
  t.equal(ask(headers, sent('GET', '/', { headers: { 'x-a': 'b' } })), undefined)
  t.equal(ask(headers, sent('GET', '/'))?.error.kind, 'validation_failed')
})

t.test('requests that are tried', async (t) => {
  const route = await routeOf(app => {
    app.addSchema({ $id: 'Item', type: 'string', minLength: 2 })
    app.post('/:id', {
      schema: { params: { type: 'object', properties: { id: { $ref: 'Item#' } } }, querystring: { type: 'object', required: ['q'], properties: { q: { type: 'integer' } } }, headers: { type: 'object', required: ['X-A'], properties: { 'X-A': { type: 'integer' } } }, body: { type: 'array', maxItems: 3, items: { $ref: 'Item#' } } }
    }, async () => '')
  })
  const base = baseOf(route, 'POST') as Provocation
  t.strictSame(base, { method: 'POST', url: '/aa?q=1', headers: { 'x-a': '1' } })
  t.strictSame(baseBody(route, base), { method: 'POST', url: '/aa?q=1', headers: { 'x-a': '1', 'content-type': 'application/json' }, body: '[]' })
  const all = [...attempts(route, base, () => false)]
  const others = [...attempts(route, base, () => false, () => true)]
  t.strictSame(others.filter(one => one.url !== base.url || one.headers['accept'] !== undefined), [], 'nothing else is said where header fields are refused')
  t.ok(others.some(one => one.body !== undefined))
  for (const one of [{ body: '[0,0,0,0]' }, { url: '/aa' }, { url: '/aa?q=x&q=x' }, { url: '/aa?unknownParameter=1' }, { headers: {} }, { url: '/x' }]) {
    t.ok(all.some(given => Object.entries(one).every(([name, value]) => JSON.stringify(given[name as 'url']) === JSON.stringify(value))), JSON.stringify(one))
  }
  const long = await routeOf(app => app.post('/', { schema: { body: { type: 'array', maxItems: 5_000_000 } } }, async () => ''), { contentType: ['image/*', '+json'] })
  t.match(baseBody(long, sent('POST', '/')), { headers: { 'content-type': 'application/json' } })
  t.ok([...attempts(long, sent('POST', '/'), () => false)].every(({ body = '' }) => body.length < 1_000_001))
  const plain = await routeOf(app => app.get('/', { schema: { headers: true as never } }, async () => ''))
  t.strictSame([baseOf(plain, 'GET'), baseBody(plain, sent('GET', '/'))], [sent('GET', '/'), sent('GET', '/')])
  t.strictSame(batchParts(plain, new Components('3.1.1')), undefined)
})

t.test('errors that nobody is asked about, and those below the hooks', async (t) => {
  const route = await routeOf(app => app.get('/', async () => ''), { errors: ['gone'] })
  const kinds = [...standing(route, sent('GET', '/'), requestFor(route, sent('GET', '/')), () => false)].map(({ error }) => error.kind)
  t.strictSame(kinds, ['gone', 'internal'])
  t.strictSame(belowOf(route).map(({ status }) => status), [400, 400, 408, 413, 414, 417, 431, 501, 505, 503])
  t.equal(belowOf(route), belowOf(route))
})
