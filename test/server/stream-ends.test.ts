// The ends of HTTP/2's streams (RFC 9113 §8.1), and answers that are not as long as they say.
import { connect as connectHttp2 } from 'node:http2'
import { connect } from 'node:net'
import { Readable } from 'node:stream'
import Fastify, { type FastifyInstance } from 'fastify'
import t from 'tap'
import conformant, { forbidden, serverOptions } from '../../lib/index.ts'
import { FrameClient } from '../helpers/frames.ts'
import { listen, exchange, requestOf } from '../helpers/exchange.ts'
import { captureLogs } from '../helpers/logs.ts'
import { RawClient } from '../helpers/raw.ts'

interface Teardown { teardown: (task: () => unknown) => void }

async function serve (t: Teardown, http2: boolean, declare: (app: FastifyInstance) => void, options: object = {}): Promise<number> {
  const app = Fastify(serverOptions({ ...(http2 ? { http2: true } : {}), ...options } as object)) as unknown as FastifyInstance
  await app.register(conformant, { contentType: ['application/json', 'application/octet-stream'] })
  app.addContentTypeParser('application/octet-stream', (_request, payload, done) => done(null, payload))
  declare(app)
  return await listen(t, app)
}

async function open (t: Teardown, port: number): Promise<FrameClient> {
  const client = new FrameClient(connect(port, '127.0.0.1'))
  t.teardown(() => client.close())
  return client
}

const post = { ':method': 'POST', ':scheme': 'http', ':authority': 'a.example' }

t.test('what was answered before the end of its body is closed without an error', async t => {
  const port = await serve(t, true, app => {
    app.post('/counted', { bodyLimit: 10 }, async () => ({}))
    app.post('/slow', async () => ({}))
    app.post('/begun', async ({ body }) => {
      const { value } = await (body as Readable)[Symbol.asyncIterator]().next()
      ;(body as Readable).on('readable', () => {})
      throw forbidden(String(value))
    })
    app.post('/answered', async ({ body }, reply) => {
      (body as Readable).once('readable', () => { (body as Readable).read(); reply.send({}) })
      return reply
    })
  }, { requestTimeout: 200 })
  const cases = [
    ['/counted', 'application/json', '"aaaaaaaaaaaaaaaaaaaa'], ['/slow', 'application/json', '{'],
    ['/begun', 'application/octet-stream', 'a'], ['/answered', 'application/octet-stream', 'a'], ['/none', 'application/json', '{']
  ]
  const client = await open(t, port)
  for (const [index, [path, type, half]] of cases.entries()) {
    const stream = index * 2 + 1
    client.request(stream, { ...post, ':path': path as string, 'content-type': type as string })
    client.data(stream, half as string)
    await client.until(() => client.resetOf(stream) !== undefined)
    t.equal(client.resetOf(stream), 0, `${path}: NO_ERROR`)
    t.ok(client.frames.some(frame => frame.stream === stream && frame.type === 0 && frame.content.length > 0), `${path}: behind the answer`)
  }
})

const broken = {
  stream: () => new Readable({ read () { this.push('part'); this.destroy(new Error('disk gone')) } }),
  later: () => { let n = 0; return new Readable({ read () { if (n++ === 0) this.push('part'); else setImmediate(() => this.destroy(new Error('disk gone'))) } }) },
  generator: () => Readable.from((async function * () { yield 'part'; await new Promise(setImmediate); throw new Error('disk gone') })()),
  web: () => new ReadableStream({
    async start (controller) {
      controller.enqueue(Buffer.from('part'))
      await new Promise(setImmediate)
      await new Promise(setImmediate)
      controller.error(new Error('disk gone'))
    }
  })
}

t.test('what fails after its first byte, or is not as long as it says, ends with INTERNAL_ERROR', async t => {
  const port = await serve(t, true, app => {
    for (const name of ['later', 'generator', 'web'] as const) app.get(`/${name}`, async (_request, reply) => reply.type('text/plain').send(broken[name]()))
    app.get('/short', async (_request, reply) => reply.type('text/plain').header('content-length', 100).send(Readable.from(['part'])))
    app.get('/long', async (_request, reply) => reply.type('text/plain').header('content-length', 6).send(Readable.from(['part', 'part'])))
  })
  const client = await open(t, port)
  for (const [index, path] of ['/later', '/generator', '/web', '/short', '/long'].entries()) {
    const stream = index * 2 + 1
    client.request(stream, { ...post, ':method': 'GET', ':path': path })
    await client.until(() => client.resetOf(stream) !== undefined)
    t.equal(client.resetOf(stream), 2, path)
  }
})

t.test('over HTTP/1 such an answer is cut, or a 500 where it has not begun', async t => {
  const { logger, errors } = captureLogs()
  const port = await serve(t, false, app => {
    const lengths = { short: [100, ['part']], long: [6, ['part', 'part']], right: [8, ['part', Buffer.from('part')]], early: [2, ['part']], empty: [5, []] } as const
    for (const [name, [length, parts]] of Object.entries(lengths)) {
      app.get(`/${name}`, async (_request, reply) => reply.type('text/plain').header('content-length', length).send(Readable.from(parts)))
    }
  }, { logger })
  for (const path of ['short', 'long']) {
    const client = await RawClient.connect(port)
    client.send(requestOf({ path: `/${path}` }))
    // What has not left yet is lost with the connection.
    const heard = await client.rest()
    t.ok(heard === '' || (/^HTTP\/1.1 200 OK\r\n/.test(heard) && heard.endsWith('\r\n\r\npart')), `${path}: it is cut`)
  }
  for (const path of ['early', 'empty']) t.equal((await exchange(port, `GET /${path}`)).status, 500, path)
  t.equal((await exchange(port, 'GET /right')).body, 'partpart')
  t.equal((await exchange(port, 'HEAD /short')).headers['content-length'], '100', 'a head may say what would come')
  t.equal(errors().length, 4, 'each is logged once')
})

t.test('an answer that is as long as it says is whole, in whatever pieces and characters', async t => {
  for (const http2 of [false, true]) {
    const port = await serve(t, http2, app => {
      app.get('/', (_request, reply) => {
        reply.hijack()
        reply.raw.setHeader('content-length', 9)
        reply.raw.write('é')
        reply.raw.write('é', 'latin1')
        reply.raw.write(Buffer.from('bcd'))
        reply.raw.end('efg')
      })
    })
    if (http2) {
      const session = connectHttp2(`http://127.0.0.1:${port}`)
      t.teardown(() => session.destroy())
      const stream = session.request({ ':path': '/' })
      const pieces: Buffer[] = []
      for await (const piece of stream) pieces.push(piece as Buffer)
      t.equal(Buffer.concat(pieces).toString('latin1'), Buffer.from('é').toString('latin1') + 'ébcdefg')
      t.equal(stream.rstCode, 0)
    } else {
      t.equal((await exchange(port, 'GET /')).headers['content-length'], '9')
    }
  }
})
