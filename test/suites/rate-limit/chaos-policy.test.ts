import { setTimeout } from 'node:timers/promises'
import t from 'tap'
import { startRedis, withoutServer } from '../../helpers/redis-server.ts'
import { all, answered, bodiesOf, documented, limit, margin, oneOutage, outage, shared, timeout } from './chaos.ts'
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
    // Refusals of the store are known for a second more.
    await setTimeout(1500)
    const before = { ...running.answers }
    await setTimeout(500)
    await running.stop()
    const meanwhile = Object.keys(running.answers).filter(status => running.answers[status] !== before[status])
    t.strictSame(meanwhile, [status])

    await redis.start()
    const again = load(t, ports, { key: 'anew', pause: 5 })
    const [state] = await all(processes, 'up')
    await answered(again, '200', limit)
    const shared200 = again.answers['200'] ?? 0
    await setTimeout(500)
    t.equal(again.answers['200'], shared200, 'limited by the store again')
    await again.stop()
    t.strictSame(outage(state!.logged), oneOutage)
    const statuses = [...new Set([...Object.keys(running.answers), ...Object.keys(again.answers)])].sort()
    t.strictSame(statuses, ['200', '429', ...status === '503' ? ['503'] : []])
    for (const { bodies, slowest } of [running, again]) {
      t.strictSame(bodiesOf(bodies), Object.fromEntries(Object.keys(bodies).map(status => [status, documented[status]])))
      t.ok(slowest < timeout + margin, `the slowest answer took ${Math.round(slowest)} ms`)
    }
  })
}
