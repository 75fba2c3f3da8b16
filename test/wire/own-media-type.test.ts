// A dialect with a media type of its own: it is taken and sent where the application says nothing of types.
import Fastify, { type FastifyInstance } from 'fastify'
import t, { type Test } from 'tap'
import conformant, { akeneo, defineDialect, problem, type ConformantOptions, type Dialect } from '../../lib/index.ts'
import { json, success } from '../helpers/answers.ts'
import { exchange, listen } from '../helpers/exchange.ts'

const own = 'application/vnd.api+json'
const dialect = defineDialect({
  name: 'json-api',
  mediaType: `${own}; charset=utf-8`,
  render: ({ facts, kind }, { status }) => ({ errors: [{ status: String(status), code: kind, meta: facts }] }),
  schema: () => ({ type: 'object' })
})
const refused = (status: number, code: string, meta: object, headers: Record<string, string> = {}) => json(status, { errors: [{ status: String(status), code, meta }] }, headers, dialect.mediaType)
const body = { type: 'object', properties: { a: { type: 'number' } } }
const parse = (_request: unknown, _text: unknown, done: (error: null, body: unknown) => void): void => done(null, { a: 5 })

async function server (t: Test, options: ConformantOptions, prepare: (app: FastifyInstance) => void = () => {}): Promise<number> {
  const app = Fastify()
  await app.register(conformant, options)
  prepare(app)
  app.get('/', async () => ({ a: 1 }))
  app.get('/named', async (_request, reply) => reply.type(own).send('{"a":1}'))
  app.get('/page', { config: { conformant: { accept: 'application/json' } } }, async () => ({ a: 1 }))
  app.get('/schema', { schema: { response: { 200: { content: { 'application/json': { schema: { type: 'object' } } } } } } }, async () => ({}))
  app.route({ method: ['POST', 'PATCH', 'DELETE'], url: '/', schema: { body }, handler: async ({ body }) => ({ read: body }) })
  app.post('/named', { schema: { body: { content: { 'application/json': { schema: body } } } } }, async ({ body }) => ({ read: body }))
  app.post('/json', { config: { conformant: { contentType: 'application/json' } } }, async ({ body }) => ({ read: body }))
  return await listen(t, app)
}

t.test('who asks for it is sent JSON, where the route does not say what it sends', async (t) => {
  const port = await server(t, { dialect })
  const get = (path: string, accept: string) => exchange(port, { path, headers: { accept } })
  for (const accept of [own, `${own};q=0.5, text/html`, 'application/json', '*/*']) t.strictSame(await get('/', accept), success(200, { a: 1 }), accept)
  t.strictSame(await get('/named', own), json(200, { a: 1 }, {}, `${own}; charset=utf-8`))
  for (const accept of ['text/html', `${own};q=0, text/html`, 'application/problem+json']) {
    t.strictSame(await get('/', accept), refused(406, 'not_acceptable', { value: accept, allowed: ['application/json', own] }, { vary: 'Accept' }), accept)
    t.strictSame(await get('/named', accept), refused(406, 'not_acceptable', { value: accept, allowed: [own] }, { vary: 'Accept' }), accept)
  }
  for (const path of ['/page', '/schema']) t.strictSame(await get(path, own), refused(406, 'not_acceptable', { value: own, allowed: ['application/json'] }, { vary: 'Accept' }), path)
})

t.test('a body of it is JSON, where the application does not say what is taken', async (t) => {
  const port = await server(t, { dialect })
  const send = (path: string, type: string, text: string, method = 'POST') => exchange(port, { method, path, body: text, headers: { 'content-type': type } })
  for (const method of ['POST', 'PATCH', 'DELETE']) {
    for (const type of [own, 'application/json', 'Application/VND.API+json; ext="https://a.example/"']) t.strictSame(await send('/', type, '{"a":1}', method), success(200, { read: { a: 1 } }), `${method} ${type}`)
    t.strictSame(await send('/', own, '{', method), refused(400, 'malformed_json', {}), method)
    t.match(await send('/', own, '{"a":"x"}', method), { status: 422 }, method)
  }
  const both = `application/json, ${own}`
  for (const type of ['text/csv', 'application/ld+json', 'application/problem+json']) {
    t.strictSame(await send('/', type, '{}'), refused(415, 'unsupported_media_type', { value: type, allowed: ['application/json', own] }, { accept: both, 'accept-post': both }), type)
    t.match(await send('/', type, '{}', 'DELETE'), { status: 415, headers: { accept: both } }, `DELETE ${type}`)
  }
  const alone = { accept: 'application/json', 'accept-post': 'application/json' }
  for (const path of ['/named', '/json']) t.strictSame(await send(path, own, '{}'), refused(415, 'unsupported_media_type', { value: own, allowed: ['application/json'] }, alone), path)
})

t.test('a parser of the application goes before it', async (t) => {
  const port = await server(t, { dialect }, app => app.addContentTypeParser(own, { parseAs: 'string' }, parse))
  t.strictSame(await exchange(port, { method: 'POST', body: '{', headers: { 'content-type': own } }), success(200, { read: { a: 5 } }))
})

t.test('where nothing of this package reads JSON, and where it only reports, nothing changes', async (t) => {
  const sent = { method: 'POST', body: '{}', headers: { 'content-type': own } }
  const off = await server(t, { dialect, json: false })
  t.strictSame(await exchange(off, sent), refused(415, 'unsupported_media_type', { value: own, allowed: ['application/json'] }, { accept: 'application/json', 'accept-post': 'application/json' }))
  t.match(await exchange(await server(t, { dialect, enforce: 'report' }), sent), { status: 415 })
})

t.test('the built-in dialects take and send application/json', async (t) => {
  const cases: Array<[dialect: Dialect, type: string]> = [[problem(), 'application/problem+json'], [problem(), own], [akeneo(), own], [akeneo({ negotiation: 'exact' }), own]]
  for (const [dialect, type] of cases) {
    const port = await server(t, { dialect })
    t.match(await exchange(port, { headers: { accept: type } }), { status: 406 }, `${dialect.name}, ${type}`)
    t.match(await exchange(port, { method: 'POST', body: '{}', headers: { 'content-type': type } }), { status: 415, headers: { accept: 'application/json' } }, `${dialect.name}, ${type}`)
  }
})
