// Clients that go away: whoever leaves lets the next one in.
import { Readable } from 'node:stream'
import { setTimeout } from 'node:timers/promises'
import t from 'tap'
import { crowd } from '../helpers/crowd.ts'
import { RawClient } from '../helpers/raw.ts'

const get = (path: string): string => `GET ${path} HTTP/1.1\r\nHost: a\r\n\r\n`
const bytes = [
  get('/never'), get('/'), get('/endless'), get('/never').repeat(4), get('/throw-later'), get('/held'),
  'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\nContent-Type: application/json\r\n\r\n{"a'
]

t.test('two thousand aborted: nobody is left inside', async (t) => {
  const { port, release, room } = await crowd(t, { concurrency: { limit: 5 } }, {}, app => {
    app.post('/', async () => ({}))
    app.get('/never', () => new Promise(() => {}))
    app.get('/endless', (_request, reply) => reply.send(new Readable({ read () { globalThis.setTimeout(() => this.push('x'.repeat(1000)), 1) } })))
    app.get('/throw-later', async () => {
      await setTimeout(5)
      throw new Error('thrown')
    })
  })
  for (let sent = 0; sent < 2000; sent += 250) {
    await Promise.all(Array.from({ length: 250 }, async (_, index) => {
      const client = await RawClient.connect(port)
      client.send(bytes[(sent + index) % bytes.length] as string)
      await setTimeout(index % 4)
      client.close()
    }))
    release()
  }
  await setTimeout(200)
  t.equal(await room(), 5)
})
