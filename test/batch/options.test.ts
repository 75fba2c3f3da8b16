import { Type } from '@sinclair/typebox'
import Fastify from 'fastify'
import t from 'tap'
import { batchSettings, type BatchLimits, type BatchOptions } from '../../lib/batch/options.ts'
import conformant, { created } from '../../lib/index.ts'
import { badBatchOptions } from '../fixtures/batch-options.ts'

const good: BatchOptions = { method: 'PATCH', url: '/a', key: 'code', item: Type.Object({}) }

t.test('what holds where nothing is said', async (t) => {
  t.strictSame(batchSettings(good), {
    lines: 100, length: { limit: 1_000_000, unit: 'characters' }, payload: 400_000_200, excess: 413, memory: 1_048_576, folder: undefined, disk: 4_294_967_296, types: ['application/vnd.akeneo.collection+json', 'application/x-ndjson', 'application/json'], concurrency: 1, seconds: undefined
  })
})

t.test('each option', async (t) => {
  const cases: Array<[given: BatchLimits, settings: object]> = [
    [{ lines: 1 }, { lines: 1, payload: 4_000_002 }],
    [{ characters: 10 }, { length: { limit: 10, unit: 'characters' }, payload: 4200 }],
    [{ bytes: 10 }, { length: { limit: 10, unit: 'bytes' }, payload: 1200 }],
    [{ bytes: 10, lines: 2 }, { lines: 2, length: { limit: 10, unit: 'bytes' }, payload: 24 }],
    [{ payload: 5 }, { payload: 5 }],
    [{ memory: 1 }, { memory: 1 }],
    [{ folder: '/tmp/a' }, { folder: '/tmp/a' }],
    [{ disk: 5 }, { disk: 5 }],
    [{ types: ['application/json'] }, { types: ['application/json'] }],
    [{ concurrency: 8 }, { concurrency: 8 }],
    [{ excess: 403 }, { excess: 403 }],
    [{ seconds: 0.5 }, { seconds: 0.5 }],
    [{ seconds: 86_400 }, { seconds: 86_400 }]
  ]
  for (const [given, settings] of cases) t.strictSame(batchSettings({ ...good, ...given }), { ...batchSettings(good), ...settings }, JSON.stringify(given))
  for (const method of ['POST', 'PUT', 'PATCH', 'DELETE'] as const) t.strictSame(batchSettings({ ...good, method }), batchSettings(good), method)
  t.strictSame(batchSettings({ ...good, result: () => 1, onRequest: [], config: {}, schema: {} }), batchSettings(good), 'those of every route')
})

t.test('each bad value', async (t) => {
  for (const [given, message] of badBatchOptions) {
    t.throws(() => batchSettings({ ...good, ...given }), new TypeError(`fastify-conformant: ${message}`), message)
  }
})

t.test('no options at all', async (t) => {
  for (const [given, shown] of [[undefined, 'undefined'], [null, 'null'], ['/a', '"/a"'], [[], '[]']] as const) {
    t.throws(() => batchSettings(given as never), new TypeError(`fastify-conformant: option "options" of batch undefined undefined must be an object; got ${shown}`), shown)
  }
})

t.test('a bad option stops the start, where it stands', async (t) => {
  const app = Fastify()
  t.teardown(() => app.close())
  await app.register(conformant, {})
  t.throws(() => app.batch({ ...good, lines: 0 }, () => created()), new TypeError('fastify-conformant: option "lines" of batch PATCH /a must be a whole number of lines from 1; got 0'))
  t.equal(app.batch(good, () => created()), app, 'a good one answers the instance')
})
