import Fastify, { type FastifyInstance } from 'fastify'
import t from 'tap'
import conformant, { serverOptions } from '../../lib/index.ts'
import { noStore, success } from '../helpers/answers.ts'
import { stopClock } from '../helpers/clock.ts'
import { exchange, listen } from '../helpers/exchange.ts'
import { ask, open } from '../helpers/http2.ts'
import { limited, tooMany } from '../helpers/limits.ts'
import { RawClient } from '../helpers/raw.ts'

stopClock(t)

const one = { rateLimit: { limit: 1, window: '1m' } } as const
const fields = { 'ratelimit-policy': '"default";q=1;w=60', ratelimit: '"default";r=0;t=60' }
const routes = (app: Pick<FastifyInstance, 'get'>): void => { app.get('/', async () => ({ ok: true })) }

t.test('HTTP/1.0', async (t) => {
  const { port } = await limited(t, { ...one, rateLimitHeaders: true }, routes)
  const close = { connection: 'close' }
  t.strictSame(await exchange(port, { version: '1.0' }), success(200, { ok: true }, { ...fields, ...close }))
  t.strictSame(await exchange(port, { version: '1.0' }), tooMany('60', { ...fields, ...close }))
})

t.test('HTTP/2', async (t) => {
  const app = Fastify({ http2: true })
  await app.register(conformant, one)
  routes(app as unknown as FastifyInstance)
  const session = open(t, await listen(t, app as unknown as FastifyInstance))
  t.strictSame(await ask(session), success(200, { ok: true }, fields))
  t.strictSame(await ask(session), tooMany('60', fields))
  t.strictSame(await ask(session, { ':path': '/nowhere' }), tooMany('60', fields))
  t.strictSame(await ask(session, { ':method': 'HEAD' }), { ...tooMany('60', fields), body: '' })
})

t.test('a connection outlives its refusals', async (t) => {
  const { port } = await limited(t, one, routes)
  const client = await RawClient.connect(port)
  t.teardown(() => client.close())
  const get = 'GET / HTTP/1.1\r\nHost: a\r\n\r\n'
  client.send(get.repeat(4))
  t.strictSame(await client.answer(), success(200, { ok: true }))
  for (let time = 0; time < 3; time++) t.strictSame(await client.answer(), tooMany())
  client.send(get)
  t.strictSame(await client.answer(), tooMany())
})

t.test('what is refused below the hooks is not counted', async (t) => {
  const app = Fastify(serverOptions({}))
  await app.register(conformant, { ...one, rateLimitHeaders: false })
  routes(app)
  app.get('/:parameter', async () => ({}))
  const port = await listen(t, app)
  const below: Array<[bytes: string, status: number]> = [
    ['GET /%zz HTTP/1.1\r\nHost: a\r\n\r\n', 400],
    ['GET / HTTP/1.1\r\n\r\n', 400],
    ['nonsense\r\n\r\n', 400],
    ['GET / HTTP/1.1\r\nHost: a\r\nExpect: wonders\r\n\r\n', 417],
    ['CONNECT a:80 HTTP/1.1\r\nHost: a\r\n\r\n', 501],
    [`GET / HTTP/1.1\r\nHost: a\r\nX-Long: ${'x'.repeat(20_000)}\r\n\r\n`, 431],
    [`GET /${'x'.repeat(9000)} HTTP/1.1\r\nHost: a\r\n\r\n`, 414]
  ]
  for (const [bytes, status] of below) {
    const client = await RawClient.connect(port)
    client.send(bytes)
    t.equal((await client.answer()).status, status, bytes.slice(0, 30))
    client.close()
  }
  t.match(await app.rateLimits.peek('*', '127.0.0.1'), { used: 0 })
  t.strictSame([(await exchange(port, 'GET /')).status, (await exchange(port, 'GET /')).status], [200, 429])
})

t.test('a limit is told to nobody who may keep the answer', async (t) => {
  const { port } = await limited(t, one, routes)
  await exchange(port, 'GET /')
  t.match((await exchange(port, 'GET /')).headers, noStore)
})
