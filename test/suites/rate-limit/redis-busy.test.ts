// A process that is busy takes a Redis that is well for what it is, by every client.
import Fastify from 'fastify'
import t from 'tap'
import conformant from '../../../lib/index.ts'
import { redisStore } from '../../../lib/limits/redis-store.ts'
import { startRedis, withoutServer } from '../../helpers/redis-server.ts'
import { clients, connected } from './redis-clients.ts'

function busy (milliseconds: number): void {
  const end = performance.now() + milliseconds
  while (performance.now() < end);
}

for (const [name, connect] of clients) {
  t.test(`busy for longer than storeTimeout behind each command, ${name}`, { skip: withoutServer }, async (t) => {
    const redis = await startRedis(t)
    const { client, prefix } = await connected(t, connect, redis.url)
    const method = ('evalSha' in client ? 'evalSha' : 'evalsha') as 'evalsha'
    const commands = client as Record<'evalsha', (...all: unknown[]) => unknown>
    const send = commands[method]
    let sent = 0
    commands[method] = function (this: unknown, ...all) {
      sent++
      // As soon as somebody waits for the answer.
      queueMicrotask(() => busy(60))
      return send.apply(this, all)
    }
    const app = Fastify()
    t.teardown(() => app.close())
    await app.register(conformant, { rateLimit: { limit: 15, window: '1h', store: redisStore({ client, prefix }), storeTimeout: '20ms', key: () => 'all' } })
    app.get('/', async () => ({}))
    const statuses: number[] = []
    for (let time = 0; time < 20; time++) {
      // Each time at another point of the event loop.
      if (time % 2 === 0) await new Promise(setImmediate)
      statuses.push((await app.inject('/')).statusCode)
    }
    t.match(app.rateLimits.health(), [{ state: 'up', error: undefined }])
    t.strictSame(statuses, [...Array.from({ length: 15 }, () => 200), ...Array.from({ length: 5 }, () => 429)])
    t.ok(sent >= 16, 'the store was asked')
  })
}
