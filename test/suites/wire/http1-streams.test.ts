// A stream that fails after its first byte: the answer has begun, and can only look as incomplete as it is (RFC 9112 §8).
import { Readable } from 'node:stream'
import type { FastifyReply } from 'fastify'
import t from 'tap'
import { deferred } from '../../helpers/deferred.ts'
import { captureLogs } from '../../helpers/logs.ts'
import { serve } from './app.ts'
import { head } from './bytes.ts'
import { watchProcess } from './faults.ts'
import { dialectNames, persists, plain, probe } from './provoke.ts'
import { StrictClient, type Heard } from './strict-client.ts'

const secret = (): Error => new Error('secret')

/** Resolved when the client has the first bytes. */
let heard = deferred()

function node (): Readable {
  let count = 0
  return new Readable({ read () { count++ === 0 ? this.push('some') : heard.promise.then(() => this.destroy(secret())) } })
}

function web (): ReadableStream {
  let count = 0
  return new ReadableStream({
    async pull (controller) {
      if (count++ === 0) return controller.enqueue(Buffer.from('some'))
      await heard.promise
      throw secret()
    }
  })
}

const streams: Readonly<Record<string, (reply: FastifyReply) => unknown>> = {
  node: (reply) => reply.type('text/plain').send(node()),
  web: (reply) => reply.type('text/plain').send(web()),
  response: () => new Response(web(), { headers: { 'content-type': 'text/plain' } })
}

/** Sends a request, and lets the stream fail when its first bytes have come. */
async function cutBehind (port: number, request: string): Promise<Heard> {
  heard = deferred()
  const client = await StrictClient.connect(port)
  client.send(request)
  await client.hears('some')
  heard.resolve()
  return await client.ended()
}

const begun = { line: 'HTTP/1.1 200 OK', headers: { 'content-type': 'text/plain', date: 'date' } }

t.test('streams that fail after their first byte', async (t) => {
  const faults = watchProcess(t)
  for (const dialect of dialectNames) {
    const { logger, errors } = captureLogs()
    const { port } = await serve(t, dialect, {
      options: { logger },
      declare: (app) => {
        for (const [name, send] of Object.entries(streams)) app.get(`/${name}`, async (_request, reply) => await send(reply))
        app.get('/sized', async (_request, reply) => await reply.type('text/plain').header('content-length', '10').send(node()))
      }
    })
    for (const name of Object.keys(streams)) {
      const before = errors().length
      const { received, rest } = await cutBehind(port, head(`GET /${name} HTTP/1.1`))
      t.strictSame(received, [], `${dialect}: ${name}: no whole answer`)
      t.match(rest, /^HTTP\/1\.1 200 OK\r\n[^]*\r\ntransfer-encoding: chunked\r\n\r\n4\r\nsome\r\n$/i, `${dialect}: ${name}: HTTP/1.1 has no last chunk`)
      t.equal(errors().length, before + 1, `${dialect}: ${name}: logged once`)

      const old = await cutBehind(port, `GET /${name} HTTP/1.0\r\n\r\n`)
      t.equal(old.error, 'ECONNRESET', `${dialect}: ${name}: HTTP/1.0 ends in a reset`)
      t.strictSame(old.received.map(plain), [{ ...begun, headers: { connection: 'close', ...begun.headers }, body: 'some' }])
      t.equal(errors().length, before + 2, `${dialect}: ${name}: logged once`)
    }
    const { received, rest } = await cutBehind(port, head('GET /sized HTTP/1.1'))
    t.strictSame(received, [], `${dialect}: fewer bytes than were announced`)
    t.match(rest, /\r\ncontent-length: 10\r\n[^]*\r\n\r\nsome$/i)
    const next = await StrictClient.connect(port)
    next.send(head('GET /ok HTTP/1.1') + probe)
    t.strictSame((await next.ended()).received.map(({ body }) => body), ['{"ok":true}', '{"ok":true}'], `${dialect}: the server goes on`)
    t.match((next.heard().received[0] ?? {}) as object, { headers: persists })
  }
  t.strictSame(faults, [], 'nothing reached the process')
})
