// A Redis that fails in part, or now and then: what its limits admit, and what the log says.
import { Redis } from 'ioredis'
import t from 'tap'
import { startRedis, withoutServer, type RedisServer } from '../../helpers/redis-server.ts'
import { until } from '../../helpers/until.ts'
import { all, limit, outage, oneOutage, shared } from './chaos.ts'
import { load, type Load } from './load.ts'
import { startProcesses, statesOf, type Process } from './start.ts'

interface Scene { readonly redis: RedisServer, readonly processes: Process[], readonly ports: number[], readonly command: Redis }

async function scene (t: Parameters<typeof startRedis>[0], client: string): Promise<Scene> {
  const redis = await startRedis(t)
  const processes = await startProcesses(t, 2, { ...shared, client, url: redis.url, storeFailure: 'local' })
  const command = new Redis(redis.url, { retryStrategy: () => 20, maxRetriesPerRequest: null })
  t.teardown(() => command.disconnect())
  return { redis, processes, ports: processes.map(({ port }) => port), command }
}

async function ask (port: number, key: string): Promise<number> {
  const response = await fetch(`http://127.0.0.1:${port}/`, { headers: { 'x-key': key } })
  await response.arrayBuffer()
  return response.status
}

async function admitted (port: number, key: string, times: number): Promise<number> {
  const statuses: number[] = []
  for (let time = 0; time < times; time++) statuses.push(await ask(port, key))
  return statuses.filter(status => status === 200).length
}

const outages = (lines: readonly string[]): string[] => outage(lines).filter(line => line.includes('fails'))

for (const client of ['ioredis', 'node-redis']) {
  t.test(`one pause, ${client}: each process admits what the store has not counted yet`, { skip: withoutServer }, async (t) => {
    const { redis, processes, ports: [one, other] } = await scene(t, client) as Scene & { ports: [number, number] }
    t.equal(await admitted(one, 'a', 9), 9)
    t.equal(await admitted(other, 'a', 5), 5)
    const running = load(t, [one, other], { key: 'b', connections: 1, pause: 5 })
    redis.signal('SIGSTOP')
    await all(processes, 'down')
    t.equal(await admitted(one, 'a', 2 * limit), limit - 9, 'it knows of 9')
    t.equal(await admitted(other, 'a', 2 * limit), limit - 14, 'it knows of 14')
    redis.signal('SIGCONT')
    await all(processes, 'up')
    await running.stop()
    t.equal(await admitted(one, 'a', 2 * limit), limit - 14, 'what was admitted meanwhile is not in the store')
  })
}

/** Faults that come and go; the key of a client that is refused is only read then. */
const partial: ReadonlyArray<{ name: string, begin: (command: Redis) => Promise<unknown>, end: (command: Redis) => Promise<unknown>, error: RegExp }> = [
  { name: 'full', begin: command => command.config('SET', 'maxmemory', '1'), end: command => command.config('SET', 'maxmemory', '0'), error: /OOM/ },
  {
    name: 'read-only',
    begin: async command => {
      await command.config('SET', 'replica-serve-stale-data', 'yes')
      await command.replicaof('127.0.0.1', '1')
    },
    end: command => command.replicaof('NO', 'ONE'),
    error: /READONLY/
  }
]

for (const { name, begin, end, error } of partial) {
  t.test(`${name} now and then: down is said once, and a store that only answers is not back`, { skip: withoutServer }, async (t) => {
    const { processes, ports, command } = await scene(t, 'ioredis')
    const [port] = ports as [number]
    // Over its limit: the store refuses this one without writing.
    const refused = load(t, ports, { key: 'refused', connections: 1, pause: 5 })
    await until(() => refused.answers['429'] ?? 0)
    for (let times = 0; times < 3; times++) {
      await begin(command)
      // Somebody whose request has to be written down.
      const writing = load(t, ports, { key: `writing-${times}`, connections: 1, pause: 5 })
      const states = await all(processes, 'down')
      t.match(states.map(({ health }) => health[0]?.error), [error, error])
      await writing.stop()
      await probed(processes, refused)
      t.match((await statesOf(processes)).map(({ health }) => health[0]?.state), ['down', 'down'], 'reading is not enough')
      await end(command)
      await all(processes, 'up')
    }
    await refused.stop()
    t.equal(await ask(port, 'refused'), 429)
    for (const { logged } of await statesOf(processes)) t.strictSame(outages(logged), [oneOutage[0]])
  })
}

/** Waits until each process has looked for its store at least twice: once a second, with one of these requests. */
async function probed (processes: readonly Process[], running: Load): Promise<void> {
  const before = (await statesOf(processes)).map(({ probes }) => probes)
  await until(async () => {
    await running.more(1)
    return (await statesOf(processes)).every(({ probes }, at) => probes >= before[at]! + 2)
  })
}

t.test('one key of another type: others are counted by the store, and the log tells', { skip: withoutServer }, async (t) => {
  const { processes, ports: [one, other], command } = await scene(t, 'ioredis') as Scene & { ports: [number, number] }
  await command.rpush(`${shared.prefix}shared:window:wrong`, 'x')
  t.equal(await admitted(one, 'wrong', 2 * limit), limit, 'counted in the process')
  t.equal(await admitted(one, 'right', limit), limit)
  t.equal(await admitted(other, 'right', 1), 0, 'counted in the store')
  const [state] = await statesOf(processes)
  t.match(state?.health, [{ state: 'up' }])
  t.equal(state?.logged.length, 1)
  t.match(state?.logged[0], /^50 the store "redis" of the rate limits cannot count a key: .*WRONGTYPE/)
})
