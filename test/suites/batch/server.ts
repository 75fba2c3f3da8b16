// A server in a process of its own, which says how it is when it is asked.
import { readdirSync, readlinkSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { build, seen } from './app.ts'

/** How a server is. */
export interface State {
  readonly connections: number
  /** What keeps the process alive: sockets, timers. */
  readonly resources: readonly string[]
  /** Open file descriptors; 0 where the system does not tell. */
  readonly descriptors: number
  /** Those of temporary files. */
  readonly spools: number
  /** Of the process and of the server. */
  readonly listeners: Readonly<Record<string, number>>
  /** What Node has complained about, such as a descriptor that nobody has closed. */
  readonly warnings: readonly string[]
  readonly calls: number
  readonly aborted: number
  /** Memory in bytes: now, and the most that there has been. */
  readonly rss: number
  readonly peak: number
}

const warnings = new Set<string>()
// In place of Node's own listener, which writes them down.
process.removeAllListeners('warning').on('warning', warning => warnings.add(String(warning).replace(/\d+/, 'n')))
const app = await build(JSON.parse(process.argv[2] as string))
await app.listen({ host: '127.0.0.1', port: 0 })

process.on('message', (what) => {
  if (what === 'close') {
    app.close().then(() => process.disconnect())
    return
  }
  globalThis.gc?.()
  app.server.getConnections((_error, connections) => process.send?.(stateOf(connections)))
})
process.send?.((app.server.address() as AddressInfo).port)

function stateOf (connections: number): State {
  const open = descriptors()
  return {
    connections,
    resources: process.getActiveResourcesInfo().sort(),
    descriptors: open.length,
    spools: open.filter(path => path.includes('fastify-conformant-')).length,
    listeners: { ...listenersOf(process), ...listenersOf(app.server) },
    warnings: [...warnings],
    ...seen,
    rss: process.memoryUsage.rss(),
    peak: process.resourceUsage().maxRSS * 1024
  }
}

function listenersOf (emitter: Pick<NodeJS.EventEmitter, 'eventNames' | 'listenerCount'>): Record<string, number> {
  return Object.fromEntries(emitter.eventNames().map(name => [String(name), emitter.listenerCount(name)]))
}

function descriptors (): string[] {
  try {
    return readdirSync('/proc/self/fd').map(pathOf)
  } catch {
    return []
  }
}

/** The descriptor by which the folder was read is closed again. */
function pathOf (descriptor: string): string {
  try {
    return readlinkSync(`/proc/self/fd/${descriptor}`)
  } catch {
    return ''
  }
}
