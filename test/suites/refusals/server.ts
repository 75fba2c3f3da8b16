// A server in a process of its own, which says how it is when it is asked.
import type { AddressInfo } from 'node:net'
import { build, readersOf } from './app.ts'

/** How a server is. */
export interface State {
  readonly connections: number
  /** What keeps the process alive: sockets, timers; and requests that have not been told the end. */
  readonly resources: readonly string[]
  /** Memory in bytes: now, and the most that there has been. */
  readonly rss: number
  readonly peak: number
}

const app = await build(JSON.parse(process.argv[2] as string))
await app.listen({ host: '127.0.0.1', port: 0 })

process.on('message', () => {
  app.server.getConnections((_error, connections) => {
    const state: State = {
      connections,
      resources: [...process.getActiveResourcesInfo().sort(), ...readersOf.get(app)?.untold ?? []],
      rss: process.memoryUsage.rss(),
      peak: process.resourceUsage().maxRSS * 1024
    }
    if (process.connected) process.send?.(state)
  })
})
process.send?.((app.server.address() as AddressInfo).port)
