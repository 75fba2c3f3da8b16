import { once } from 'node:events'
import { connect, type ClientHttp2Session, type IncomingHttpHeaders } from 'node:http2'
import type { AddressInfo } from 'node:net'
import Fastify, { type FastifyInstance } from 'fastify'
import t from 'tap'
import conformant, { akeneo } from '../../lib/index.ts'
import { noStore, json } from '../helpers/answers.ts'
import { exchange, listen, requestOf, type Sent } from '../helpers/exchange.ts'
import { RawClient, type Answer } from '../helpers/raw.ts'

async function arm (app: FastifyInstance): Promise<void> {
  await app.register(conformant, { dialect: akeneo({ wording: 'live' }), items: 1, accept: 'application/json' })
  app.get('/', async () => { throw new Error('secret') })
  app.post('/', { schema: { body: { type: ['array', 'object'], properties: {} } }, bodyLimit: 50 }, async (_request, reply) => reply.created('/a'))
  app.delete('/delete', async (_request, reply) => reply.noContent())
}

const asJson = { 'content-type': 'application/json' }
const taken = { accept: 'application/json', 'accept-post': 'application/json' }

/** `origin` is empty where a client names none. */
const cases = (origin: string): Array<[sent: Sent, told: Answer]> => [
  [{ path: '/' }, json(500, { code: 500, message: 'Internal Server Error' })],
  [{ path: '/none' }, json(404, { code: 404, message: `No route found for "GET ${origin}/none"` }, noStore)],
  [{ method: 'PUT', path: '/' }, json(405, { code: 405, message: `No route found for "PUT ${origin}/": Method Not Allowed (Allow: GET, POST)` }, { ...noStore, allow: 'GET, HEAD, POST' })],
  [{ path: '/', headers: { accept: 'a/b' } }, json(406, { code: 406, message: '"a/b" in "Accept" header is not valid. Only "application/json" is allowed.' }, { vary: 'Accept' })],
  [{ method: 'POST', body: 'a', headers: { 'content-type': 'a/b' } }, json(415, { code: 415, message: '"a/b" in "Content-Type" header is not valid. Only "application/json" is allowed.' }, taken)],
  [{ method: 'POST', json: 'a'.repeat(50) }, json(413, { code: 413, message: 'Request content exceeded the maximum allowed size of 50 bytes' })],
  [{ method: 'POST', body: '{', headers: asJson }, json(400, { code: 400, message: 'Invalid json message received' })],
  [{ method: 'POST', json: [1, 2] }, json(413, { code: 413, message: 'Too many resources to process, 1 is the maximum allowed.' })],
  [{ method: 'POST', json: 1 }, json(422, { code: 422, message: 'Validation failed.', errors: [{ property: '', message: 'This value should be of type array|object.' }] })],
  [{ method: 'DELETE', path: '/delete', headers: asJson }, { status: 204, headers: {}, body: '' }]
]

t.test('HTTP/1.0', async (t) => {
  const app = Fastify({ ajv: { customOptions: { allowUnionTypes: true } } })
  await arm(app)
  const port = await listen(t, app)
  for (const [sent, told] of cases('http://')) {
    const expected = { ...told, headers: { ...told.headers, connection: 'close' } }
    t.strictSame(await exchange(port, { ...sent, version: '1.0', headers: { ...sent.headers, host: undefined } }), expected, JSON.stringify(sent))
  }
  const located = { status: 201, headers: { location: '/a', connection: 'close', 'content-length': '0' }, body: '' }
  t.strictSame(await exchange(port, { method: 'POST', json: {}, version: '1.0', headers: { host: undefined } }), located, 'without a Host there is no origin')
  const client = await RawClient.connect(port)
  client.send(requestOf({ method: 'POST', body: '{', headers: { ...asJson, connection: 'keep-alive' }, version: '1.0' }))
  t.match(await client.answer(), { status: 400, headers: { connection: 'close' } }, 'a client that would not expect it to stay is told')
  t.equal(await client.rest(), '')
})

t.test('HTTP/2', async (t) => {
  const app = Fastify({ http2: true, ajv: { customOptions: { allowUnionTypes: true } } }) as unknown as FastifyInstance
  t.teardown(() => app.close())
  await arm(app)
  await app.listen({ port: 0, host: '127.0.0.1' })
  const session = connect(`http://127.0.0.1:${(app.server.address() as AddressInfo).port}`)
  t.teardown(() => session.destroy())
  for (const [sent, told] of cases('http://api.example')) t.strictSame(await streamed(session, sent), told, JSON.stringify(sent))
  t.strictSame(await streamed(session, { method: 'POST', json: {} }), { status: 201, headers: { location: 'http://api.example/a', 'content-length': '0' }, body: '' })
})

/** One request on a session of HTTP/2. */
async function streamed (session: ClientHttp2Session, { method = 'GET', path = '/', headers, json, body }: Sent): Promise<Answer> {
  const content = json === undefined ? body : JSON.stringify(json)
  const stream = session.request({
    ':method': method,
    ':path': path,
    ':authority': 'api.example',
    ...(json === undefined ? {} : asJson),
    ...(content === undefined ? {} : { 'content-length': Buffer.byteLength(content) }),
    ...headers
  }, { endStream: content === undefined })
  stream.end(content)
  const [{ ':status': status, date, ...rest }] = await once(stream, 'response') as [IncomingHttpHeaders]
  let text = ''
  for await (const chunk of stream) text += chunk
  if (date === undefined) throw new Error('an answer without its date')
  return { status: Number(status), headers: Object.fromEntries(Object.entries(rest)) as Answer['headers'], body: text }
}
