import t from 'tap'
import { redisStore } from '../../../lib/limits/redis-store.ts'
import { startCluster, withoutServer } from '../../helpers/redis-server.ts'
import { clients, connected } from './redis-clients.ts'
import { storeTable } from './store-table.ts'

t.test('a cluster of three nodes', { skip: withoutServer }, async (t) => {
  const ports = await startCluster(t)
  for (const [name, connect] of clients) {
    await t.test(name, async (t) => {
      const connection = await connected(t, connect, ports)
      await storeTable(t, connection)
      await t.test('keys on every node', async (t) => {
        const { client, prefix, command } = connection
        const counter = redisStore({ client, prefix }).open({ id: '*', limit: 1, window: 60_000, burst: undefined })
        const keys = Array.from({ length: 300 }, (_, place) => `key-${place}`)
        for (const admitted of [true, false]) {
          const tallies = await Promise.all(keys.map(async key => await counter.take(key, 1)))
          t.ok(tallies.every(tally => tally.admitted === admitted), String(admitted))
        }
        const slots = await Promise.all(keys.map(async key => Number(await command('CLUSTER', 'KEYSLOT', `${prefix}*:window:${key}`))))
        t.equal(new Set(slots.map(slot => Math.floor(slot / 5462))).size, 3)
      })
    })
  }
})
