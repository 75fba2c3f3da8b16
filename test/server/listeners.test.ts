import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import Fastify, { type FastifyInstance } from 'fastify'
import t, { type Test } from 'tap'
import conformant, { akeneo, serverOptions } from '../../lib/index.ts'
import { closing, json, noStore, success } from '../helpers/answers.ts'
import { connectionsOf } from '../helpers/connections.ts'
import { exchange, listen, requestOf } from '../helpers/exchange.ts'
import { RawClient } from '../helpers/raw.ts'

const own = { status: 299, headers: { 'content-length': '3' }, body: 'own' }
const ownBytes = 'HTTP/1.1 299 Own\r\ncontent-length: 3\r\n\r\nown'
const answer = (_request: IncomingMessage, response: ServerResponse): void => { response.writeHead(299, { 'content-length': 3 }).end('own') }
const said = (code: number, message: string, headers = {}): ReturnType<typeof json> => json(code, { code, message }, headers)

/** An application that listens to its server by itself. */
async function server (t: Test, when: string, listenTo: (app: FastifyInstance) => void, options: object = {}): Promise<number> {
  const app = Fastify(serverOptions({ dialect: akeneo(), ...options })) as unknown as FastifyInstance
  if (when === 'before the plugin') listenTo(app)
  await app.register(conformant)
  if (when === 'after it') listenTo(app)
  app.get('/', async () => ({}))
  // As connectionTimeout does, from when the request is here.
  app.get('/slow', async ({ raw }) => {
    raw.socket.setTimeout(50)
    await new Promise(() => {})
  })
  app.post('/', async () => ({}))
  return await listen(t, app)
}

for (const when of ['before the plugin', 'after it']) {
  t.test(`listeners of the application's own, from ${when}, stay in charge`, async (t) => {
    const post = { method: 'POST', json: {} }
    const port = await server(t, when, ({ server }) => {
      server.on('checkContinue', answer)
      server.on('checkExpectation', answer)
      server.on('connect', (_request: IncomingMessage, socket: Socket) => socket.end(ownBytes))
      server.on('upgrade', (_request: IncomingMessage, socket: Socket) => socket.end(ownBytes))
    })
    t.strictSame(await exchange(port, { ...post, headers: { expect: '100-continue' } }), { ...own, headers: { ...own.headers, ...closing } }, 'checkContinue')
    t.strictSame(await exchange(port, { ...post, headers: { expect: 'miracles' } }), own, 'checkExpectation')
    t.strictSame(await exchange(port, { method: 'CONNECT', path: 'api.example:443' }), own, 'connect')
    t.strictSame(await exchange(port, { headers: { upgrade: 'own', connection: 'upgrade' } }), own, 'upgrade')
    t.strictSame(await exchange(port, 'GET /none'), said(404, "No route found for 'GET /none'", noStore), "the rest is the plugin's")
  })

  t.test(`a timeout listener from ${when}`, async (t) => {
    const port = await server(t, when, ({ server }) => {
      server.on('timeout', (socket: Socket) => socket.end(ownBytes))
    })
    t.strictSame(await exchange(port, 'GET /slow'), own)
  })

  t.test(`a clientError listener from ${when}`, async (t) => {
    let asked = 0
    const port = await server(t, when, ({ server }) => {
      server.on('clientError', () => { asked++ })
    })
    const client = await RawClient.connect(port)
    client.send('nonsense\r\n\r\n')
    t.strictSame(await client.answer(), said(400, 'The request cannot be understood.', closing), 'that writes nothing leaves the answer to the plugin')
    t.equal(await client.rest(), '')
    t.equal(asked, 1)
  })

  t.test(`a request listener from ${when}`, async (t) => {
    const asked: string[] = []
    const port = await server(t, when, ({ server }) => {
      server.on('request', ({ url }: IncomingMessage) => { asked.push(url as string) })
    })
    t.strictSame(await exchange(port, 'GET /'), success(200, {}))
    t.strictSame(await exchange(port, 'GET /%zz'), said(400, 'The URL is not valid.'))
    t.strictSame(asked, ['/', '/%zz'], 'is told of every request')
  })
}

t.test("without listeners of the application's own", async (t) => {
  let connections = {} as ReturnType<typeof connectionsOf>
  const port = await server(t, 'after it', app => { connections = connectionsOf(app.server) }, { keepAliveTimeout: 100 })
  const tooLong = async (client: RawClient): Promise<void> => { (await connections.of(client)).setTimeout(50) }
  t.strictSame(await exchange(port, 'GET /slow'), said(503, 'The server is temporarily unable to answer.', closing), 'a handler that takes too long')
  const client = await RawClient.connect(port)
  const head = 'GET / HTTP/1.1\r\nhost: a\r\n'
  client.send(head)
  await connections.read(client, head.length)
  await tooLong(client)
  t.strictSame(await client.answer(), said(408, 'The request did not arrive in time.', closing), 'a head that does not come to its end')
  const silent = await RawClient.connect(port)
  await tooLong(silent)
  t.equal(await silent.rest(), '', 'a connection that says nothing is closed without a word')
  const idle = await RawClient.connect(port)
  idle.send(requestOf({}))
  t.strictSame(await idle.answer(), success(200, {}))
  t.equal(await idle.rest(), '', 'and so is one that has its answer')
})
