import Fastify, { type FastifyInstance } from 'fastify'
import t from 'tap'
import conformant, { akeneo, unauthorized } from '../../lib/index.ts'
import type { ConformantOptions } from '../../lib/plugin/options.ts'
import { closing, json, noStore, problem, success } from '../helpers/answers.ts'
import { exchange, listen, requestOf, type Sent } from '../helpers/exchange.ts'
import { RawClient, type Answer } from '../helpers/raw.ts'

const asJson = { 'content-type': 'application/json' }
const mebibyte = 1024 * 1024

async function server (options: ConformantOptions = {}): Promise<FastifyInstance> {
  const app = Fastify({ bodyLimit: 100 })
  await app.register(conformant, options)
  app.get('/', async () => ({}))
  app.post('/', async () => ({}))
  app.get('/refused', async () => { throw unauthorized() })
  app.post('/refused', { onRequest: async () => { throw unauthorized() } }, async () => ({}))
  return app
}

const unknown = (headers: Answer['headers'] = {}): Answer => problem(404, 'There is nothing at /none.', { ...noStore, ...headers })
const notAllowed = (headers: Answer['headers'] = {}): Answer => problem(405, 'PUT is not supported at /. Supported: GET, POST.', { ...noStore, allow: 'GET, HEAD, POST', ...headers })
const wrongType = (headers: Answer['headers'] = {}): Answer =>
  problem(415, "The content type 'text/csv' is not supported. Supported: application/json.", { accept: 'application/json', 'accept-post': 'application/json', ...headers })
const tooLarge = (headers: Answer['headers'] = {}): Answer => problem(413, 'The request body is larger than 100 bytes.', headers)
const malformed = (headers: Answer['headers'] = {}): Answer => problem(400, 'The request body is not valid JSON.', headers)
const noAccess = (headers: Answer['headers'] = {}): Answer => problem(401, 'Authentication is required.', { 'www-authenticate': 'Bearer realm="api"', ...headers })

/** Requests of which only the head is sent, and how they are refused. */
const heads: Array<[sent: Sent, told: (headers?: Answer['headers']) => Answer]> = [
  [{ method: 'POST', path: '/none', headers: asJson }, unknown],
  [{ method: 'PUT', headers: asJson }, notAllowed],
  [{ method: 'POST', headers: { 'content-type': 'text/csv' } }, wrongType],
  [{ method: 'POST', headers: asJson }, tooLarge],
  [{ method: 'POST', path: '/refused', headers: asJson }, noAccess],
  [{ method: 'GET', path: '/refused' }, noAccess]
]

t.test('RFC 9110 §15.5.14: a refusal says that the connection ends where the rest of the body would be too much to read', async (t) => {
  const cases: Array<[options: ConformantOptions, length: number, isClosing: boolean]> = [
    [{}, 64 * mebibyte, false],
    [{}, 64 * mebibyte + 1, true],
    [{ drain: true }, 64 * mebibyte, false],
    [{ drain: { seconds: 1 } }, 64 * mebibyte + 1, true],
    [{ drain: { bytes: 1000 } }, 1000, false],
    [{ drain: { bytes: 1000 } }, 1001, true],
    [{ drain: false }, 1000, true]
  ]
  for (const [options, length, isClosing] of cases) {
    const port = await listen(t, await server(options))
    for (const [sent, told] of heads) {
      const client = await RawClient.connect(port)
      client.send(requestOf({ ...sent, headers: { ...sent.headers, 'content-length': String(length) } }))
      t.strictSame(await client.answer(), told(isClosing ? closing : {}), `${JSON.stringify(options)}: ${sent.method} ${sent.path ?? '/'} with ${length} bytes`)
      client.close()
    }
  }
})

t.test('what comes in chunks may end soon: it is read, unless nothing is', async (t) => {
  for (const [options, headers] of [[{}, {}], [{ drain: { bytes: 1 } }, {}], [{ drain: false }, closing]] as const) {
    const port = await listen(t, await server(options))
    for (const [sent, told] of heads) {
      if (told === tooLarge) continue
      const client = await RawClient.connect(port)
      client.send(requestOf({ ...sent, headers: { ...sent.headers, 'transfer-encoding': 'chunked' } }))
      t.strictSame(await client.answer(), told(headers), `${JSON.stringify(options)}: ${sent.method} ${sent.path ?? '/'}`)
      client.close()
    }
  }
})

t.test('RFC 9112 §9.3: the connection goes on behind an error, unless the client wants it to end', async (t) => {
  const port = await listen(t, await server())
  const errors: Array<[name: string, sent: Sent, told: (headers?: Answer['headers']) => Answer]> = [
    ['malformed', { method: 'POST', body: '{', headers: asJson }, malformed],
    ['malformed, in chunks', { method: 'POST', body: '{', headers: asJson, chunked: true }, malformed],
    ['too large', { method: 'POST', json: 'a'.repeat(200) }, tooLarge],
    ['too large, in chunks', { method: 'POST', json: 'a'.repeat(200), chunked: true }, tooLarge],
    ['without a body', { path: '/none' }, unknown]
  ]
  for (const [name, sent, told] of errors) {
    const client = await RawClient.connect(port)
    for (let i = 0; i < 3; i++) {
      client.send(requestOf(sent))
      t.strictSame(await client.answer(), told(), `${name}, on the same connection`)
    }
    client.close()
    for (const connection of ['close', 'Close', 'x, close']) {
      const last = await RawClient.connect(port)
      last.send(requestOf({ ...sent, headers: { ...sent.headers, connection } }))
      t.strictSame(await last.answer(), told(closing), `${name}, Connection: ${connection}`)
      t.equal(await last.rest(), '', 'and it is closed')
    }
    if (sent.chunked === true) continue
    t.strictSame(await exchange(port, { ...sent, version: '1.0' }), told(closing), `${name}, HTTP/1.0`)
  }
})

t.test('without draining, the rest of a body that is too large is not read', async (t) => {
  const port = await listen(t, await server({ drain: false }))
  for (const chunked of [false, true]) {
    const client = await RawClient.connect(port)
    client.send(requestOf({ method: 'POST', json: 'a'.repeat(500), chunked }).subarray(0, 400))
    t.strictSame(await client.answer(), tooLarge(closing), chunked ? 'in chunks' : 'announced')
    t.equal(await client.rest(), '', 'and the connection is closed')
  }
})

t.test('a body beyond the limits of drain ends the connection, also where it did not say its length', async (t) => {
  const port = await listen(t, await server({ drain: { bytes: 1000, seconds: 60 } }))
  const client = await RawClient.connect(port)
  const bytes = requestOf({ method: 'POST', path: '/none', body: 'a'.repeat(100_000), headers: asJson, chunked: true })
  client.send(bytes.subarray(0, 200))
  t.strictSame(await client.answer(), unknown())
  client.send(bytes.subarray(200, 50_000))
  t.equal(await client.rest(), '', 'nothing comes any more')
})

t.test('RFC 9110 §15.5.14: a body that is too large is read past, and the connection goes on', async (t) => {
  const port = await listen(t, await server())
  for (const length of [200, 20_000, 100_000, 1_000_000]) {
    const client = await RawClient.connect(port)
    for (const chunked of [false, true, false]) {
      client.send(requestOf({ method: 'POST', json: 'a'.repeat(length), chunked }))
      t.strictSame(await client.answer(), tooLarge(), `${length} bytes ${chunked ? 'in chunks' : 'announced'}`)
    }
    client.send(requestOf({ method: 'POST', json: {} }))
    t.strictSame(await client.answer(), success(200, {}))
    client.close()
  }
})

t.test('an upload that ends too early is told so, where the client still reads', async (t) => {
  const port = await listen(t, await server())
  for (const chunked of [false, true]) {
    const client = await RawClient.connect(port)
    client.send(requestOf({ method: 'POST', json: 'a'.repeat(90), chunked }).subarray(0, -20))
    client.socket.end()
    t.strictSame(await client.answer(), problem(400, 'The request cannot be understood.', closing), chunked ? 'in chunks' : 'by its length')
    t.equal(await client.rest(), '')
  }
})

t.test('an upload that ends too early behind its refusal gets no second answer', async (t) => {
  const port = await listen(t, await server())
  for (const chunked of [false, true]) {
    const client = await RawClient.connect(port)
    client.send(requestOf({ method: 'POST', body: 'a'.repeat(30_000), headers: asJson, chunked }).subarray(0, 25_000))
    t.strictSame(await client.answer(), tooLarge())
    client.socket.end()
    t.equal(await client.rest(), '', chunked ? 'in chunks' : 'by its length')
  }
})

t.test('a connection that the application ends itself ends behind a parser error too', async (t) => {
  const app = Fastify()
  await app.register(conformant, { dialect: akeneo() })
  app.addHook('onRequest', async (_request, reply) => { reply.raw.setHeader('connection', 'close') })
  app.post('/', async () => ({}))
  const client = await RawClient.connect(await listen(t, app))
  client.send(requestOf({ method: 'POST', body: '{', headers: { 'content-type': 'application/json' } }))
  t.strictSame(await client.answer(), json(400, { code: 400, message: 'Invalid json message received' }, closing))
  t.equal(await client.rest(), '')
})
