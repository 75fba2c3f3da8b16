import { setTimeout } from 'node:timers/promises'
import t from 'tap'
import { redisStore } from '../../../lib/rate-limit/redis-store.ts'
import { redisUrl, withoutRedis } from '../../helpers/redis.ts'
import { load } from './load.ts'
import { clients, connected } from './redis-clients.ts'
import type { State } from './server.ts'
import { startProcesses, statesOf } from './start.ts'

const [, ioredis] = clients[0]!

/** Exactness is of the store's count: a busy machine must not make a process count by itself. */
const patient = { storeTimeout: '30s' } as const

/** Units of every window, by all processes, in the order of the windows. */
function unitsOf (states: readonly State[]): number[] {
  const sums = new Map<number, number>()
  for (const [window, units] of states.flatMap(({ windows }) => windows)) sums.set(window, (sums.get(window) ?? 0) + units)
  return [...sums].sort(([one], [other]) => one - other).map(([, units]) => units)
}

for (const client of ['ioredis', 'node-redis']) {
  t.test(`four processes, ${client}: each window has exactly the limit`, { skip: withoutRedis }, async (t) => {
    const { prefix } = await connected(t, ioredis)
    const processes = await startProcesses(t, 4, { url: redisUrl, prefix, client, limit: 40, window: 0.5, ...patient })
    const { stop, answers } = load(t, processes.map(({ port }) => port), { pause: 10 })
    await setTimeout(7000)
    await stop()
    const states = await statesOf(processes)
    const units = unitsOf(states)
    const last = units.pop() as number
    t.ok(units.length >= 10, `${units.length} windows`)
    t.strictSame(units, units.map(() => 40))
    t.ok(last >= 1 && last <= 40, 'the last one was not over')
    const calls = states.map(({ calls }) => calls)
    t.ok(calls.every(number => number > 0), 'every process has answered some')
    const admitted = units.length * 40 + last
    t.equal(calls.reduce((sum, number) => sum + number), admitted)
    t.strictSame(Object.keys(answers).sort(), ['200', '429'])
    t.equal(answers['200'], admitted, 'what the clients have seen')
    t.ok(states.every(({ health, logged }) => health[0]?.state === 'up' && logged.length === 0))
  })
}

t.test('four processes: exactly the burst and what has flowed', { skip: withoutRedis }, async (t) => {
  const { client, command, prefix } = await connected(t, ioredis)
  const rule = { limit: 70, window: 0.5, burst: 400 }
  const processes = await startProcesses(t, 4, { url: redisUrl, prefix, client: 'ioredis', ...rule, ...patient })
  const kept = async (): Promise<[missing: number, moment: number]> =>
    String(await command('GET', `${prefix}shared:bucket:all`)).split(' ').map(Number) as [number, number]
  const counter = redisStore({ client, prefix }).open({ ...rule, id: 'shared', window: 500 })
  // Almost three seconds until it is full: it never is again, and no unit that flows is lost.
  t.match(await counter.take('all', 400), { admitted: true })
  const [, begun] = await kept()
  const { stop, answers } = load(t, processes.map(({ port }) => port), { pause: 10 })
  await setTimeout(4000)
  await stop()
  const [missing, moment] = await kept()
  const states = await statesOf(processes)
  const flowed = (moment - begun) / 1e6 * 140
  t.ok(flowed > 300, `${flowed} units have flowed`)
  const admitted = states.flatMap(({ windows }) => windows).reduce((sum, [, units]) => sum + units, 0)
  t.ok(Math.abs(400 + admitted - missing - flowed) < 1e-6, `400 and ${admitted} are taken, ${missing} are missing, ${flowed} have flowed`)
  t.equal(answers['200'], admitted)
  t.strictSame(Object.keys(answers).sort(), ['200', '429'])
  t.ok(states.every(({ health, logged }) => health[0]?.state === 'up' && logged.length === 0))
})
