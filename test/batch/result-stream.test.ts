import { once } from 'node:events'
import { setImmediate } from 'node:timers/promises'
import { Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import t from 'tap'
import { ResultStream } from '../../lib/batch/result-stream.ts'

const large = 64 * 1024

/** What a reader gets, write by write. */
async function chunksOf (stream: ResultStream): Promise<string[]> {
  const chunks: string[] = []
  for await (const chunk of stream) chunks.push(chunk)
  return chunks
}

t.test('what comes in one turn leaves in one write', async (t) => {
  const stream = new ResultStream(() => t.fail('nobody went away'))
  const chunks = chunksOf(stream)
  t.equal(stream.add('a'), undefined)
  t.equal(stream.add('b'), undefined)
  await setImmediate()
  await setImmediate()
  t.equal(stream.add('é'), undefined)
  stream.finish()
  t.strictSame(await chunks, ['ab', 'é'])
})

t.test('nothing at all, and nothing behind what has left', async (t) => {
  const empty = new ResultStream(() => t.fail('nobody went away'))
  empty.finish()
  t.strictSame(await chunksOf(empty), [])
  const stream = new ResultStream(() => t.fail('nobody went away'))
  const chunks = chunksOf(stream)
  stream.add('a')
  await setImmediate()
  await setImmediate()
  stream.finish()
  t.strictSame(await chunks, ['a'])
})

t.test('a client that reads slowly is waited for', async (t) => {
  const stream = new ResultStream(() => t.fail('nobody went away'))
  t.equal(stream.add('x'.repeat(large)), undefined, 'as much as may wait')
  const later = stream.add('y')
  t.ok(later instanceof Promise)
  let isAwake = false
  later?.then(() => { isAwake = true })
  for (let turn = 0; turn < 10; turn++) await setImmediate()
  t.equal(isAwake, false, 'as long as nobody reads')
  const chunks = chunksOf(stream)
  await later
  t.equal(stream.add('z'), undefined)
  stream.finish()
  t.equal((await chunks).join(''), `${'x'.repeat(large)}yz`)
})

t.test('one result that is larger than all that may wait', async (t) => {
  const stream = new ResultStream(() => t.fail('nobody went away'))
  const chunks = chunksOf(stream)
  await stream.add('x'.repeat(5 * large))
  await stream.add('y'.repeat(5 * large))
  stream.finish()
  t.equal((await chunks).join(''), 'x'.repeat(5 * large) + 'y'.repeat(5 * large))
})

t.test('many results to a reader that takes its time', async (t) => {
  const stream = new ResultStream(() => t.fail('nobody went away'))
  let text = ''
  let most = 0
  const slow = new Writable({
    highWaterMark: 1,
    decodeStrings: false,
    write (chunk, _encoding, done) {
      text += chunk
      most = Math.max(most, stream.readableLength)
      setImmediate().then(() => done(), done)
    }
  })
  const written = pipeline(stream, slow)
  let told = ''
  for (let line = 0; line < 400; line++) {
    const result = `${line}:${'x'.repeat(line * 20)}\n`
    told += result
    await stream.add(result)
  }
  stream.finish()
  await written
  t.equal(text === told, true, 'all of them, in order')
  t.ok(most < 3 * large, 'and few of them at once')
})

t.test('when nobody takes the results any more', async (t) => {
  for (const isWaiting of [true, false]) {
    let cut = 0
    const stream = new ResultStream(() => { cut++ })
    const waiting = stream.add('x'.repeat(isWaiting ? 2 * large : 1))
    stream.destroy()
    t.equal(cut, 1, 'at once')
    t.equal(await waiting, undefined, 'nobody waits for ever')
    await setImmediate()
    await setImmediate()
    t.equal(stream.add('y'), undefined)
    stream.finish()
    await setImmediate()
    t.equal(stream.readableLength, 0, 'nothing is kept')
    t.equal(cut, 1)
  }
})

t.test('with an error', async (t) => {
  let cut = 0
  const stream = new ResultStream(() => { cut++ })
  const fault = new Error('of the test')
  const told = once(stream, 'error')
  stream.destroy(fault)
  t.strictSame(await told, [fault])
  t.equal(cut, 1)
})

t.test('behind the end nobody is told', async (t) => {
  const stream = new ResultStream(() => t.fail('it was over'))
  const chunks = chunksOf(stream)
  stream.add('a')
  stream.finish()
  t.strictSame(await chunks, ['a'])
  stream.destroy()
  t.equal(stream.destroyed, true)
})
