import Fastify, { type FastifyInstance } from 'fastify'
import t from 'tap'
import conformant, { gateOrder, unauthorized } from '../../lib/index.ts'
import { noStore, problem } from '../helpers/answers.ts'
import { stopClock } from '../helpers/clock.ts'
import { exchange, listen, requestOf, type Sent } from '../helpers/exchange.ts'
import { tooMany } from '../helpers/limits.ts'
import { RawClient, type Answer } from '../helpers/raw.ts'

stopClock(t)

const asJson = { 'content-type': 'application/json' }
const csv = { 'content-type': 'text/csv' }
const png = { accept: 'image/png' }
const brotli = { 'content-encoding': 'br' }
const stale = { 'if-match': '"0"' }
const thing = { type: 'object', properties: { name: { type: 'string' } } }
const taken = { accept: 'application/json', 'accept-post': 'application/json' }

const rateLimit = tooMany('60', { 'ratelimit-policy': '"default";q=1;w=60', ratelimit: '"default";r=0;t=60' })
const unknownUrl = problem(404, 'There is nothing at /none.', noStore)
const method = problem(405, 'POST is not supported at /read. Supported: GET.', { ...noStore, allow: 'GET, HEAD' })
const accept = problem(406, "The Accept header 'image/png' allows nothing that can be sent. Available: application/json.", { vary: 'Accept' })
const contentType = problem(415, "The content type 'text/csv' is not supported. Supported: application/json.", taken)
const contentCoding = problem(415, "The content coding 'br' is not supported.", { 'accept-encoding': 'identity' })
const payload = problem(413, 'The request body is larger than 500 bytes.')
const preconditions = problem(412, 'A precondition of the request does not hold.')
const json = problem(400, 'The request body is not valid JSON.')
const items = problem(413, 'The request has more than 2 items.')
const findings = problem(422, 'Validation failed.', {}, {
  errors: [{ detail: 'is not a known property', pointer: '#/0/more' }, { detail: 'must be of type string', pointer: '#/0/name' }]
})
const finding = problem(422, 'Validation failed.', {}, { errors: [{ detail: 'must be of type string', pointer: '#/0/name' }] })

/** Requests that two gates would refuse, by their names, and what they are told. */
const pairs: Record<string, [sent: Sent, told: Answer]> = {
  'rateLimit, unknownUrl': [{ path: '/limited/none' }, rateLimit],
  'unknownUrl, method': [{ method: 'POST', path: '/none', body: '{', headers: csv }, unknownUrl],
  'method, deprecated': [{ method: 'POST', path: '/gone' }, problem(405, 'POST is not supported at /gone. Supported: GET.', { ...noStore, allow: 'GET, HEAD' })],
  'deprecated, accept': [{ path: '/gone', headers: png }, problem(410, 'The resource has been removed.', { ...noStore, sunset: 'Wed, 01 Jan 2020 00:00:00 GMT' })],
  'accept, contentType': [{ path: '/read', body: '{', headers: { ...png, ...csv } }, accept],
  'contentType, contentCoding': [{ method: 'POST', path: '/write', body: 'a', headers: { ...csv, ...brotli } }, contentType],
  'contentCoding, payload': [{ method: 'POST', path: '/write', json: 'a'.repeat(500), headers: brotli }, contentCoding],
  'payload, preconditions': [{ method: 'POST', path: '/write', body: '{'.repeat(501), headers: { ...asJson, ...stale } }, payload],
  'preconditions, json': [{ method: 'POST', path: '/write', body: '{', headers: { ...asJson, ...stale } }, preconditions],
  'json, items': [{ method: 'POST', path: '/write', body: '[1,2,3', headers: asJson }, json],
  'items, unknownProperties': [{ method: 'POST', path: '/write', json: [{ more: 1 }, {}, {}] }, items],
  'unknownProperties, validation': [{ method: 'POST', path: '/write', json: [{ more: 1, name: 1 }] }, findings],
  'validation, spamCheck': [{ method: 'POST', path: '/write', json: [{ name: 1 }] }, finding]
}

async function server (): Promise<FastifyInstance> {
  const app = Fastify()
  await app.register(conformant, { items: 2, accept: 'application/json' })
  await app.register(async (scope) => {
    await scope.register(conformant, { rateLimit: { limit: 1, window: '1m' } })
  }, { prefix: '/limited' })
  app.get('/read', async () => ({}))
  app.get('/gone', { config: { conformant: { deprecated: { sunset: '2020-01-01', afterSunset: 'gone' } } } }, async () => ({}))
  const config = { conformant: { preconditions: { state: () => ({ etag: '"1"' }) }, spamCheck: { classify: () => 'spam' as const } } }
  app.post('/write', { bodyLimit: 500, config, schema: { body: { type: 'array', items: thing } } }, async () => ({}))
  return app
}

t.test('of two gates that would refuse, the earlier one speaks', async (t) => {
  const port = await listen(t, await server())
  await exchange(port, 'GET /limited')
  // A crowd is there only while others are: it has tests of its own.
  const alone = gateOrder.map(({ gate }) => gate).filter(gate => gate !== 'concurrency')
  const adjacent = alone.slice(1).map((gate, index) => `${alone[index]}, ${gate}`)
  t.strictSame(Object.keys(pairs), adjacent, 'every adjacent pair is here')
  for (const [pair, [sent, told]] of Object.entries(pairs)) t.strictSame(await exchange(port, sent), told, pair)
})

t.test('a 404 stays one whatever Accept says', async (t) => {
  const port = await listen(t, await server())
  t.strictSame(await exchange(port, { path: '/none', headers: png }), unknownUrl)
})

t.test('the application\'s authentication comes after 404, 405 and 406, and before all that needs more than the head', async (t) => {
  const app = await server()
  app.addHook('onRequest', async () => { throw unauthorized() })
  const port = await listen(t, app)
  await exchange(port, 'GET /limited')
  const refused = problem(401, 'Authentication is required.', { 'www-authenticate': 'Bearer realm="api"' })
  const before = ['rateLimit, unknownUrl', 'unknownUrl, method', 'method, deprecated', 'deprecated, accept', 'accept, contentType']
  for (const [pair, [sent, told]] of Object.entries(pairs)) {
    t.strictSame(await exchange(port, sent), before.includes(pair) ? told : refused, pair)
  }
  t.strictSame(await exchange(port, 'GET /read'), refused, 'and before the handler')
})

t.test('the hooks of a route come after the gates of their stage', async (t) => {
  const app = Fastify()
  await app.register(conformant, { items: 1 })
  const body = { type: 'object', properties: { name: { type: 'string' } } }
  const seen: string[] = []
  app.post('/parsing', { schema: { body }, preParsing: [async () => { seen.push('preParsing') }] }, async () => ({}))
  app.post('/validating', { schema: { body }, preValidation: async () => { seen.push('preValidation') } }, async () => ({}))
  const port = await listen(t, app)
  t.strictSame(await exchange(port, { method: 'POST', path: '/parsing', body: 'a', headers: csv }), contentType)
  t.match(await exchange(port, { method: 'POST', path: '/validating', json: [1, 2] }), { status: 413 })
  t.match(await exchange(port, { method: 'POST', path: '/validating', json: { more: 1 } }), { status: 422 })
  t.strictSame(seen, [], 'not asked where a gate refuses')
  t.match(await exchange(port, { method: 'POST', path: '/parsing', json: { name: 'a' } }), { status: 200 })
  t.match(await exchange(port, { method: 'POST', path: '/validating', json: { name: 'a' } }), { status: 200 })
  t.strictSame(seen, ['preParsing', 'preValidation'])
})

t.test('what the head tells is answered before the body is read', async (t) => {
  const app = await server()
  const parsers: string[] = []
  app.addContentTypeParser(['text/plain', 'application/x'], (request, _body, done) => {
    parsers.push(request.url)
    done(null, undefined)
  })
  app.route({ method: ['GET', 'POST'], url: '/both', bodyLimit: 500, handler: async () => ({}) })
  const port = await listen(t, app)
  const huge = { 'content-length': String(50_000_000) }
  const big = problem(413, 'The request body is larger than 500 bytes.')
  const cases: Array<[sent: Sent, told: Answer]> = [
    [{ method: 'POST', path: '/none', headers: { ...huge, ...asJson } }, unknownUrl],
    [{ method: 'POST', path: '/none', headers: { ...huge, 'content-type': 'text/plain' } }, unknownUrl],
    [{ method: 'POST', path: '/read', headers: { ...huge, ...asJson } }, method],
    [{ path: '/read', headers: { ...huge, ...png } }, accept],
    [{ path: '/both', headers: { ...huge, ...png } }, accept],
    [{ method: 'POST', path: '/write', headers: { ...huge, ...csv } }, problem(415, "The content type 'text/csv' is not supported. Supported: application/json or application/x or text/plain.",
      { accept: 'application/json, application/x, text/plain', 'accept-post': 'application/json, application/x, text/plain' })],
    [{ method: 'POST', path: '/write', headers: { ...huge, ...asJson, ...brotli } }, contentCoding],
    [{ method: 'POST', path: '/write', headers: { ...huge, ...asJson } }, big],
    [{ method: 'POST', path: '/both', headers: { ...huge, ...asJson } }, big]
  ]
  for (const [sent, told] of cases) {
    const client = await RawClient.connect(port)
    client.send(requestOf(sent))
    t.strictSame(await client.answer(sent.method), told, `${sent.method} ${sent.path} without a byte of its body`)
    client.close()
  }
  t.strictSame(parsers, [], 'no parser was asked')
})
