// Clients that go away: whoever leaves lets the next one in.
import { Readable } from 'node:stream'
import { setImmediate } from 'node:timers/promises'
import t from 'tap'
import { connectionsOf } from '../helpers/connections.ts'
import { crowd } from '../helpers/crowd.ts'
import { exchange } from '../helpers/exchange.ts'
import { random } from '../helpers/limits.ts'
import { RawClient } from '../helpers/raw.ts'
import { turns, until } from '../helpers/until.ts'

const get = (path: string): string => `GET ${path} HTTP/1.1\r\nHost: a\r\n\r\n`
const bytes = [
  get('/never'), get('/'), get('/endless'), get('/never').repeat(4), get('/throw-later'), get('/held'),
  'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\nContent-Type: application/json\r\n\r\n{"a'
]

t.test('two thousand aborted: nobody is left inside', async (t) => {
  const { app, port, release, room } = await crowd(t, { concurrency: { limit: 5 } }, {}, app => {
    app.post('/', async () => ({}))
    app.get('/never', () => new Promise(() => {}))
    app.get('/endless', (_request, reply) => reply.send(new Readable({ read () { globalThis.setImmediate(() => this.push('x'.repeat(1000))) } })))
    app.get('/throw-later', async () => {
      await setImmediate()
      throw new Error('thrown')
    })
  })
  const next = random(1)
  const { open } = connectionsOf(app.server)
  for (let sent = 0; sent < 2000; sent += 250) {
    await Promise.all(Array.from({ length: 250 }, async (_, index) => {
      const client = await RawClient.connect(port)
      client.send(bytes[(sent + index) % bytes.length] as string)
      // Before the server has heard of it, while it answers, or behind it.
      await turns(Math.floor(next() * 8))
      client.close()
    }))
    release()
  }
  // Behind the answer to the connection that came last, the server knows of all of them.
  await exchange(port, 'GET /')
  await until(() => open.size, size => size === 0)
  t.equal(await room(), 5)
})
