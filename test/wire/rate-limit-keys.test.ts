import { once } from 'node:events'
import { connect } from 'node:net'
import { join } from 'node:path'
import Fastify from 'fastify'
import t from 'tap'
import conformant, { type RateLimit } from '../../lib/index.ts'
import { internalError, success } from '../helpers/answers.ts'
import { stopClock } from '../helpers/clock.ts'
import { folderOf } from '../helpers/ended-with-us.ts'
import { exchange } from '../helpers/exchange.ts'
import { limited, tooMany } from '../helpers/limits.ts'
import { captureLogs } from '../helpers/logs.ts'

stopClock(t)

const one: RateLimit = { limit: 1, window: '1m' }
const routes = (app: Parameters<Parameters<typeof limited>[2]>[0]): void => { app.get('/', async () => ({ ok: true })) }
const ok = success(200, { ok: true })

t.test('addresses, behind a proxy that is trusted', async (t) => {
  const { port } = await limited(t, { rateLimit: one }, routes, { trustProxy: true })
  const cases: Array<[forwarded: string | undefined, isNew: boolean]> = [
    [undefined, true], ['127.0.0.1', false], ['::ffff:127.0.0.1', false],
    ['192.0.2.1', true], ['192.0.2.1', false], ['::ffff:192.0.2.1', false], ['192.0.2.2', true],
    ['192.0.2.1:4711', false], ['192.0.2.1:4712', false], ['192.0.2.3:4711', true], ['192.0.2.3', false],
    ['192.0.2.1, 192.0.2.9', false], ['192.0.2.4, 192.0.2.1', true],
    ['2001:db8::1', true], ['2001:db8::2', false], ['2001:DB8:0:0:ffff:ffff:ffff:ffff', false], ['[2001:db8::3]:4711', false], ['[2001:db8::4]', false], ['2001:db8::1%eth0', false],
    ['2001:db8:0:1::1', true], ['2001:db8:0:1:2::', false],
    ['', false], ['unknown', true], ['unknown', false], ['_hidden', true], ['__proto__', true], ['constructor', true], ['"192.0.2.1"', true],
    ['x'.repeat(8000), true], ['x'.repeat(8000), false], ['x'.repeat(8001), true], ['\u00e9', true], ['*', true]
  ]
  for (const [forwarded, isNew] of cases) {
    t.strictSame(await exchange(port, { headers: { 'x-forwarded-for': forwarded } }), isNew ? ok : tooMany(), `${String(forwarded).slice(0, 50)}`)
  }
})

t.test('a proxy that is not trusted changes nothing', async (t) => {
  const { port } = await limited(t, { rateLimit: one }, routes)
  t.strictSame(await exchange(port, { headers: { 'x-forwarded-for': '192.0.2.1' } }), ok)
  t.strictSame(await exchange(port, { headers: { 'x-forwarded-for': '192.0.2.2' } }), tooMany())
})

t.test('ipv6Prefix', async (t) => {
  for (const [ipv6Prefix, second] of [[48, tooMany()], [128, ok]] as const) {
    const { port } = await limited(t, { rateLimit: { ...one, ipv6Prefix } }, routes, { trustProxy: true })
    t.strictSame(await exchange(port, { headers: { 'x-forwarded-for': '2001:db8:1:2::1' } }), ok)
    t.strictSame(await exchange(port, { headers: { 'x-forwarded-for': '2001:db8:1:3::1' } }), second)
  }
})

t.test('all clients of a Unix socket are one', async (t) => {
  const app = Fastify()
  await app.register(conformant, { rateLimit: one })
  routes(app)
  t.teardown(() => app.close())
  // Not below the project: the path of a socket has at most 107 bytes, and what is longer Node cuts.
  const path = join(folderOf(t, 's'), 's')
  await app.listen({ path })
  const statuses: string[] = []
  for (let time = 0; time < 2; time++) {
    const socket = connect(path)
    socket.write('GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n')
    const [head] = await once(socket, 'data') as [Buffer]
    statuses.push(head.toString().slice(9, 12))
    socket.destroy()
  }
  t.strictSame(statuses, ['200', '429'])
})

t.test('the whole server', async (t) => {
  const { port } = await limited(t, { rateLimit: { ...one, key: 'instance' } }, routes, { trustProxy: true })
  t.strictSame(await exchange(port, { headers: { 'x-forwarded-for': '192.0.2.1' } }), ok)
  t.strictSame(await exchange(port, { headers: { 'x-forwarded-for': '192.0.2.2' } }), tooMany())
})

t.test('a function', async (t) => {
  const { port } = await limited(t, { rateLimit: { ...one, key: ({ headers }) => headers['x-token'] as string | undefined } }, routes)
  const cases: Array<[token: string | undefined, isAdmitted: boolean]> = [
    [undefined, true], [undefined, true], ['a', true], ['a', false], ['A', true], ['', true], ['', false],
    ['__proto__', true], ['__proto__', false], ['toString', true], ['x'.repeat(64), true], ['x'.repeat(65), true], ['x'.repeat(65), false], ['x'.repeat(12_000), true], ['x'.repeat(12_000), false], ['x'.repeat(11_999), true]
  ]
  for (const [token, isAdmitted] of cases) t.strictSame(await exchange(port, { headers: { 'x-token': token } }), isAdmitted ? ok : tooMany(), `${String(token).slice(0, 30)}`)
})

t.test('functions that fail are a 500 that shows nothing, and nothing is taken', async (t) => {
  const failing: Array<[limit: Partial<RateLimit>, logged: string]> = [
    [{ key: () => { throw new Error('no key') } }, 'no key'],
    [{ key: (async () => 'a') as never }, "key of a limit must answer at once and not with a promise; look up what it needs in a hook before the limit's"],
    [{ key: (async () => { throw new Error('rejected') }) as never }, "key of a limit must answer at once and not with a promise; look up what it needs in a hook before the limit's"],
    [{ key: (() => ({ id: 1 })) as never }, 'the key of a limit must be a string, or undefined for a request that is not counted; got a value of the type object'],
    [{ exempt: () => { throw new Error('not exempt') } }, 'not exempt'],
    [{ exempt: (async () => true) as never }, "exempt of a limit must answer at once and not with a promise; look up what it needs in a hook before the limit's"],
    [{ cost: () => { throw new Error('no cost') } }, 'no cost'],
    [{ cost: (async () => 1) as never }, "cost of a limit must answer at once and not with a promise; look up what it needs in a hook before the limit's"],
    [{ cost: () => -1 }, 'the cost of a request must be a whole number from 0; the limit "failing" got -1'],
    [{ cost: () => NaN }, 'the cost of a request must be a whole number from 0; the limit "failing" got NaN']
  ]
  for (const hook of ['onRequest', 'preParsing', 'preHandler'] as const) {
    for (const [more, logged] of failing) {
      const logs = captureLogs()
      const { app, port } = await limited(t, { rateLimit: [{ ...one, name: 'sound', hook }, { ...one, name: 'failing', hook, ...more }] }, routes, { logger: logs.logger })
      t.strictSame(await exchange(port, 'GET /'), internalError)
      t.strictSame(logs.errors().map(({ level, err }) => [level, (err as Error).message]), [[50, logged]], logged)
      t.match(await app.rateLimits.peek('sound', '127.0.0.1'), { used: 0 })
    }
  }
})
