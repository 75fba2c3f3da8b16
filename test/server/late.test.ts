// What an application does to a response beside or behind the answer of the plugin.
import { once } from 'node:events'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { Readable, Writable } from 'node:stream'
import Fastify, { type FastifyInstance } from 'fastify'
import t, { type Test } from 'tap'
import conformant, { akeneo, serverOptions } from '../../lib/index.ts'
import { closing, json, success } from '../helpers/answers.ts'
import { exchange, listen, requestOf } from '../helpers/exchange.ts'
import { captureLogs } from '../helpers/logs.ts'
import { RawClient } from '../helpers/raw.ts'
import { until } from '../helpers/until.ts'

const said = (code: number, message: string, headers = {}): ReturnType<typeof json> => json(code, { code, message }, headers)
const badRequest = said(400, 'The request cannot be understood.', closing)
const unavailable = said(503, 'The server is temporarily unable to answer.', closing)
const anyType = ['application/json', 'application/octet-stream']
const chunked = { method: 'POST', headers: { 'content-type': 'application/octet-stream', 'transfer-encoding': 'chunked' } }

/** An application to which a body comes as the stream that it is. */
async function server (t: Test, options: object, declare: (app: FastifyInstance) => unknown): Promise<number> {
  const app = Fastify(serverOptions({ dialect: akeneo(), ...options })) as unknown as FastifyInstance
  await app.register(conformant, { contentType: anyType })
  app.addContentTypeParser('application/octet-stream', (_request, payload, done) => { done(null, payload) })
  await declare(app)
  return await listen(t, app)
}

const late: Readonly<Record<string, (response: ServerResponse) => unknown>> = {
  setHeader: response => response.setHeader('x-late', 'a'),
  setHeaders: response => response.setHeaders(new Map([['x-late', 'a']])),
  appendHeader: response => response.appendHeader('x-late', 'a'),
  removeHeader: response => response.removeHeader('content-type'),
  writeHead: response => response.writeHead(200, { 'x-late': 'a' }).end('late'),
  flushHeaders: response => response.flushHeaders(),
  write: response => response.write('late'),
  addTrailers: response => response.addTrailers({ 'x-late': 'a' }),
  writeContinue: response => response.writeContinue(),
  writeEarlyHints: response => response.writeEarlyHints({ link: '</a>; rel=preload' }),
  writeProcessing: response => response.writeProcessing(),
  end: response => response.end('late')
}

t.test('an application that answers behind the plugin is not heard, and not told', async (t) => {
  let raw: ServerResponse | undefined
  const port = await server(t, {}, app => {
    app.route({
      method: ['GET', 'POST'],
      url: '/hijacked',
      handler: (request, reply) => {
        reply.hijack()
        // As connectionTimeout does, from when the request is here.
        if (request.method === 'GET') request.raw.socket.setTimeout(50)
        raw = reply.raw
      }
    })
  })
  for (const [title, sent, rest, told] of [
    ['a malformed chunk', requestOf({ ...chunked, path: '/hijacked' }), 'zz\r\n', badRequest],
    ['a handler that takes too long', requestOf({ path: '/hijacked' }), '', unavailable]
  ] as const) {
    const client = await RawClient.connect(port)
    client.send(sent)
    await until(() => raw)
    client.send(rest)
    t.strictSame(await client.answer(), told, title)
    for (const [name, act] of Object.entries(late)) t.doesNotThrow(() => act(raw as ServerResponse), `${title}: ${name}`)
    t.equal(await client.rest(), '', `${title}: one answer`)
    raw = undefined
  }
})

const readers: Readonly<Record<string, (body: IncomingMessage, count: (bytes: Buffer) => void) => Promise<unknown> | undefined>> = {
  'its data events': async (body, count) => await new Promise(resolve => { body.on('data', count).on('end', resolve) }),
  'an iterator': async (body, count) => { for await (const bytes of body) count(bytes) },
  'a pipe': async (body, count) => await new Promise(resolve => {
    body.pipe(new Writable({ write: (bytes, _encoding, done) => { count(bytes); done() } })).on('finish', resolve)
  })
}

t.test('an application may answer early, and read on', async (t) => {
  const size = 3_000_000
  for (const [title, read] of Object.entries(readers)) {
    let total = 0
    let isRead = (): void => {}
    const whole = new Promise<void>(resolve => { isRead = resolve })
    const port = await server(t, { bodyLimit: size }, app => app.post('/early', (request, reply) => {
      reply.hijack()
      read(request.raw, ({ length }) => { total += length })?.then(isRead)
      reply.raw.writeHead(409, { 'content-length': 5 }).end('taken')
    }))
    const client = await RawClient.connect(port)
    client.send(requestOf({ ...chunked, headers: { 'content-type': 'application/octet-stream', 'content-length': String(size) }, path: '/early' }))
    t.strictSame(await client.answer(), { status: 409, headers: { 'content-length': '5' }, body: 'taken' }, title)
    for (let sent = 0; sent < size; sent += 100_000) {
      await new Promise(resolve => client.socket.write(Buffer.alloc(100_000), resolve))
    }
    await whole
    t.equal(total, size, `${title}: all of the body has come`)
    client.close()
  }
})

t.test('an answer that a malformed chunk cuts is logged once', async (t) => {
  const logs = captureLogs()
  const port = await server(t, { logger: logs.logger }, app => {
    app.post('/begun', (request, reply) => {
      reply.hijack()
      request.raw.on('error', () => {}).resume()
      reply.raw.writeHead(200, { 'content-length': 10 }).write('some')
    })
    app.get('/', async () => ({}))
  })
  const client = await RawClient.connect(port)
  client.send(requestOf({ ...chunked, path: '/begun' }))
  await once(client.socket, 'data')
  client.send('zz\r\nmore\r\n')
  t.match(await client.rest(), /^HTTP\/1\.1 200 OK\r\ncontent-length: 10\r\n[^]*\r\n\r\nsome$/)
  t.strictSame(await exchange(port, 'GET /'), success(200, {}), 'the server lives on')
  t.match(logs.errors(), [{ level: 50, msg: 'an answer that had begun was cut' }])
  t.equal(logs.errors().length, 1)
})

for (const when of ['before the plugin', 'after it']) {
  t.test(`a writeHead that an earlier listener, from ${when}, has put on the response stays`, async (t) => {
    const app = Fastify(serverOptions({ dialect: akeneo() })) as unknown as FastifyInstance
    const listenTo = (): void => {
      app.server.prependListener('request', (_request: IncomingMessage, response: ServerResponse) => {
        const { writeHead } = response
        response.writeHead = function (this: ServerResponse, ...all: unknown[]) {
          this.setHeader('x-own', 'a')
          return Reflect.apply(writeHead, this, all)
        } as typeof writeHead
      })
    }
    if (when === 'before the plugin') listenTo()
    await app.register(conformant)
    if (when === 'after it') listenTo()
    app.get('/', async () => ({}))
    app.get('/bad', async (_request, reply) => {
      reply.raw.statusMessage = 'a\nb'
      return {}
    })
    const port = await listen(t, app)
    const own = { 'x-own': 'a' }
    t.strictSame(await exchange(port, 'GET /'), success(200, {}, own))
    t.strictSame(await exchange(port, 'GET /none'), said(404, "No route found for 'GET /none'", { 'cache-control': 'no-store', ...own }))
    t.strictSame(await exchange(port, 'GET /bad'), said(500, 'Internal Server Error', when === 'after it' ? own : {}), 'and a head that cannot be sent is a fault like any other')
  })
}

for (const name of ['write', 'end'] as const) {
  for (const when of ['before the plugin', 'after it']) {
    t.test(`a function that an earlier listener, from ${when}, has put around ${name} stays, and is asked`, async (t) => {
      const app = Fastify()
      let asked = 0
      const listenTo = (): void => {
        app.server.prependListener('request', (_request: IncomingMessage, response: ServerResponse) => {
          const around = response[name].bind(response) as (...all: unknown[]) => never
          response[name] = (...all: unknown[]) => {
            asked++
            return around(...all)
          }
        })
      }
      if (when === 'before the plugin') listenTo()
      await app.register(conformant)
      if (when === 'after it') listenTo()
      app.get('/', async (_request, reply) => reply.header('content-length', 4).send(Readable.from([Buffer.from('ab'), Buffer.from('cd')])))
      t.match(await exchange(await listen(t, app), 'GET /'), { status: 200, body: 'abcd' })
      t.equal(asked, name === 'write' ? 2 : 1)
    })
  }
}
