// An answer whose body is one text leaves in one write, whichever Node it is, and its bytes, its events and what stands on the response are those of Node.
import { createServer, IncomingMessage, ServerResponse, type RequestListener } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import Fastify from 'fastify'
import t from 'tap'
import conformant, { serverOptions } from '../../lib/index.ts'
import { isStored, isTrue } from '../../lib/server/one-write.ts'
import { guardedResponses } from '../../lib/server/response.ts'
import { listen, requestOf } from '../helpers/exchange.ts'
import { RawClient } from '../helpers/raw.ts'

interface Teardown { teardown: (task: () => unknown) => void }

/** A server, and how often its connections are written to. */
async function serverOf (t: Teardown, ServerResponse: unknown, handle: RequestListener): Promise<{ port: number, writes: () => number }> {
  let writes = 0
  const server = createServer({ ServerResponse: ServerResponse as never }, handle)
  server.on('connection', (socket: Socket) => {
    const { write } = socket
    socket.write = function (...given: unknown[]) {
      writes++
      return Reflect.apply(write, this, given) as boolean
    }
  })
  t.teardown(() => server.close())
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  return { port: (server.address() as AddressInfo).port, writes: () => writes }
}

/** All that a server says to some requests on one connection, but for the time. */
async function said (t: Teardown, { port }: { port: number }, requests: Buffer): Promise<string> {
  const client = await RawClient.connect(port)
  t.teardown(() => client.close())
  client.send(requests)
  return (await client.rest()).replace(/^Date: .*\r\n/gm, '')
}

const close = { headers: { connection: 'close' } }
const length = (body: string | Buffer): Record<string, string> => ({ 'content-length': String(Buffer.byteLength(body)) })
const answered = (body: string | Buffer, ...more: unknown[]): RequestListener => (_request, response) => {
  response.writeHead(200, length(body))
  Reflect.apply(response.end, response, [body, ...more])
}

/** From version 24 on Node needs one write itself. */
const isInTwo = Number(process.versions.node.split('.')[0]) < 24

/** How often Node writes before version 24, and how often this does. */
const table: Record<string, { handle: RequestListener, sent?: Parameters<typeof requestOf>[0], writes: [node: number, ours: number] }> = {
  ASCII: { handle: answered('{"a":1}'), writes: [2, 1] },
  'as Fastify ends it': { handle: answered('{"a":1}', null, null), writes: [2, 1] },
  'with an encoding': { handle: answered('{"a":1}', 'utf8'), writes: [2, 1] },
  'with characters of Latin-1': { handle: answered('{"a":"\u00e9\u00ff\u0080"}'), writes: [2, 1] },
  'with others': { handle: answered('\u2018xxx\u2019 \u{1f4a9} \u0000\u007f'), writes: [2, 1] },
  'with half a character': { handle: answered('a\ud83d b \udca9'), writes: [2, 1] },
  '16,384 characters': { handle: answered('x'.repeat(16_384)), writes: [2, 1] },
  '16,385 characters': { handle: answered('x'.repeat(16_385)), writes: [2, 2] },
  'HTTP/1.0': { handle: answered('{}'), sent: { version: '1.0' }, writes: [2, 1] },
  'another status': { handle: (_request, response) => { response.writeHead(422, 'Unprocessable Entity', length('{}')).end('{}') }, writes: [2, 1] },
  'fields from before': { handle: (_request, response) => { response.setHeader('x-a', ['1', '2']).writeHead(200, length('{}')).end('{}') }, writes: [2, 1] },
  'a field beyond ASCII': { handle: (_request, response) => { response.writeHead(200, { ...length('{}'), 'x-a': 'caf\u00e9' }).end('{}') }, writes: [2, 2] },
  // Node decodes the name that is sent so, and does not look at it again.
  'a field that Node lets be beyond Latin-1': {
    handle: (_request, response) => {
      response.setHeader('content-length', '2')
      response.setHeader('content-disposition', 'attachment; filename="\u00c4\u008d\u00c4\u008aX-A: b"')
      response.writeHead(200).end('{}')
    },
    writes: [2, 2]
  },
  bytes: { handle: answered(Buffer.from('{}')), writes: [3, 3] },
  'Latin-1 of the application\'s': { handle: answered('\u00e9', 'latin1'), writes: [2, 2] },
  'UTF-16 of the application\'s': { handle: (_request, response) => { response.writeHead(200, { 'content-length': '4' }).end('ab', 'utf16le') }, writes: [3, 3] },
  'base64 of the application\'s': { handle: (_request, response) => { response.writeHead(200, { 'content-length': '3' }).end('YWJj', 'base64') }, writes: [3, 3] },
  nothing: { handle: (_request, response) => { response.writeHead(200, length('')).end('') }, writes: [1, 1] },
  'no body': { handle: (_request, response) => { response.writeHead(200, length('')).end() }, writes: [1, 1] },
  HEAD: { handle: answered('{}'), sent: { method: 'HEAD' }, writes: [1, 1] },
  204: { handle: (_request, response) => { response.writeHead(204).end('{}') }, writes: [1, 1] },
  304: { handle: (_request, response) => { response.writeHead(304).end('{}') }, writes: [1, 1] },
  'no length': { handle: (_request, response) => { response.writeHead(200).end('{}') }, writes: [5, 5] },
  'no head': { handle: (_request, response) => { response.end('{}') }, writes: [2, 2] },
  'a part before': { handle: (_request, response) => { response.writeHead(200, length('{}')).write('{'); response.end('}') }, writes: [3, 3] },
  'a head that has left': { handle: (_request, response) => { response.writeHead(200, length('{}')).flushHeaders(); response.end('{}') }, writes: [3, 3] },
  'with its length held to': { handle: (_request, response) => { response.strictContentLength = true; response.writeHead(200, length('{}')).end('{}') }, writes: [2, 2] }
}

for (const [name, { handle, sent, writes }] of Object.entries(table)) {
  t.test(name, async (t) => {
    const node = await serverOf(t, ServerResponse, handle)
    const ours = await serverOf(t, guardedResponses(), handle)
    const request = requestOf({ ...sent, ...close })
    t.equal(await said(t, ours, request), await said(t, node, request))
    t.strictSame([node.writes(), ours.writes()], isInTwo ? writes : [node.writes(), node.writes()])
  })
}

t.test('answers that wait for the one before them keep their order', async (t) => {
  const waiting: Array<() => void> = []
  const handle: RequestListener = ({ url = '' }, response) => {
    waiting.push(() => { answered(url.slice(1))({} as never, response as never) })
    if (waiting.length === 3) for (const answer of waiting.splice(0).reverse()) answer()
  }
  const [node, ours] = [await serverOf(t, ServerResponse, handle), await serverOf(t, guardedResponses(), handle)]
  const requests = Buffer.concat([requestOf({ path: '/one' }), requestOf({ path: '/two%C3%A9' }), requestOf({ path: '/three', ...close })])
  const text = await said(t, ours, requests)
  t.equal(text, await said(t, node, requests))
  t.strictSame(text.match(/^\w+(?:%\w\w)*(?=HTTP|$)/gm), ['one', 'two%C3%A9', 'three'])
})

t.test('what is told of an answer, and what stands on it, is what Node tells', async (t) => {
  const seen = new Map<unknown, unknown[]>()
  const watch = (kind: string): RequestListener => (_request, response) => {
    const told: unknown[] = []
    seen.set(kind, told)
    for (const event of ['prefinish', 'finish', 'close']) response.on(event, () => told.push(event, response.writableFinished))
    response.writeHead(200, length('{}'))
    told.push(response.end('{}', () => told.push('done')) === response)
    const { _header: head } = response as unknown as { _header: string }
    told.push(response.headersSent, response.writableEnded, response.finished, head.replace(/^Date: .*\r\n/m, ''))
    response.end(() => told.push('again'))
  }
  for (const [kind, one] of Object.entries({ node: ServerResponse, ours: guardedResponses() })) await said(t, await serverOf(t, one, watch(kind)), requestOf(close))
  t.strictSame(seen.get('ours'), seen.get('node'))
})

t.test('an answer that has ended, and one whose connection is gone, say what Node says', async (t) => {
  const codes = new Map<string, unknown[]>()
  for (const [kind, one] of Object.entries({ node: ServerResponse, ours: guardedResponses() })) {
    const told: unknown[] = []
    codes.set(kind, told)
    const server = await serverOf(t, one, (_request, response) => {
      const twice = ({ code }: { code?: string } = {}): void => { told.push(code) }
      response.on('error', twice)
      response.writeHead(200, length('{}')).end('{}')
      response.end('{}', twice as never)
    })
    await said(t, server, requestOf(close))
    const gone = Reflect.construct(one, [Object.assign(new IncomingMessage({} as never), { httpVersionMajor: 1, httpVersionMinor: 1, method: 'GET' })]) as ServerResponse
    gone.on('error', fault => { told.push((fault as { code?: string }).code) })
    gone.writeHead(200, length('{}')).destroy()
    gone.end('{}')
    told.push(gone.finished)
    // Node says it in a turn of its own.
    await new Promise(resolve => setImmediate(resolve))
  }
  t.strictSame(codes.get('ours'), codes.get('node'))
  t.ok((codes.get('node') as unknown[]).length > 1)
})

t.test('who has put an `end` of his own there is given the body', async (t) => {
  const asked = requestOf(close)
  const given: unknown[] = []
  const watching = function (this: ServerResponse, ...all: unknown[]): unknown {
    given.push(all[0])
    return Reflect.apply(end, this, all)
  }
  const { end } = ServerResponse.prototype
  class Watching<Request extends IncomingMessage> extends ServerResponse<Request> {}
  Object.assign(Watching.prototype, { end: watching })
  await said(t, await serverOf(t, guardedResponses(Watching as never), answered('class')), asked)
  await said(t, await serverOf(t, guardedResponses(), (request, response) => {
    Object.assign(response, { end: watching })
    answered('one')(request, response)
  }), asked)
  const later = await serverOf(t, guardedResponses(), answered('later'))
  ServerResponse.prototype.end = watching as typeof end
  t.teardown(() => { Reflect.deleteProperty(ServerResponse.prototype, 'end') })
  await said(t, later, asked)
  t.strictSame(given, ['class', 'one', 'later'])
})

t.test('with Fastify, with the class and by hand', async (t) => {
  for (const options of [serverOptions(), {}]) {
    const app = Fastify(options)
    await app.register(conformant)
    app.get('/', async () => ({ text: '\u2018\u00e9\u2019' }))
    let writes = 0
    app.server.on('connection', (socket: Socket) => {
      const { write } = socket
      socket.write = function (...all: unknown[]) {
        writes++
        return Reflect.apply(write, this, all) as boolean
      }
    })
    const client = await RawClient.connect(await listen(t, app))
    t.teardown(() => client.close())
    client.send(requestOf({}))
    t.match(await client.answer(), { status: 200, headers: { 'content-length': '19' }, body: '{"text":"\u2018\u00e9\u2019"}' })
    client.send(requestOf({ path: '/none' }))
    t.match(await client.answer(), { status: 404 })
    t.equal(writes, 2)
  }
})

t.test('what responses do is found out when the package is loaded, and where that fails all goes the old way', async (t) => {
  t.equal(isStored, true, 'on this Node')
  t.equal(isTrue(() => { throw new TypeError('response._storeHeader is not a function') }), false)
})
