import { Readable } from 'node:stream'
import { setImmediate } from 'node:timers/promises'
import t from 'tap'
import { BodyStore } from '../../lib/batch/body-store.ts'
import { receive, type Batch } from '../../lib/batch/receive.ts'
import type { BatchLimits } from '../../lib/entries/batch.ts'
import { settingsOf, strict } from '../fixtures/batch-splits.ts'

/** A store that says how often it was closed. */
class WatchedStore extends BodyStore {
  closed = 0

  override async close (): Promise<void> {
    this.closed++
    await super.close()
  }
}

interface Received { readonly store: WatchedStore, readonly batch: Promise<Batch> }

function start (payload: Readable, limits: BatchLimits = {}, isArray = false): Received {
  const settings = settingsOf(limits)
  const store = new WatchedStore(settings.memory, settings.folder)
  return { store, batch: receive(payload, isArray, settings, strict, store) }
}

const chunks = (...texts: string[]): Readable => Readable.from(texts.map(text => Buffer.from(text)))
const listeners = (payload: Readable): string[] => ['data', 'end', 'close'].filter(name => payload.listenerCount(name) > 0)

t.test('what has arrived can be read, and the store stays open', async (t) => {
  for (const memory of [1, 1000]) {
    const payload = chunks('ab', 'c\nd', 'e\r\n')
    const before = listeners(payload)
    const { store, batch } = start(payload, { memory })
    t.teardown(() => store.close())
    const { isArray, pieces, values, read } = await batch
    t.strictSame({ isArray, values, pieces }, { isArray: false, values: undefined, pieces: [{ start: 0, end: 3, isTooLong: false }, { start: 3, end: 5, isTooLong: false }] })
    t.strictSame(await Promise.all(pieces.map(async piece => String(await read(piece)))), ['abc', 'de'])
    t.equal(store.closed, 0)
    t.equal(store.isInMemory, memory === 1000)
    t.strictSame(listeners(payload), before, 'nobody listens any more')
  }
})

t.test('the items of an array are kept where they fit into memory, else they are read again', async (t) => {
  for (const memory of [1, 1000]) {
    const { store, batch } = start(chunks('[{"a":1}, ', `"${'x'.repeat(50)}",null]`), { memory, characters: 20 }, true)
    t.teardown(() => store.close())
    const { isArray, pieces, values } = await batch
    t.equal(isArray, true)
    t.strictSame(pieces.map(({ isTooLong }) => isTooLong), [false, true, false])
    t.strictSame(values, memory === 1 ? undefined : [{ a: 1 }, undefined, null])
  }
})

t.test('a body that waits to be asked for', async (t) => {
  const payload = chunks('a\nb')
  payload.pause()
  const { store, batch } = start(payload)
  t.teardown(() => store.close())
  t.equal((await batch).pieces.length, 2)
})

t.test('what refuses a body closes its store', async (t) => {
  const cases: Array<[name: string, payload: Readable, limits: BatchLimits, isArray: boolean, told: Record<string, unknown>]> = [
    ['too many lines', chunks('a\nb\n', 'c'), { lines: 2 }, false, { kind: 'too_many_items', facts: { limit: 2 } }],
    ['too many items', chunks('[1,2,', '3'), { lines: 2 }, true, { kind: 'too_many_items', facts: { limit: 2 } }],
    ['no array', chunks('{}'), {}, true, { kind: 'validation_failed', message: 'The request body must be a JSON array.' }],
    ['no end', chunks('[', '1'), {}, true, { kind: 'malformed_json', facts: {} }],
    ['an item that is no JSON', chunks('[x]'), {}, true, { kind: 'malformed_json', facts: {} }],
    ['too much', chunks('abc', 'def'), { payload: 5 }, false, { kind: 'payload_too_large', facts: { limit: 5 } }],
    ['too much and too many', chunks('1\n2\n3\n4'), { payload: 5, lines: 2 }, false, { kind: 'payload_too_large', facts: { limit: 5 } }],
    ['no folder', chunks('abc'), { memory: 1, folder: '/nowhere/at/all' }, false, { code: 'ENOENT' }]
  ]
  for (const [name, payload, limits, isArray, told] of cases) {
    const { store, batch } = start(payload, limits, isArray)
    await batch.then(() => t.fail(name), fault => t.match(fault, told, name))
    t.equal(store.closed, 1, name)
    payload.on('error', () => {}).destroy()
  }
})

t.test('as much as there may be', async (t) => {
  const { store, batch } = start(chunks('abc', 'de'), { payload: 5 })
  t.teardown(() => store.close())
  t.equal((await batch).pieces.length, 1)
})

t.test('a body that breaks off, with a reason and without', async (t) => {
  for (const memory of [1, 1000]) {
    const silent = new Readable({ read () {} })
    const { store, batch } = start(silent, { memory })
    silent.push('abc\n')
    await setImmediate()
    silent.destroy()
    await t.rejects(batch, { kind: 'bad_request', message: 'The request body ended too early.' })
    t.equal(store.closed, 1)

    const telling = new Readable({ read () {} })
    const other = start(telling, { memory })
    const fault = Object.assign(new Error('of the decoder'), { statusCode: 400 })
    telling.destroy(fault)
    await t.rejects(other.batch, fault)
    t.equal(other.store.closed, 1)
  }
})

t.test('a body whose end is there before the file is written', async (t) => {
  for (const count of [1, 2, 3, 6, 7, 12]) {
    const lines = Array.from({ length: count }, (_, index) => Buffer.alloc(50_000, String.fromCharCode(97 + index)))
    const payload = new Readable({ read () {} })
    payload.push('first\n')
    for (const line of lines) payload.push(Buffer.concat([line, Buffer.from('\n')]))
    payload.push(null)
    const { store, batch } = start(payload, { memory: 1 })
    t.teardown(() => store.close())
    const { pieces, read } = await batch
    t.equal(store.isInMemory, false)
    t.equal(pieces.length, count + 1)
    for (const [index, line] of [Buffer.from('first'), ...lines].entries()) {
      t.equal((await read(pieces[index] as Batch['pieces'][0])).equals(line), true, `line ${index + 1} of ${count + 1}`)
      await setImmediate()
    }
  }
})

t.test('what comes faster than the file is written waits', async (t) => {
  let waiting = 0
  let most = 0
  const line = Buffer.alloc(100_000, 'x')
  class CountedStore extends BodyStore {
    override append (bytes: Buffer): void {
      most = Math.max(most, waiting += bytes.length)
      super.append(bytes)
    }

    override async flush (): Promise<void> {
      await super.flush()
      waiting = 0
    }
  }
  const store = new CountedStore(1000)
  t.teardown(() => store.close())
  const payload = Readable.from(Array.from({ length: 100 }, () => [line, Buffer.from('\n')]).flat())
  const { pieces, read } = await receive(payload, false, settingsOf(), strict, store)
  t.equal(pieces.length, 100)
  t.ok(most < 1_000_000, `${most} bytes of 10,000,000 at once`)
  t.equal((await read(pieces[99] as Batch['pieces'][0])).equals(line), true)
})
