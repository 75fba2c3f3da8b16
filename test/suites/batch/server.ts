// A server in a process of its own, which says how it is when it is asked.
import { readdirSync, readlinkSync } from 'node:fs'
import type { AddressInfo, Socket } from 'node:net'
import { build, pace, seen } from './app.ts'

/** How a server is. */
export interface State {
  readonly connections: number
  /** Whether it takes connections; not any more where it has begun to close. */
  readonly isListening: boolean
  /** Bytes that have been read from the connections that are open, and written to them. */
  readonly received: number
  readonly written: number
  /** Connections that nothing more can be written to before their clients read. */
  readonly stuck: number
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
  /** Batches that have arrived, and that a hook looks at. */
  readonly hooked: number
  /** Memory in bytes: now, and the most that there has been. */
  readonly rss: number
  readonly peak: number
}

const warnings = new Set<string>()
// In place of Node's own listener, which writes them down.
process.removeAllListeners('warning').on('warning', warning => warnings.add(String(warning).replace(/\d+/, 'n')))
const app = await build(JSON.parse(process.argv[2] as string))
const sockets = new Set<Socket>()
app.server.on('connection', (socket: Socket) => {
  sockets.add(socket)
  socket.once('close', () => sockets.delete(socket))
})
await app.listen({ host: '127.0.0.1', port: 0 })

process.on('message', (what) => {
  if (what === 'close') {
    app.close().then(() => process.disconnect())
    return
  }
  if (what === 'go on') return pace.resolve()
  globalThis.gc?.()
  app.server.getConnections((_error, connections) => process.connected && process.send?.(stateOf(connections)))
})
process.send?.((app.server.address() as AddressInfo).port)

function stateOf (connections: number): State {
  const open = descriptors()
  return {
    connections,
    isListening: app.server.listening,
    received: [...sockets].reduce((sum, { bytesRead }) => sum + bytesRead, 0),
    written: [...sockets].reduce((sum, { bytesWritten }) => sum + bytesWritten, 0),
    stuck: [...sockets].filter(({ writableNeedDrain }) => writableNeedDrain).length,
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
