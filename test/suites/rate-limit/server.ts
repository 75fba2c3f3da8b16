// One of several processes that share a limit, which says what it has counted when it is asked.
import type { AddressInfo } from 'node:net'
import Fastify from 'fastify'
import conformant, { serverOptions, type RateLimit, type StoreHealth } from '../../../lib/index.ts'
import type { Counter, Store } from '../../../lib/entries/limits.ts'
import { redisStore } from '../../../lib/limits/redis-store.ts'
import { clients } from './redis-clients.ts'

export interface Shared extends Pick<RateLimit, 'limit' | 'window' | 'burst' | 'storeFailure' | 'storeTimeout'> {
  readonly url: string
  readonly prefix: string
  /** Which of the clients. */
  readonly client: string
}

export interface State {
  /** Units that the store has given, by window on Redis's own clock. */
  readonly windows: ReadonlyArray<[window: number, units: number]>
  /** Windows in which the store has refused somebody. */
  readonly full: readonly number[]
  /** How often it was looked whether the store is back. */
  readonly probes: number
  /** Requests that have reached the handler. */
  readonly calls: number
  readonly health: readonly StoreHealth[]
  /** What the log says of the store. */
  readonly logged: readonly string[]
}

const { url, prefix, client: name, ...limit } = JSON.parse(process.argv[2] as string) as Shared
const connect = clients.find(([known]) => known === name)![1]
const { client, close } = await connect(url)
const windows = new Map<number, number>()
const full = new Set<number>()
const logged: string[] = []
let calls = 0
let probes = 0

const stream = {
  write (line: string): void {
    if (!line.includes('of the rate limits')) return
    const { level, msg } = JSON.parse(line) as { level: number, msg: string }
    logged.push(`${level} ${msg}`)
  }
}
const app = Fastify({ ...serverOptions(), logger: { level: 'info', stream } })
await app.register(conformant, {
  // The key is the client's choice here, so that a test can begin anew.
  rateLimit: { ...limit, name: 'shared', key: ({ headers }) => String(headers['x-key'] ?? 'all'), store: counted(redisStore({ client, prefix })) }
})
app.get('/', async () => {
  calls++
  return { answered: true }
})
await app.listen({ host: '127.0.0.1', port: 0 })

process.on('message', () => {
  const state: State = { windows: [...windows], full: [...full], calls, probes, health: app.rateLimits.health(), logged }
  if (process.connected) process.send?.(state)
})
process.once('disconnect', () => {
  close()
  process.exit()
})
process.send?.((app.server.address() as AddressInfo).port)

/** Notes which window every unit is of. */
function counted (store: Store): Store {
  return {
    name: store.name,
    open (rule) {
      const counter = store.open(rule) as Required<Counter>
      return {
        async take (key, cost) {
          const tally = await counter.take(key, cost)
          if (!tally.admitted) full.add(tally.window as number)
          else windows.set(tally.window as number, (windows.get(tally.window as number) ?? 0) + cost)
          return tally
        },
        give: (key, cost, taken) => counter.give(key, cost, taken),
        peek: key => counter.peek(key),
        reset: key => counter.reset(key),
        async probe () {
          probes++
          await counter.probe()
        }
      }
    }
  }
}
