import { tracingChannel, type TracingChannelSubscribers } from 'node:diagnostics_channel'
import type { Server } from 'node:http'
import type { FastifyInstance } from 'fastify'
import { listenOn } from './listeners.ts'
import type { Edge } from './edge.ts'

const starting = tracingChannel<'listen', { server: Server }>('net.server.listen')

/** By the request listener that all servers of an application have. */
const edges = new WeakMap<object, { readonly edge: Edge, readonly main: Server }>()
let isWatching = false

/**
 * Arms the application's server now, and each further one when it starts: listening on `localhost` makes a second server
 * for the other address family. Fastify shows nobody that one, but Node tells of every server that begins to listen.
 */
export function armEveryServer (instance: FastifyInstance, edge: Edge): void {
  const main = instance.server as Server
  listenOn(main, edge)
  edges.set(edge.handle, { edge, main })
  // Once for the process: applications come and go, and what they leave here is nothing.
  if (!isWatching) starting.subscribe({ asyncStart: armFurther } as TracingChannelSubscribers<{ server: Server }>)
  isWatching = true
}

function armFurther ({ server }: { server: Server }): void {
  for (const handle of server.listeners('request')) {
    const found = edges.get(handle)
    if (found === undefined || found.main === server) continue
    dropUpgrade(server, found.main)
    listenOn(server, found.edge)
  }
}

/** The second server hands upgrades to the first. Where nobody takes them, a request that offers one would never be answered. */
function dropUpgrade (server: Server, main: Server): void {
  if (main.listenerCount('upgrade') === 0) server.removeAllListeners('upgrade')
}
