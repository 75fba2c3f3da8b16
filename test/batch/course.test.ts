import { once } from 'node:events'
import { readdir } from 'node:fs/promises'
import { setTimeout } from 'node:timers/promises'
import t from 'tap'
import { created } from '../../lib/index.ts'
import { collection, streamed } from '../fixtures/batch.ts'
import { asArray, asLines, done, linesOf, serverOf, unavailable, until } from '../fixtures/batch-server.ts'
import { exchange, listen, requestOf } from '../helpers/exchange.ts'
import { captureLogs } from '../helpers/logs.ts'
import { RawClient } from '../helpers/raw.ts'

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
  let signalOf: AbortSignal | undefined
  let release = (): void => {}
  const app = await serverOf(async (code, { signal }) => {
    begun.push(code)
    signalOf = signal
    if (code === '2') await new Promise<void>(resolve => { release = resolve })
    return created()
  }, { memory: 1, folder }, { logger: logs.logger })
  const port = await listen(t, app)
  const client = await RawClient.connect(port)
  client.send(requestOf({ method: 'PATCH', headers: asLines, body: linesOf(9) }))
  await until(() => begun.length === 2)
  t.equal(signalOf?.aborted, false)
  client.close()
  await until(() => signalOf?.aborted === true)
  release()
  await setTimeout(100)
  t.strictSame(begun, ['1', '2'])
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
  client.send(requestOf({ method: 'PATCH', headers: asLines, body: linesOf(100) }))
  await until(() => begun > 0)
  await setTimeout(300)
  t.ok(begun < 60, `${begun} lines were begun`)
  client.socket.resume()
  const { body } = await client.answer()
  client.close()
  t.equal(body.split('\n').length, 100)
})

t.test('results are sent as they come', async (t) => {
  let release = (): void => {}
  const port = await listen(t, await serverOf(async (code) => {
    if (code === '2') await new Promise<void>(resolve => { release = resolve })
    return created()
  }))
  const client = await RawClient.connect(port)
  let text = ''
  client.socket.on('data', bytes => { text += String(bytes) })
  client.send(requestOf({ method: 'PATCH', headers: asLines, body: linesOf(2) }))
  await until(() => text.includes(done(1)))
  release()
  t.strictSame(await client.answer(), streamed(collection, `${done(1)}\n${done(2)}`))
  client.close()
})

t.test('a server that closes finishes the batch', async (t) => {
  let release = (): void => {}
  let begun = 0
  const app = await serverOf(async () => {
    if (++begun === 2) await new Promise<void>(resolve => { release = resolve })
    return created()
  })
  const port = await listen(t, app)
  const client = await RawClient.connect(port)
  client.send(requestOf({ method: 'PATCH', headers: asLines, body: linesOf(4) }))
  await until(() => begun === 2)
  const closed = app.close()
  await setTimeout(50)
  release()
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
