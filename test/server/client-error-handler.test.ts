// The application's own clientErrorHandler: it is asked first, and the plugin answers where it has written nothing.
import { once } from 'node:events'
import type { Socket } from 'node:net'
import Fastify, { type FastifyInstance, type FastifyServerOptions } from 'fastify'
import t, { type Test } from 'tap'
import conformant, { akeneo, serverOptions } from '../../lib/index.ts'
import { closing, json, success } from '../helpers/answers.ts'
import { exchange, listen } from '../helpers/exchange.ts'
import { captureLogs, type Logs } from '../helpers/logs.ts'
import { RawClient } from '../helpers/raw.ts'
import { until } from '../helpers/until.ts'

type Handler = NonNullable<FastifyServerOptions['clientErrorHandler']>

const own = { status: 418, headers: { 'content-length': '0' }, body: '' }
const ownBytes = 'HTTP/1.1 418 Own\r\ncontent-length: 0\r\n\r\n'
const badRequest = json(400, { code: 400, message: 'The request cannot be understood.' }, closing)

const made: Readonly<Record<string, (options: FastifyServerOptions) => FastifyInstance>> = {
  'with serverOptions()': options => Fastify(serverOptions({ ...options } as object)) as unknown as FastifyInstance,
  'by the plugin alone': options => Fastify(options) as unknown as FastifyInstance
}

async function server (t: Test, make: (options: FastifyServerOptions) => FastifyInstance, clientErrorHandler: Handler): Promise<{ app: FastifyInstance, port: number, logs: Logs }> {
  const logs = captureLogs()
  const app = make({ clientErrorHandler, logger: logs.logger })
  await app.register(conformant, { dialect: akeneo() })
  app.get('/', async () => ({}))
  return { app, port: await listen(t, app), logs }
}

for (const [how, make] of Object.entries(made)) {
  t.test(`${how}: there is one answer`, async (t) => {
    for (const [title, clientErrorHandler, told] of [
      ['writes', (_error, socket) => { socket.end(ownBytes) }, own],
      ['writes later', (_error, socket) => { setImmediate(() => socket.end(ownBytes)) }, badRequest],
      ['does nothing', () => {}, badRequest],
      ['throws', () => { throw new Error('secret') }, badRequest],
      ['has the name of its class', function clientErrorHandler () {}, badRequest],
      ['has the name that the plugin gives', function conformantClientError () {}, badRequest]
    ] as Array<[string, Handler, ReturnType<typeof json>]>) {
      const { app, port, logs } = await server(t, make, clientErrorHandler)
      const client = await RawClient.connect(port)
      client.send('nonsense\r\n\r\n')
      t.strictSame(await client.answer(), told, title)
      t.equal(await client.rest(), '', `${title}: one answer`)
      t.equal(app.server.listenerCount('clientError'), 1)
      t.strictSame(logs.errors().filter(({ level }) => level > 30).map(({ msg }) => msg), title === 'throws' ? ['clientErrorHandler failed'] : [])
      t.strictSame(await exchange(port, 'GET /'), success(200, {}), 'the server lives on')
    }
  })

  t.test(`${how}: it is asked with the application as its this`, async (t) => {
    let asked: unknown
    const { app, port } = await server(t, make, function (this: FastifyInstance) { asked = this.server } as Handler)
    const client = await RawClient.connect(port)
    client.send('nonsense\r\n\r\n')
    t.strictSame(await client.answer(), badRequest)
    client.close()
    t.equal(asked, app.server)
  })

  t.test(`${how}: it is told of connections that break`, async (t) => {
    const codes: unknown[] = []
    const { app, port } = await server(t, make, ({ code }) => { codes.push(code) })
    const accepted = once(app.server, 'connection')
    const client = await RawClient.connect(port)
    const [other] = await accepted as [Socket]
    client.send('GET / HTTP/1.1\r\n')
    await until(() => other.bytesRead > 0)
    const closed = new Promise(resolve => { other.once('close', resolve) })
    client.socket.resetAndDestroy()
    await closed
    t.strictSame(codes, ['ECONNRESET'], 'once')
    t.strictSame(await exchange(port, 'GET /'), success(200, {}))
  })
}
