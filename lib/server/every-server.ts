import { tracingChannel, type TracingChannelSubscribers } from 'node:diagnostics_channel'
import type { Server } from 'node:http'
import type { FastifyInstance } from 'fastify'
import { listenOn } from './listeners.ts'
import type { Edge } from './edge.ts'
import { takeUpgrades } from './upgrades.ts'

const starting = tracingChannel<'listen', { server: Server }>('net.server.listen')

/** By the request listener that all servers of an application have. */
const edges = new WeakMap<object, Edge>()
let isWatching = false

/**
 * Arms the application's server now, and each further one when it starts: listening on `localhost` makes a second server
 * for the other address family. Fastify shows nobody that one, but Node tells of every server that begins to listen.
 */
export function armEveryServer (instance: FastifyInstance, edge: Edge): void {
  listenOn(instance.server as Server, edge)
  edges.set(edge.handle, edge)
  // Once for the process: applications come and go, and what they leave here is nothing.
  if (!isWatching) starting.subscribe({ asyncStart: armFurther } as TracingChannelSubscribers<{ server: Server }>)
  isWatching = true
}

function armFurther ({ server }: { server: Server }): void {
  for (const handle of server.listeners('request')) {
    const edge = edges.get(handle)
    if (edge === undefined || edge.servers[0] === server) continue
    takeUpgrades(server, edge.servers[0] as Server, edge)
    listenOn(server, edge)
  }
}
