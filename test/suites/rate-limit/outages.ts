import t from 'tap'
import { startRedis, withoutServer, type RedisServer } from '../../helpers/redis-server.ts'
import { all, allBack, answered, bodiesOf, documented, limit, oneOutage, outage, shared, timeout } from './chaos.ts'
import { load } from './load.ts'
import { startProxy, type Proxy } from './proxy.ts'
import { startProcesses } from './start.ts'

interface Fault {
  readonly name: string
  begin (redis: RedisServer, proxy: Proxy): unknown
  end (redis: RedisServer, proxy: Proxy): unknown
  /** Whether what was counted is still there. */
  readonly forgets: boolean
}

const faults: readonly Fault[] = [
  { name: 'killed and started again', begin: redis => redis.kill(), end: redis => redis.start(), forgets: true },
  { name: 'stopped and continued', begin: redis => redis.signal('SIGSTOP'), end: redis => redis.signal('SIGCONT'), forgets: false },
  { name: 'slow', begin: (_redis, proxy) => { proxy.delay = 1.5 * timeout }, end: (_redis, proxy) => { proxy.delay = 0 }, forgets: false }
]

/** Two processes, and each of the faults in turn. */
export function outages (client: string): void {
  for (const { name, begin, end, forgets } of faults) {
    t.test(`${name}, ${client}: counted on by each process meanwhile`, { skip: withoutServer }, async (t) => {
      const redis = await startRedis(t)
      const proxy = await startProxy(t, redis.port)
      const processes = await startProcesses(t, 2, { ...shared, client, url: `redis://127.0.0.1:${proxy.port}`, storeFailure: 'local' })
      const running = load(t, processes.map(({ port }) => port), { pause: 5 })
      t.equal(await answered(running, '200', limit), limit, 'shared')

      await begin(redis, proxy)
      await all(processes, 'down')
      await running.more()
      t.equal(running.answers['200'], limit, 'by each of two processes, on from what the store has said last')

      await end(redis, proxy)
      await all(processes, 'up')
      const expected = forgets ? 2 * limit : limit
      t.equal(await answered(running, '200', expected), expected, 'shared again')
      await running.stop()

      const anew = load(t, processes.map(({ port }) => port), { key: 'anew', pause: 5 })
      t.equal(await answered(anew, '200', limit), limit, 'another key, shared')
      const states = await allBack(processes)
      await anew.stop()

      for (const { logged, health } of states) {
        t.strictSame(outage(logged), oneOutage)
        t.match(health, [{ name: 'redis', state: 'up' }])
      }
      for (const { bodies } of [running, anew]) {
        t.strictSame(bodiesOf(bodies), { 200: documented['200'], 429: documented['429'] })
      }
    })
  }
}
