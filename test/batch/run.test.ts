import { setImmediate } from 'node:timers/promises'
import t from 'tap'
import { outOfTime } from '../../lib/batch/errors.ts'
import type { BatchContext } from '../../lib/batch/options.ts'
import { created } from '../../lib/batch/outcome.ts'
import type { Batch } from '../../lib/batch/receive.ts'
import type { Result } from '../../lib/batch/result.ts'
import { run, type Work } from '../../lib/batch/run.ts'
import { ApiError } from '../../lib/errors/api-error.ts'
import { strict } from '../fixtures/batch-splits.ts'
import { deferred } from '../helpers/deferred.ts'
import { turns } from '../helpers/until.ts'

/** Lines in memory; `undefined` is one that is too long. */
function batchOf (lines: ReadonlyArray<string | undefined>, more: Partial<Batch> = {}): Batch {
  const body = Buffer.from(lines.join(''))
  let start = 0
  const pieces = lines.map(line => {
    const from = start
    start += Buffer.byteLength(line ?? '')
    return { start: from, end: start, isTooLong: line === undefined }
  })
  return { isArray: false, pieces, read: ({ start, end }) => body.subarray(start, end), ...more }
}

const itemsOf = (count: number): string[] => Array.from({ length: count }, (_, index) => `{"code":"${index + 1}"}`)

function workOf (handle: (code: string, context: BatchContext) => unknown, more: Partial<Work> = {}): Work {
  return {
    key: 'code',
    json: strict,
    concurrency: 1,
    isTimed: true,
    check: () => undefined,
    handle: (item, context) => handle((item as { code: string }).code, context),
    refuse: (thrown) => ({ status: ApiError.is(thrown) ? thrown.status : 500, members: { said: String((thrown as Error).message) } }),
    ...more
  }
}

/** What is given, in short: `line code status`. */
async function runAll (batch: Batch, work: Work, signal = new AbortController().signal): Promise<string[]> {
  const results: string[] = []
  await run(batch, work, signal, ({ line, identifier, status }: Result) => {
    results.push([line, identifier, status].join(' '))
    return undefined
  })
  return results
}

t.test('no lines', async (t) => {
  t.strictSame(await runAll(batchOf([]), workOf(() => t.fail('nothing to handle'))), [])
})

t.test('what a handler is told', async (t) => {
  const told: unknown[] = []
  const { signal } = new AbortController()
  await runAll(batchOf(['{"code":"a"}', 'x', '{"code":"b"}']), workOf((code, context) => { told.push([code, context]) }), signal)
  t.strictSame(told, [['a', { line: 1, total: 3, signal }], ['b', { line: 3, total: 3, signal }]])
})

t.test('results keep the order of the lines, and there are never more at once than there may be', async (t) => {
  for (const concurrency of [1, 2, 3, 7, 100]) {
    let running = 0
    let most = 0
    const begun: string[] = []
    const work = workOf(async (code) => {
      begun.push(code)
      most = Math.max(most, ++running)
      // The first lines take longest.
      for (let turn = 0; turn < 40 - 2 * Number(code); turn++) await setImmediate()
      running--
      if (code === '3') throw new ApiError('conflict')
      return code === '4' ? undefined : created()
    }, { concurrency })
    const results = await runAll(batchOf([...itemsOf(10), undefined, 'x', '{"code":"13"}']), work)
    t.strictSame(results, ['1 1 201', '2 2 201', '3 3 409', '4 4 204', ...[5, 6, 7, 8, 9, 10].map(line => `${line} ${line} 201`), '11  413', '12  400', '13 13 201'], `${concurrency} at once`)
    t.equal(most, Math.min(concurrency, 11))
    t.strictSame(begun, ['1', '2', '3', '4', '5', '6', '7', '8', '9', '10', '13'], 'begun in their order')
  }
})

t.test('the next line waits where the client should catch up', async (t) => {
  const order: string[] = []
  const batch = batchOf(itemsOf(3))
  await run(batch, workOf((code) => { order.push(`begin ${code}`) }), new AbortController().signal, async ({ line }) => {
    order.push(`give ${line}`)
    await turns()
    order.push(`taken ${line}`)
  })
  t.strictSame(order, [1, 2, 3].flatMap(line => [`begin ${line}`, `give ${line}`, `taken ${line}`]))
})

t.test('a line that cannot be read, and a result that cannot be given', async (t) => {
  const batch = batchOf(['{"code":"a"}', '{"code":"b"}'])
  const broken: Batch = { ...batch, read: (piece) => piece.start === 0 ? Promise.reject(new Error('of the disk')) : batch.read(piece) }
  t.strictSame(await runAll(broken, workOf(() => created())), ['1  500', '2 b 201'])
  const fault = new Error('of the test')
  await t.rejects(run(batchOf(itemsOf(5)), workOf(async () => created(), { concurrency: 3 }), new AbortController().signal, () => { throw fault }), fault)
})

t.test('items that are kept are not read again', async (t) => {
  const values = [{ code: 'a' }, undefined, { code: 'c' }, null]
  const given: unknown[] = []
  const batch = batchOf(['{"code":"x"}', undefined, '{"code":"y"}', 'null'], { isArray: true, values })
  await run(batch, workOf((code) => { given.push(code) }), new AbortController().signal, ({ line, status }) => {
    given.push([line, status])
    return undefined
  })
  t.strictSame(given, ['a', [undefined, 204], [undefined, 413], 'c', [undefined, 204], [undefined, 400]])
})

t.test('when the time is over, the lines that are not done are 503s', async (t) => {
  for (const concurrency of [1, 2, 5]) {
    const controller = new AbortController()
    const begun: string[] = []
    const work = workOf((code, { signal }) => {
      begun.push(code)
      if (code !== '2') return created()
      t.equal(signal.aborted, false)
      setImmediate().then(() => controller.abort(outOfTime), t.threw)
      return new Promise(() => {}) // never ends
    }, { concurrency })
    const results = await runAll(batchOf([...itemsOf(4), undefined, 'x', '{"code":"7"}']), work, controller.signal)
    if (concurrency === 1) t.strictSame(begun, ['1', '2'])
    t.equal(results.length, 7)
    t.strictSame(results.slice(0, 2), ['1 1 201', '2 2 503'], `${concurrency} at once`)
    t.strictSame(results.slice(-1), ['7  503'], 'the last was not begun')
    if (concurrency === 1) t.strictSame(results.slice(2), ['3  503', '4  503', '5  503', '6  503', '7  503'])
  }
})

t.test('a handler that ends after the time is not asked again, and its failure is nobody\'s', async (t) => {
  const controller = new AbortController()
  const over = deferred()
  const work = workOf(async () => {
    await setImmediate()
    controller.abort(outOfTime)
    await setImmediate()
    over.resolve()
    throw new Error('too late')
  })
  t.strictSame(await runAll(batchOf(itemsOf(1)), work, controller.signal), ['1 1 503'])
  await over.promise
  // Behind it a rejection that nobody has taken would end the process.
  await turns()
})

t.test('when the client has gone no further line is begun, and nothing is given', async (t) => {
  for (const [concurrency, count] of [[1, 1], [3, 3]] as const) {
    const controller = new AbortController()
    const begun: string[] = []
    const ended: string[] = []
    const work = workOf(async (code, { signal }) => {
      begun.push(code)
      await setImmediate()
      if (code === '1') controller.abort()
      await setImmediate()
      await setImmediate()
      t.equal(signal.aborted, true)
      ended.push(code)
      if (code === '2') throw new Error('while nobody is there')
      return created()
    }, { concurrency, refuse: () => { throw new Error('nobody is left to tell') } })
    t.strictSame(await runAll(batchOf(itemsOf(9)), work, controller.signal), [])
    await turns()
    t.equal(begun.length, count)
    t.strictSame(ended, begun, 'what had begun was let end')
  }
})

t.test('no listener is left on the signal', async (t) => {
  const { signal } = new AbortController()
  let listeners = 0
  const { addEventListener, removeEventListener } = signal
  signal.addEventListener = function (this: AbortSignal, ...of: never) { listeners++; return Reflect.apply(addEventListener, this, of) } as never
  signal.removeEventListener = function (this: AbortSignal, ...of: never) { listeners--; return Reflect.apply(removeEventListener, this, of) } as never
  await runAll(batchOf(itemsOf(50)), workOf(async (code) => { if (code === '7') throw new Error('of the test') }), signal)
  await setImmediate()
  t.equal(listeners, 0)
})
