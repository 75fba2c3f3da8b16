import cors, { type FastifyCorsOptions } from '@fastify/cors'
import t from 'tap'
import conformant, { type ConformantOptions } from '../../lib/index.ts'
import { allowed, bytes, corsOf, hostile, malformed, page, server, varying } from '../helpers/cors.ts'
import { exchange } from '../helpers/exchange.ts'
import { captureLogs } from '../helpers/logs.ts'

t.test('an origin that nobody tells in time is waited for once, and no answer is lost', async (t) => {
  const asked: unknown[] = []
  const { port } = await server(t, { before: app => app.register(cors, { origin: (origin: string | undefined) => { asked.push(origin) } }) })
  const answer = await exchange(port, { headers: { origin: page, expect: 'wonders' } })
  t.strictSame([answer.status, corsOf(answer), asked], [417, varying, [page]])
})

t.test('where the answer cannot wait it has what is known at once', async (t) => {
  for (const [origin, fields] of [[page, allowed(page)], [async () => page, varying]] as const) {
    const { port } = await server(t, { before: app => app.register(cors, { origin }), router: { querystringParser () { throw new Error('broken') } } })
    const answer = await exchange(port, { path: '/things/1?a', headers: { origin: page } })
    t.equal(answer.status, 500)
    t.strictSame(corsOf(answer), fields)
  }
})

t.test('a place has the rule of its own scope', async (t) => {
  const emitted: string[] = []
  const listener = ({ message }: Error): void => { emitted.push(message) }
  process.on('warning', listener)
  t.teardown(() => process.off('warning', listener))
  const { port } = await server(t, {
    behind: app => app.register(async scope => {
      await scope.register(cors, { origin: page })
      await scope.register(conformant)
    }, { prefix: '/shop' })
  })
  t.strictSame(corsOf(await exchange(port, 'GET /shop/%zz')), allowed(page))
  t.strictSame(corsOf(await exchange(port, 'GET /%zz')), {})
  t.strictSame(corsOf(await bytes(port, malformed.replace('/', '/shop/a'))), allowed(page))
  t.strictSame(emitted, [], 'the route of @fastify/cors is none that options come too late for')
})

t.test('what @fastify/cors does not say the option says', async (t) => {
  const heads: unknown[] = []
  const option: ConformantOptions['cors'] = ({ method, url, headers }) => {
    heads.push([method, url, headers.origin])
    return { 'Access-Control-Allow-Origin': page, Vary: 'Origin' }
  }
  const fields = allowed(page, varying)
  for (const [rule, ofRead] of [[undefined, fields], [{ origin: [hostile] }, allowed(hostile, varying)]] as Array<[FastifyCorsOptions | undefined, object]>) {
    heads.length = 0
    const { port } = await server(t, { before: app => rule === undefined ? undefined : app.register(cors, rule), plugin: { cors: option } })
    for (const path of ['/%zz', `/things/${'a'.repeat(21)}`]) {
      const answer = await exchange(port, { path, headers: { origin: hostile } })
      t.strictSame(corsOf(answer), ofRead, path)
    }
    t.strictSame(corsOf(await exchange(port, { headers: { origin: hostile, host: undefined } })), ofRead)
    t.strictSame(corsOf(await bytes(port, malformed)), fields)
    t.strictSame(corsOf(await bytes(port, 'FLY /a?b HTTP/1.1\r\nHost: a\r\n\r\n')), fields)
    const ofUnread = [['GET', '/', undefined], ['FLY', '/a', undefined]]
    t.strictSame(heads, rule === undefined ? [['GET', '/%zz', hostile], ['GET', `/things/${'a'.repeat(21)}`, hostile], ['GET', '/', hostile], ...ofUnread] : ofUnread)
  }
})

t.test('an option that says nothing, or what cannot be said, takes no answer with it', async (t) => {
  for (const [option, isFault] of [
    [() => undefined, false],
    [() => ({ 'access-control-allow-origin': 'a\r\nb', 'content-length': '5', connection: 'keep-alive', 'content-type': 'text/html' }), false],
    [() => { throw new Error('no') }, true],
    [async () => ({ 'access-control-allow-origin': page }), true],
    [async () => { throw new Error('no') }, true]
  ] as Array<[NonNullable<ConformantOptions['cors']>, boolean]>) {
    const logs = captureLogs()
    const { port } = await server(t, { plugin: { cors: option }, own: { logger: logs.logger } })
    for (const answer of [await exchange(port, 'GET /%zz'), await bytes(port, malformed)]) {
      t.equal(answer.status, 400)
      t.equal(answer.headers['content-type'], 'application/problem+json')
      t.strictSame(corsOf(answer), {})
    }
    t.strictSame(logs.errors().filter(({ level }) => level === 50).map(({ msg }) => msg), isFault ? Array(2).fill('the option cors failed') : [])
  }
})
