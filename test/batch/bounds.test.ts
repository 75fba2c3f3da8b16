// What must not get round the limits, or from one route into another.
import { once } from 'node:events'
import { Type } from '@sinclair/typebox'
import Fastify from 'fastify'
import t from 'tap'
import { ArraySplitter } from '../../lib/batch/array-splitter.ts'
import { BodyStore } from '../../lib/batch/body-store.ts'
import { LineSplitter } from '../../lib/batch/line-splitter.ts'
import conformant, { akeneo, created } from '../../lib/index.ts'
import { collection, streamed } from '../fixtures/batch.ts'
import { asLines, linesOf, serverOf } from '../fixtures/batch-server.ts'
import { deferred } from '../helpers/deferred.ts'
import { turns } from '../helpers/until.ts'
import { exchange, listen, requestOf } from '../helpers/exchange.ts'
import { RawClient } from '../helpers/raw.ts'

t.test('bytes that are no characters count too: nothing of such a line is kept', async (t) => {
  const noise = Buffer.alloc(1000, 0x80)
  for (const [name, Splitter, before] of [['a line', LineSplitter, ''], ['an item', ArraySplitter, '["']] as const) {
    for (const size of [1000, 1]) {
      const store = new BodyStore(1_000_000)
      const splitter = new Splitter(store, 100, { limit: 20, unit: 'characters' })
      splitter.push(Buffer.from(before))
      for (let from = 0; from < noise.length; from += size) splitter.push(noise.subarray(from, from + size))
      t.equal(store.length, 0, `${name}, ${size} bytes at a time`)
    }
  }
})

t.test('a schema that two scopes share means in each what its references mean there', async (t) => {
  const item = Type.Unsafe<{ code: string }>({ type: 'object', properties: { code: { type: 'string' }, sub: { $ref: 'sub#' } } })
  const app = Fastify()
  await app.register(conformant, { dialect: akeneo() })
  for (const name of ['x', 'y']) {
    await app.register(async (scope) => {
      scope.addSchema({ $id: 'sub', type: 'object', properties: { [name]: { type: 'integer' } } })
      scope.batch({ method: 'PATCH', url: '/', key: 'code', item }, () => created())
    }, { prefix: `/${name}` })
  }
  const port = await listen(t, app)
  const body = '{"code":"1","sub":{"x":1}}\n{"code":"2","sub":{"y":1}}'
  const done = (line: number): string => `{"line":${line},"code":"${line}","status_code":201}`
  const unknown = (line: number, name: string): string =>
    `{"line":${line},"code":"${line}","status_code":422,"message":"Property 'sub.${name}' does not exist. Check the standard format documentation."}`
  t.strictSame(await exchange(port, { method: 'PATCH', path: '/x/', headers: asLines, body }), streamed(collection, `${done(1)}\n${unknown(2, 'y')}`))
  t.strictSame(await exchange(port, { method: 'PATCH', path: '/y/', headers: asLines, body }), streamed(collection, `${unknown(1, 'x')}\n${done(2)}`))
})

t.test('what a class keeps to itself is not shown', async (t) => {
  class Document {
    secret = 'secret'
    toJSON (): object { return { shown: true } }
  }
  const gives: Record<string, () => unknown> = { 1: () => new Document(), 2: () => new Date(0), 3: () => ({ toJSON: () => undefined }) }
  const port = await listen(t, await serverOf(code => gives[code]?.()))
  t.strictSame(await exchange(port, { method: 'PATCH', headers: asLines, body: linesOf(3) }), streamed(collection, [
    '{"line":1,"code":"1","status_code":200,"shown":true}',
    '{"line":2,"code":"2","status_code":200,"value":"1970-01-01T00:00:00.000Z"}',
    '{"line":3,"code":"3","status_code":204}'
  ].join('\n')))
})

t.test('many lines at once, each with the signal: Node has nothing to warn of', async (t) => {
  const warnings: Error[] = []
  const listener = (warning: Error): void => { warnings.push(warning) }
  process.on('warning', listener)
  t.teardown(() => process.removeListener('warning', listener))
  const all = deferred()
  let running = 0
  const port = await listen(t, await serverOf(async (_code, { signal }) => {
    signal.addEventListener('abort', () => {})
    if (++running === 20) all.resolve()
    await all.promise
    return created()
  }, { concurrency: 20, seconds: 60 }))
  t.match(await exchange(port, { method: 'PATCH', headers: asLines, body: linesOf(40) }), { status: 200 })
  t.strictSame(warnings.filter(({ name }) => name === 'MaxListenersExceededWarning'), [])
})

t.test('what other routes may say has another name here', async (t) => {
  const app = Fastify()
  await app.register(conformant)
  const right = { method: 'PATCH', url: '/a', key: 'code', item: Type.Object({}) }
  for (const [more, message] of [
    [{ bodyLimit: 5 }, '"bodyLimit" of batch PATCH /a must be left out: "payload" says how large a body may be; got 5'],
    [{ schema: { body: true } }, '"schema.body" of batch PATCH /a must be left out: "item" is the schema of an item; got true'],
    [{ config: { conformant: { payload: 5 } } }, '"config.conformant.payload" of batch PATCH /a must be left out: "payload" stands beside "lines"; got 5'],
    [{ config: { conformant: { items: 5 } } }, '"config.conformant.items" of batch PATCH /a must be left out: "lines" says how many there may be; got 5'],
    [{ config: { conformant: { contentType: 'a/b' } } }, '"config.conformant.contentType" of batch PATCH /a must be left out: "types" stands beside "lines"; got "a/b"']
  ] as const) t.throws(() => app.batch({ ...right, ...more } as never, () => {}), new TypeError(`fastify-conformant: option ${message}`))
})

t.test('a client that goes away while a hook takes its time: nothing is handled', async (t) => {
  let begun = 0
  const [hooked, over] = [deferred(), deferred()]
  const app = await serverOf(() => { begun++ }, {
    preHandler: async ({ raw }) => {
      hooked.resolve()
      await once(raw.socket, 'close')
      await turns()
      over.resolve()
    }
  })
  const client = await RawClient.connect(await listen(t, app))
  client.send(requestOf({ method: 'PATCH', headers: asLines, body: linesOf(2) }))
  await hooked.promise
  client.close()
  await over.promise
  await turns()
  t.equal(begun, 0)
})
