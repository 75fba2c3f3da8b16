import t from 'tap'
import { withoutRedis } from '../../helpers/redis.ts'
import { redisStore } from '../../../lib/limits/redis-store.ts'
import { clients, connected } from './redis-clients.ts'
import { storeTable } from './store-table.ts'

for (const [name, connect] of clients) {
  t.test(name, { skip: withoutRedis }, async (t) => {
    await storeTable(t, await connected(t, connect))
  })
}

t.test('all clients count in the same place', { skip: withoutRedis }, async (t) => {
  let used = 0
  const shared = await connected(t, clients[0]![1])
  for (const [, connect] of clients) {
    const { client } = await connected(t, connect)
    const counter = redisStore({ client, prefix: shared.prefix }).open({ id: '*', limit: 10, window: 60_000, burst: undefined })
    t.match(await counter.take('a', 1), { used: ++used })
  }
})

t.test('scripts that Redis has forgotten', { skip: withoutRedis }, async (t) => {
  for (const [name, connect] of clients) {
    const { client, prefix } = await connected(t, connect)
    // A name that no server has seen: the machine's own scripts are not for this test to flush.
    const unseen = new Proxy(client, {
      get (target, method) {
        const found = Reflect.get(target, method) as unknown
        if (typeof found !== 'function') return found
        if (method === 'evalsha' || method === 'evalSha') return (_sha: string, ...rest: unknown[]) => found.call(target, '0'.repeat(40), ...rest)
        return found.bind(target)
      }
    })
    const counter = redisStore({ client: unseen, prefix }).open({ id: '*', limit: 1, window: 60_000, burst: undefined })
    t.match(await counter.take('a', 1), { admitted: true }, name)
    t.match(await counter.take('a', 1), { admitted: false }, name)
  }
})
