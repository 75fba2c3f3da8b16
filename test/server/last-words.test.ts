// What an answer says of its connection (RFC 9112 §9.6), and methods that are not HTTP's.
import Fastify from 'fastify'
import t from 'tap'
import conformant, { serverOptions } from '../../lib/index.ts'
import { until } from '../helpers/until.ts'
import { listen, requestOf } from '../helpers/exchange.ts'
import { RawClient } from '../helpers/raw.ts'

const words = /^connection: (.+?)\r$/im

t.test('behind a body error Node says what is true, and close where it is the last', async t => {
  const app = Fastify(serverOptions({ maxRequestsPerSocket: 3 }))
  await app.register(conformant)
  app.post('/', async () => ({}))
  const client = await RawClient.connect(await listen(t, app))
  let heard = ''
  client.socket.on('data', chunk => { heard += String(chunk) })
  const said: Array<string | undefined> = []
  for (let i = 0; i < 3; i++) {
    heard = ''
    client.send(requestOf({ method: 'POST', body: '{', headers: { 'content-type': 'application/json' } }))
    t.equal((await client.answer()).status, 400)
    said.push(words.exec(heard)?.[1])
    t.equal(/^keep-alive: /im.test(heard), i < 2)
  }
  t.strictSame(said, ['keep-alive', 'keep-alive', 'close'])
  // Node leaves it to the client to close, as long as it would keep an idle connection.
  client.close()
})

t.test('while the server closes, what is being handled on a connection is answered, one after the other', async t => {
  const app = Fastify(serverOptions())
  await app.register(conformant)
  const waiting: Array<() => void> = []
  let begun = (): void => {}
  const both = new Promise<void>(resolve => { begun = resolve })
  app.get('/', async () => {
    await new Promise<void>(resolve => {
      waiting.push(resolve)
      if (waiting.length === 2) begun()
    })
    return {}
  })
  const client = await RawClient.connect(await listen(t, app))
  client.send(Buffer.concat([requestOf({}), requestOf({})]))
  await both
  const closed = app.close()
  // Node ends what has ended, and has not left, when it stops to listen.
  await until(async () => app.server.listening, isListening => !isListening)
  for (const done of waiting) done()
  t.strictSame([(await client.answer()).headers.connection, (await client.answer()).headers.connection], [undefined, 'close'])
  t.equal(await client.rest(), '')
  await closed
})

t.test('methods that the parser knows from other protocols are a 501', async t => {
  const app = Fastify(serverOptions())
  await app.register(conformant)
  app.get('/', async () => ({}))
  const port = await listen(t, app)
  for (const method of ['ANNOUNCE', 'DESCRIBE', 'PRI', 'SETUP', 'PLAY', 'FLUSH', 'FOO']) {
    const client = await RawClient.connect(port)
    client.send(requestOf({ method }))
    t.equal((await client.answer()).status, 501, method)
    client.close()
  }
})
