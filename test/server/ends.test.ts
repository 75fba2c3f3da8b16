// What is answered below the hooks says what an answer above them would say, and ends as it should.
import { once } from 'node:events'
import type { Socket } from 'node:net'
import Fastify, { type FastifyInstance } from 'fastify'
import t, { type Test } from 'tap'
import conformant, { akeneo, defineDialect, forbidden, problem, serverOptions, type ConformantOptions } from '../../lib/index.ts'
import { json, noStore, success } from '../helpers/answers.ts'
import { exchange, listen, requestOf } from '../helpers/exchange.ts'
import { answerOf, open } from '../helpers/http2.ts'
import { RawClient } from '../helpers/raw.ts'

async function server (t: Test, own: object, declare: (app: FastifyInstance) => unknown, options: ConformantOptions = {}): Promise<{ app: FastifyInstance, port: number }> {
  const app = Fastify(serverOptions({ dialect: akeneo(), ...own })) as unknown as FastifyInstance
  await app.register(conformant, options)
  app.get('/', async () => ({ ok: true }))
  await declare(app)
  return { app, port: await listen(t, app) }
}

t.test('a 403 is masked there too', async (t) => {
  const genReqId = ({ headers }: { headers: object }): string => {
    if ('x-forbidden' in headers) throw forbidden()
    return '1'
  }
  for (const [maskForbidden, told] of [
    [true, json(404, { code: 404, message: 'The resource does not exist.' }, noStore)],
    [false, json(403, { code: 403, message: 'Access forbidden.' })]
  ] as const) {
    const { port } = await server(t, { genReqId }, () => {}, { maskForbidden })
    t.strictSame(await exchange(port, { headers: { 'x-forbidden': '1' } }), told, `maskForbidden: ${maskForbidden}`)
    t.strictSame(await exchange(port, 'GET /'), success(200, { ok: true }))
  }
})

t.test('HTTP/1.0: an answer that has left is not cut by whoever destroys it then', async (t) => {
  const { port } = await server(t, {}, app => app.get('/own', (_request, reply) => {
    reply.hijack()
    reply.raw.writeHead(200, { 'content-type': 'text/plain' })
    reply.raw.end('own').destroy()
  }))
  const client = await RawClient.connect(port)
  const faults: unknown[] = []
  client.socket.on('error', fault => faults.push(fault))
  client.send(requestOf({ path: '/own', version: '1.0' }))
  t.match(await client.rest(), /^HTTP\/1\.1 200 OK\r\n[^]*\r\n\r\nown$/)
  t.strictSame(faults, [])
})

t.test('HTTP/2: an answer that leaves while the server closes says nothing of a connection, and Node has nothing to warn of', async (t) => {
  const warnings: string[] = []
  const warned = ({ message }: Error): void => { warnings.push(message) }
  process.on('warning', warned)
  t.teardown(() => process.off('warning', warned))
  let close = (): void => {}
  let answer = (): void => {}
  let begin = (): void => {}
  const isClosing = new Promise<void>(resolve => { begin = resolve })
  const { app, port } = await server(t, { http2: true }, app => {
    // Behind the plugin's own.
    app.addHook('preClose', async () => await new Promise<void>(resolve => {
      close = resolve
      begin()
    }))
    app.get('/held', async () => {
      await new Promise<void>(resolve => { answer = resolve })
      return { ok: true }
    })
  })
  const session = open(t, port)
  const begun = once(app.server, 'stream')
  const told = answerOf(session.request({ ':path': '/held' }))
  await begun
  const closed = app.close()
  await isClosing
  answer()
  t.strictSame(await told, success(200, { ok: true }))
  close()
  session.close()
  await closed
  t.strictSame(warnings, [])
})

t.test('a CONNECT that breaks while it waits behind another request is nobody\'s end but its own', async (t) => {
  const { app, port } = await server(t, {}, app => app.get('/held', () => {}))
  const accepted = once(app.server, 'connection')
  const client = await RawClient.connect(port)
  const [socket] = await accepted as [Socket]
  const sent = Buffer.concat([requestOf({ path: '/held' }), Buffer.from('CONNECT a.example:443 HTTP/1.1\r\nHost: a.example:443\r\n\r\n')])
  client.send(sent)
  while (socket.bytesRead < sent.length) await new Promise(resolve => setImmediate(resolve))
  const closed = new Promise(resolve => { socket.once('close', resolve) })
  client.socket.resetAndDestroy()
  await closed
  t.strictSame(await exchange(port, 'GET /'), success(200, { ok: true }), 'the server lives on')
})

t.test('where there is no response to write to, a field with several values has a line for each', async (t) => {
  const dialect = defineDialect({ ...problem(), name: 'own', headers: () => ({ link: ['</a>; rel="a"', '</b>; rel="b"'] }) })
  const { port } = await server(t, { dialect }, () => {}, { dialect })
  const client = await RawClient.connect(port)
  t.teardown(() => client.close())
  client.send(Buffer.from('GET / HTTP/1.1\r\nBad Header\r\n\r\n'))
  t.match(await client.rest(), /^HTTP\/1\.1 400 Bad Request\r\n[^]*link: <\/a>; rel="a"\r\nlink: <\/b>; rel="b"\r\n/)
})
