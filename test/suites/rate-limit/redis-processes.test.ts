import t from 'tap'
import { redisStore } from '../../../lib/limits/redis-store.ts'
import { redisUrl, withoutRedis } from '../../helpers/redis.ts'
import { until } from '../../helpers/until.ts'
import { load } from './load.ts'
import { clients, connected } from './redis-clients.ts'
import type { State } from './server.ts'
import { startProcesses, statesOf } from './start.ts'

const [, ioredis] = clients[0]!

/** Exactness is of the store's count: a busy machine must not make a process count by itself. */
const patient = { storeTimeout: '30s' } as const

/** Units of every window, by all processes. */
function unitsOf (states: readonly State[]): Map<number, number> {
  const sums = new Map<number, number>()
  for (const [window, units] of states.flatMap(({ windows }) => windows)) sums.set(window, (sums.get(window) ?? 0) + units)
  return sums
}

const fullOf = (states: readonly State[]): Set<number> => new Set(states.flatMap(({ full }) => full))

const limit = 20

for (const client of ['ioredis', 'node-redis']) {
  t.test(`four processes, ${client}: each window has exactly the limit`, { skip: withoutRedis }, async (t) => {
    const { prefix } = await connected(t, ioredis)
    const processes = await startProcesses(t, 4, { url: redisUrl, prefix, client, limit, window: 0.5, ...patient })
    const { stop, answers } = load(t, processes.map(({ port }) => port), { pause: 10 })
    await until(() => statesOf(processes), states => fullOf(states).size >= 10 && states.every(({ calls }) => calls > 0))
    await stop()
    const states = await statesOf(processes)
    const units = unitsOf(states)
    const full = [...fullOf(states)]
    t.ok(full.length >= 10, `${full.length} full windows`)
    t.strictSame(full.map(window => units.get(window)), full.map(() => limit), 'where somebody is refused, so many have been admitted')
    t.strictSame([...units.values()].filter(number => number > limit), [], 'nowhere more')
    const calls = states.map(({ calls }) => calls)
    t.ok(calls.every(number => number > 0), 'every process has answered some')
    const admitted = [...units.values()].reduce((sum, number) => sum + number)
    t.equal(calls.reduce((sum, number) => sum + number), admitted)
    t.strictSame(Object.keys(answers).sort(), ['200', '429'])
    t.equal(answers['200'], admitted, 'what the clients have seen')
    t.ok(states.every(({ health, logged }) => health[0]?.state === 'up' && logged.length === 0))
  })
}

t.test('four processes: exactly the burst and what has flowed', { skip: withoutRedis }, async (t) => {
  const { client, command, prefix } = await connected(t, ioredis)
  const rule = { limit: 7, window: 0.5, burst: 40_000 }
  const processes = await startProcesses(t, 4, { url: redisUrl, prefix, client: 'ioredis', ...rule, ...patient })
  const kept = async (): Promise<[missing: number, moment: number]> =>
    String(await command('GET', `${prefix}shared:bucket:all`)).split(' ').map(Number) as [number, number]
  const counter = redisStore({ client, prefix }).open({ ...rule, id: 'shared', window: 500 })
  // Minutes until it is full: it never is again, and no unit that flows is lost.
  t.match(await counter.take('all', 40_000), { admitted: true })
  const [, begun] = await kept()
  const { stop, answers } = load(t, processes.map(({ port }) => port), { pause: 10 })
  const flow = ([, moment]: Awaited<ReturnType<typeof kept>>): number => (moment - begun) / 1e6 * 14
  await until(kept, now => flow(now) > 15 && answers['429'] !== undefined)
  await stop()
  const now = await kept()
  const [missing] = now
  const flowed = flow(now)
  const states = await statesOf(processes)
  t.ok(flowed > 15, `${flowed} units have flowed`)
  const admitted = states.flatMap(({ windows }) => windows).reduce((sum, [, units]) => sum + units, 0)
  t.ok(Math.abs(40_000 + admitted - missing - flowed) < 1e-6, `40,000 and ${admitted} are taken, ${missing} are missing, ${flowed} have flowed`)
  t.equal(answers['200'], admitted)
  t.strictSame(Object.keys(answers).sort(), ['200', '429'])
  t.ok(states.every(({ health, logged }) => health[0]?.state === 'up' && logged.length === 0))
})
