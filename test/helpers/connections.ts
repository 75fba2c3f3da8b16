import type { EventEmitter } from 'node:events'
import type { Socket } from 'node:net'
import type { RawClient } from './raw.ts'
import { until } from './until.ts'

/** The connections of a server as it sees them: from when it has accepted one until it has heard of its end. */
export interface Connections {
  readonly open: ReadonlySet<Socket>
  /** The server's side of a client's connection, also where it has ended. */
  of (client: RawClient): Promise<Socket>
  /** Waits until the server has read so many bytes of a connection, and done at once what they ask for; or has ended it. */
  read (client: RawClient, bytes: number): Promise<void>
  /** Ends a connection, and waits until the server has seen its end. */
  leave (client: RawClient, how?: (client: RawClient) => void): Promise<void>
}

/** From now on. */
export function connectionsOf (server: EventEmitter): Connections {
  const open = new Set<Socket>()
  const byPort = new Map<number | undefined, Socket>()
  server.on('connection', (socket: Socket) => {
    open.add(socket)
    byPort.set(socket.remotePort, socket)
    socket.once('close', () => open.delete(socket))
  })
  const of = async ({ port }: RawClient): Promise<Socket> => await until(() => byPort.get(port)) as Socket
  return {
    open,
    of,
    async read (client, bytes) {
      const socket = await of(client)
      await until(() => socket.bytesRead >= bytes || socket.destroyed)
    },
    async leave (client, how = client => client.close()) {
      const socket = await of(client)
      how(client)
      await until(() => !open.has(socket))
    }
  }
}
