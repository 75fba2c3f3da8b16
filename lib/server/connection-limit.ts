import type { IncomingMessage, Server } from 'node:http'
import type { Socket } from 'node:net'
import type { Edge } from './edge.ts'

/** Connections that may wait for their 503; what comes on top is dropped by Node without an answer. */
const reserve = 100

const over = Symbol('fastify-conformant.over')

interface Counted { [over]?: true }

/**
 * Node drops what is over `server.maxConnections` without a word. Here the first request of such a connection gets a 503;
 * the limit of Node stands a little higher, so that these too are bounded.
 *
 * @returns whether a request came over a connection beyond the limit; undefined where there is no limit
 */
export function limitConnections (server: Server, { maxConnections }: Edge): ((request: IncomingMessage) => boolean) | undefined {
  if (maxConnections === undefined) return undefined
  let open = 0
  server.maxConnections = maxConnections + reserve
  server.on('setSecureContext' in server ? 'secureConnection' : 'connection', (socket: Socket & Counted) => {
    if (++open > maxConnections) socket[over] = true
    socket.once('close', () => { open-- })
  })
  // The socket of an HTTP/2 request shows the properties of its session's.
  return ({ socket }) => (socket as Counted)[over] === true
}
