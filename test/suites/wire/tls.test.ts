import { once } from 'node:events'
import { connect as connectPlain } from 'node:net'
import { connect } from 'node:tls'
import Fastify, { type FastifyInstance } from 'fastify'
import t, { type Test } from 'tap'
import conformant, { akeneo, gitlab, problem, serverOptions, type Dialect } from '../../../lib/index.ts'
import { closing, json, noStore, problem as problemAnswer, success } from '../../helpers/answers.ts'
import { certificate } from '../../fixtures/certificate.ts'
import { deferred } from '../../helpers/deferred.ts'
import { listen, requestOf, type Sent } from '../../helpers/exchange.ts'
import { RawClient, type Answer } from '../../helpers/raw.ts'

const dialects = [akeneo(), gitlab(), problem()]
const servers = {
  HTTPS: { https: certificate },
  'HTTP/1.1 beside HTTP/2': { http2: true, https: { ...certificate, allowHTTP1: true } }
}
const pleased = success(200, { pleased: true })

async function server (t: Test, options: object, declare: (app: FastifyInstance) => unknown = () => {}): Promise<{ app: FastifyInstance, port: number }> {
  const app = Fastify(serverOptions({
    bodyLimit: 1000,
    genReqId: ({ headers }) => {
      if (headers['x-fails'] !== undefined) throw new Error('secret')
      return '1'
    },
    ...options
  })) as unknown as FastifyInstance
  await app.register(conformant)
  app.get('/', async () => ({ pleased: true }))
  app.post('/', async () => ({ pleased: true }))
  app.get('/error', async () => { throw new Error('secret') })
  app.get('/send', { onSend: async () => { throw new Error('secret') } }, async () => ({}))
  app.get('/things/:id', async () => ({}))
  await declare(app)
  return { app, port: await listen(t, app) }
}

async function open (t: Test, port: number): Promise<RawClient> {
  const socket = connect({ port, host: '127.0.0.1', ca: certificate.cert, ALPNProtocols: ['http/1.1'] })
  await once(socket, 'secureConnect')
  t.teardown(() => socket.destroy())
  return Reflect.construct(RawClient, [socket]) as RawClient
}

async function ask (t: Test, port: number, sent: Sent | string): Promise<Answer> {
  const client = await open(t, port)
  client.send(typeof sent === 'string' ? sent : requestOf(sent))
  return await client.answer(typeof sent === 'string' ? 'GET' : sent.method)
}

/** What a dialect says of an error; problem leaves the sentence out where there is none. */
function told ({ name }: Dialect, status: number, [ofAkeneo, ofGitlab, ofProblem]: Words, headers: Answer['headers'] = {}): Answer {
  if (name === 'problem') return problemAnswer(status, ofProblem, headers)
  return json(status, name === 'akeneo' ? { code: status, message: ofAkeneo } : { message: ofGitlab }, headers)
}

type Words = [akeneo: string, gitlab: string, problem: string | undefined]
type Case = [title: string, sent: Sent | string, status: number, words: Words, headers?: Answer['headers']]

const fault: Words = ['Internal Server Error', '500 Internal Server Error', undefined]
const same = (status: string, sentence: string): Words => [sentence, status, sentence]
const badRequest = same('400 Bad request', 'The request cannot be understood.')
const wrongType: Words = [
  "'text/csv' in 'Content-type' header is not valid.  Only 'application/json' is allowed.", '415 Unsupported Media Type',
  "The content type 'text/csv' is not supported. Supported: application/json."
]
const accepted = { accept: 'application/json', 'accept-post': 'application/json' }
const noMethod = same('501 Not Implemented', 'The method is not implemented.')
const unavailable = same('503 Service Unavailable', 'The server is temporarily unable to answer.')
const tooLarge: Words = ['The request is too large, 1000 bytes is the maximum allowed.', '413 Request Entity Too Large', 'The request body is larger than 1000 bytes.']
const csv = { method: 'POST', headers: { 'content-type': 'text/csv' } }

const cases: Case[] = [
  ['an unknown URL', { path: '/none' }, 404, ["No route found for 'GET /none'", '404 Not Found', 'There is nothing at /none.'], noStore],
  ['another method', { method: 'PUT', path: '/error' }, 405, [
    "No route found for 'PUT /error': Method Not Allowed (Allow: GET)", '405 Method Not Allowed', 'PUT is not supported at /error. Supported: GET.'
  ], { ...noStore, allow: 'GET, HEAD' }],
  ['a type that is not there', { headers: { accept: 'a/b' } }, 406, [
    '‘a/b’ in ‘Accept‘ header is not valid. Only ‘application/json‘ is allowed.', '406 Not Acceptable',
    "The Accept header 'a/b' allows nothing that can be sent. Available: application/json."
  ], { vary: 'Accept' }],
  ['a body of another type', { ...csv, body: 'a' }, 415, wrongType, accepted],
  ['a body that waits for 100 Continue, and is refused without it', `${requestOf({ method: 'POST', headers: { ...csv.headers, expect: '100-continue', 'content-length': '9' } }).toString()}`, 415, wrongType, { ...accepted, ...closing }],
  ['a body that is not JSON', { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{' }, 400, [
    'Invalid json message received', '400 Bad request - The body is not valid JSON', 'The request body is not valid JSON.'
  ]],
  ['a body that is too large', { method: 'POST', json: 'x'.repeat(2000) }, 413, tooLarge],
  ['a body that grows too large', { method: 'POST', json: 'x'.repeat(2000), chunked: true }, 413, tooLarge],
  ['a thrown Error', { path: '/error' }, 500, fault],
  ['an onSend that throws at the error too', { path: '/send' }, 500, fault],
  ['a genReqId that throws', { headers: { 'x-fails': '1' } }, 500, fault],
  ['a bad URL', { path: '/things/%zz' }, 400, same('400 Bad request', 'The URL is not valid.')],
  ['a parameter that is too long', { path: `/things/${'a'.repeat(8001)}` }, 414, same('414 URI Too Long', 'The URL is too long.'), noStore],
  ['a method that nobody knows', { method: 'FOO' }, 501, noMethod, { ...noStore, ...closing }],
  ['a method that no route has', { method: 'PROPFIND' }, 501, noMethod, noStore],
  ['CONNECT', { method: 'CONNECT', path: 'api.example:443' }, 501, noMethod, { ...noStore, ...closing }],
  ['an unknown expectation', { method: 'POST', json: {}, headers: { expect: 'miracles' } }, 417, same('417 Expectation Failed', 'The expectation cannot be met.')],
  ['no Host', { headers: { host: undefined } }, 400, ['The Host header is missing.', '400 Bad request - The Host header is missing.', 'The Host header is missing.'], closing],
  ['an unknown transfer coding', { method: 'POST', headers: { 'transfer-encoding': 'gzip, chunked' }, body: '0\r\n\r\n' }, 400, badRequest, closing],
  ['no request at all', 'nonsense\r\n\r\n', 400, badRequest, closing],
  ['a head that is too large', { headers: { 'x-large': 'x'.repeat(20_000) } }, 431, same('431 Request Header Fields Too Large', 'The header fields are too large.'), { ...noStore, ...closing }],
  ['HTTP/2 as it begins without TLS', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 505, same('505 HTTP Version Not Supported', 'The HTTP version is not supported.'), closing]
]

for (const [where, options] of Object.entries(servers)) {
  for (const dialect of dialects) {
    t.test(`${where}: ${dialect.name}`, async (t) => {
      const { port } = await server(t, { ...options, dialect })
      for (const [title, sent, status, words, headers] of cases) {
        t.strictSame(await ask(t, port, sent), told(dialect, status, words, headers), title)
      }
      t.strictSame(await ask(t, port, { headers: { upgrade: 'websocket', connection: 'upgrade' } }), pleased, 'an offer to upgrade may be passed over')

      const pipeline = await open(t, port)
      pipeline.send(Buffer.concat([requestOf({}), requestOf({ path: '/error' }), Buffer.from('nonsense\r\n\r\n')]))
      t.strictSame(await pipeline.answer(), pleased)
      t.strictSame(await pipeline.answer(), told(dialect, 500, fault))
      t.strictSame(await pipeline.answer(), told(dialect, 400, badRequest, closing), 'a pipeline is answered in its order')
      t.equal(await pipeline.rest(), '')
    })

    t.test(`${where}: ${dialect.name} beyond maxConnections and while the server closes`, async (t) => {
      const [hooked, released] = [deferred(), deferred()]
      const { app, port } = await server(t, { ...options, dialect, maxConnections: 1 }, app => app.addHook('preClose', async () => {
        hooked.resolve()
        await released.promise
      }))
      const first = await open(t, port)
      first.send(requestOf({}))
      t.strictSame(await first.answer(), pleased)
      t.strictSame(await ask(t, port, {}), told(dialect, 503, unavailable, { 'retry-after': '10', ...closing }), 'the second connection is refused')
      first.send(requestOf({}))
      t.strictSame(await first.answer(), pleased, 'the first one lives on')
      const closed = app.close()
      // The plugin's own hook stands before it.
      await hooked.promise
      first.send(requestOf({}))
      t.strictSame(await first.answer(), told(dialect, 503, unavailable, { 'retry-after': '10', ...closing }), 'until the server closes')
      t.equal(await first.rest(), '')
      released.resolve()
      await closed
    })
  }

  t.test(`${where}: a large upload that is refused sees its answer`, async (t) => {
    const { port } = await server(t, { ...options, dialect: gitlab() })
    const client = await open(t, port)
    client.send(requestOf({ ...csv, body: Buffer.alloc(10_000_000) }))
    t.strictSame(await client.answer(), json(415, { message: '415 Unsupported Media Type' }, accepted))
    client.send(requestOf({}))
    t.strictSame(await client.answer(), pleased, 'what is left of it has been read, and the connection lives on')
  })

  t.test(`${where}: what is not TLS gets no answer, and the server lives on`, async (t) => {
    const { port } = await server(t, options)
    const plain = connectPlain(port, '127.0.0.1')
    let text = ''
    plain.on('data', bytes => { text += bytes.toString('latin1') }).on('error', () => {}).write(requestOf({}))
    await once(plain, 'close')
    t.notMatch(text, /HTTP/)
    t.strictSame(await ask(t, port, {}), pleased)
  })
}
