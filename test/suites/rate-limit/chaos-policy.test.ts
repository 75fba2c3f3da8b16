import t from 'tap'
import { startRedis, withoutServer } from '../../helpers/redis-server.ts'
import { until } from '../../helpers/until.ts'
import { all, allBack, answered, bodiesOf, documented, limit, oneOutage, outage, shared } from './chaos.ts'
import { load } from './load.ts'
import { startProcesses } from './start.ts'

for (const [storeFailure, status] of [['allow', '200'], ['refuse', '503']] as const) {
  t.test(`while the store is away: ${storeFailure}`, { skip: withoutServer }, async (t) => {
    const redis = await startRedis(t)
    const processes = await startProcesses(t, 1, { ...shared, client: 'ioredis', url: redis.url, storeFailure })
    const ports = processes.map(({ port }) => port)
    const running = load(t, ports, { pause: 5 })
    t.equal(await answered(running, '200', limit), limit)
    await redis.kill()
    await all(processes, 'down')
    const statuses = async (): Promise<string[]> => {
      const before = { ...running.answers }
      await running.more()
      return Object.keys(running.answers).filter(status => running.answers[status] !== before[status])
    }
    // Refusals of the store are known for a second more.
    await until(statuses, ([one, ...others]) => one === status && others.length === 0)
    t.strictSame(await statuses(), [status])
    await running.stop()

    await redis.start()
    const again = load(t, ports, { key: 'anew', pause: 5 })
    await all(processes, 'up')
    await answered(again, '200', limit)
    const shared200 = again.answers['200'] ?? 0
    await again.more()
    t.equal(again.answers['200'], shared200, 'limited by the store again')
    const [state] = await allBack(processes)
    await again.stop()
    t.strictSame(outage(state!.logged), oneOutage)
    const seen = [...new Set([...Object.keys(running.answers), ...Object.keys(again.answers)])].sort()
    t.strictSame(seen, ['200', '429', ...status === '503' ? ['503'] : []])
    for (const { bodies } of [running, again]) {
      t.strictSame(bodiesOf(bodies), Object.fromEntries(Object.keys(bodies).map(status => [status, documented[status]])))
    }
  })
}
