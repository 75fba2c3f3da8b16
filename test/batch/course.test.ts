import { once } from 'node:events'
import { readdir } from 'node:fs/promises'
import t from 'tap'
import { created } from '../../lib/index.ts'
import { collection, streamed } from '../fixtures/batch.ts'
import { asArray, asLines, done, linesOf, serverOf, unavailable } from '../fixtures/batch-server.ts'
import { deferred } from '../helpers/deferred.ts'
import { exchange, listen, requestOf } from '../helpers/exchange.ts'
import { captureLogs } from '../helpers/logs.ts'
import { RawClient } from '../helpers/raw.ts'
import { turns, until } from '../helpers/until.ts'

t.test('the time is over: the rest are 503s, and a handler that never ends is not waited for', async (t) => {
  let begun = 0
  let reason: unknown
  const port = await listen(t, await serverOf((code, { signal }) => {
    begun++
    if (code !== '2') return created()
    signal.addEventListener('abort', () => { reason = signal.reason })
    return new Promise(() => {})
  }, { seconds: 0.2 }))
  const told = [done(1), '{"line":2,"code":"2","status_code":503,"message":"There was no time left for this item."}', unavailable(3), unavailable(4)]
  t.strictSame(await exchange(port, { method: 'PATCH', headers: asLines, body: linesOf(4) }), streamed(collection, told.join('\n')))
  t.equal(begun, 2)
  t.match(reason, { kind: 'service_unavailable', message: 'There was no time left for this item.' })
  t.strictSame(await exchange(port, { method: 'PATCH', headers: asArray, body: '[{"code":"2"},{"code":"3"}]' }), streamed('application/json',
    '[{"code":"2","status_code":503,"message":"There was no time left for this item."},{"status_code":503,"message":"There was no time left for this item."}]'))
})

t.test('the time is over for handlers that never let go of the thread, too', async (t) => {
  const port = await listen(t, await serverOf(() => {
    for (const end = performance.now() + 40; performance.now() < end;);
    return created()
  }, { seconds: 0.1 }))
  const { body } = await exchange(port, { method: 'PATCH', headers: asLines, body: linesOf(25) })
  t.equal(body.split('\n').at(-1), unavailable(25))
})

t.test('a client that goes away: no further line is begun, and nothing is left', async (t) => {
  const logs = captureLogs()
  const folder = t.testdir()
  const begun: string[] = []
  const [second, released] = [deferred<AbortSignal>(), deferred()]
  const app = await serverOf(async (code, { signal }) => {
    begun.push(code)
    if (code === '2') {
      second.resolve(signal)
      await released.promise
    }
    return created()
  }, { memory: 1, folder }, { logger: logs.logger })
  const port = await listen(t, app)
  const client = await RawClient.connect(port)
  client.send(requestOf({ method: 'PATCH', headers: asLines, body: linesOf(9) }))
  const signal = await second.promise
  t.equal(signal.aborted, false)
  const aborted = once(signal, 'abort')
  client.close()
  await aborted
  released.resolve()
  // Behind it the next line of the first batch would have begun.
  t.match(await exchange(port, { method: 'PATCH', headers: asLines, body: '{"code":"a"}\n{"code":"b"}' }), { status: 200 })
  t.strictSame(begun, ['1', '2', 'a', 'b'])
  t.strictSame(logs.errors().filter(({ level }) => level >= 50), [], 'and it is nobody\'s fault')
  t.strictSame(await readdir(folder), [])
})

t.test('a client that reads slowly slows the handling down', async (t) => {
  let begun = 0
  const port = await listen(t, await serverOf(() => {
    begun++
    return { text: 'x'.repeat(1_000_000) }
  }))
  const client = await RawClient.connect(port)
  client.socket.pause()
  client.send(requestOf({ method: 'PATCH', headers: asLines, body: linesOf(40) }))
  // Nobody takes anything out of the buffers of the system: where nothing is begun for so many turns, they are full.
  const count = (): number => begun
  for (let before = -1; before !== count() || before === 0; await turns(50)) before = count()
  t.ok(begun < 25, `${begun} lines were begun`)
  client.socket.resume()
  const { body } = await client.answer()
  client.close()
  t.equal(body.split('\n').length, 40)
})

t.test('results are sent as they come', async (t) => {
  const released = deferred()
  const port = await listen(t, await serverOf(async (code) => {
    if (code === '2') await released.promise
    return created()
  }))
  const client = await RawClient.connect(port)
  const first = deferred()
  let text = ''
  client.socket.on('data', bytes => {
    text += String(bytes)
    if (text.includes(done(1))) first.resolve()
  })
  client.send(requestOf({ method: 'PATCH', headers: asLines, body: linesOf(2) }))
  await first.promise
  released.resolve()
  t.strictSame(await client.answer(), streamed(collection, `${done(1)}\n${done(2)}`))
  client.close()
})

t.test('a server that closes finishes the batch', async (t) => {
  const [second, released] = [deferred(), deferred()]
  const app = await serverOf(async (code) => {
    if (code === '2') {
      second.resolve()
      await released.promise
    }
    return created()
  })
  const port = await listen(t, app)
  const client = await RawClient.connect(port)
  client.send(requestOf({ method: 'PATCH', headers: asLines, body: linesOf(4) }))
  await second.promise
  const closed = app.close()
  await until(() => app.server.listening, isListening => !isListening)
  released.resolve()
  t.equal((await client.answer()).body, [1, 2, 3, 4].map(done).join('\n'))
  client.close()
  await closed
})

t.test('a client that waits before it sends is asked for its body, or refused', async (t) => {
  const port = await listen(t, await serverOf(() => created()))
  const client = await RawClient.connect(port)
  const body = '{"code":"1"}'
  client.send(requestOf({ method: 'PATCH', headers: { ...asLines, expect: '100-continue', 'content-length': String(body.length) } }))
  const [first] = await once(client.socket, 'data')
  t.match(String(first), /^HTTP\/1\.1 100 Continue/)
  t.equal((await client.answer('HEAD')).status, 100)
  client.send(body)
  t.strictSame(await client.answer(), streamed(collection, done(1)))
  client.send(requestOf({ method: 'PATCH', headers: { 'content-type': 'text/plain', expect: '100-continue', 'content-length': '5' } }))
  t.equal((await client.answer()).status, 415)
  client.close()
})
