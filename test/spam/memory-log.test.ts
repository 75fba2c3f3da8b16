import t from 'tap'
import { memorySpamLog, type MemorySpamLogOptions } from '../../lib/spam/memory-log.ts'
import { checkLog } from './log-table.ts'

t.test('does what a log does', async (t) => await checkLog(t, memorySpamLog()))

t.test('ids begin with 1', async (t) => {
  const log = memorySpamLog()
  t.strictSame([log.add('a'), log.add('b')], [1, 2])
})

t.test('entries and answers are over after a while', async (t) => {
  let now = 0
  const log = memorySpamLog({ keep: '1m', now: () => now })
  log.add('a')
  log.add('b')
  now = 59_999
  t.equal(log.take(1, 'a', 'answer'), true)
  now = 60_000
  t.equal(log.take(2, 'b', 'other'), false)
  log.add('c')
  t.equal(log.take(3, 'c', 'answer'), false, 'the answer lasts from when it was used')
  now = 119_999
  log.add('d')
  t.equal(log.take(4, 'd', 'answer'), true, 'and is forgotten then')
})

t.test('what is used again is remembered anew', async (t) => {
  let now = 0
  const log = memorySpamLog({ keep: 10, maxEntries: 3, now: () => now })
  for (const entry of ['a', 'b', 'c']) log.add(entry)
  t.equal(log.take(1, 'a', 'x'), true)
  t.equal(log.take(2, 'b', 'y'), true)
  now = 10_000
  for (const entry of ['d', 'e', 'f']) log.add(entry)
  t.equal(log.take(4, 'd', 'y'), true)
  now = 19_999
  t.equal(log.take(5, 'e', 'y'), false)
  t.equal(log.take(6, 'f', 'z'), true)
})

t.test('it is bounded: the oldest is forgotten', async (t) => {
  const log = memorySpamLog({ maxEntries: 2 })
  for (const entry of ['a', 'b', 'c']) log.add(entry)
  t.equal(log.take(1, 'a', 'x'), false)
  t.equal(log.take(2, 'b', 'y'), true)
  t.equal(log.take(3, 'c', 'z'), true)
  log.add('d')
  t.equal(log.take(4, 'd', 'q'), true)
  log.add('e')
  t.equal(log.take(5, 'e', 'y'), true, 'so is the oldest answer')
})

t.test('many expired entries are cleared by those that come', async (t) => {
  let now = 0
  const log = memorySpamLog({ keep: 1, now: () => now })
  for (let count = 0; count < 5; count++) log.add('a')
  now = 1000
  for (let count = 0; count < 5; count++) log.add('a')
  t.equal(log.take(10, 'a', 'x'), true)
})

t.test('options', async (t) => {
  const cases: Array<[options: unknown, message: string]> = [
    [null, 'option "options" of memorySpamLog must be an object; got null'],
    [{ keep: '5 minutes' }, 'option "keep" of memorySpamLog must be a duration such as "5s" or "1h", or a number of seconds; got "5 minutes"'],
    [{ keep: 0 }, 'option "keep" of memorySpamLog must be a duration such as "5s" or "1h", or a number of seconds; got 0'],
    [{ maxEntries: 0 }, 'option "maxEntries" of memorySpamLog must be a whole number of entries from 1 to 10000000; got 0'],
    [{ now: 5 }, 'option "now" of memorySpamLog must be a function () => milliseconds; got 5'],
    [{ max: 5 }, 'option "max" of memorySpamLog does not exist; the options are keep, maxEntries, now']
  ]
  for (const [options, message] of cases) t.throws(() => memorySpamLog(options as MemorySpamLogOptions), new TypeError(`fastify-conformant: ${message}`), message)
})
