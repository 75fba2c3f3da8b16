import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { FastifyBaseLogger } from 'fastify'
import type { DrainLimits } from './options.ts'
import type { Prefixes } from './prefixes.ts'

/** A request and its answer below the hooks, of HTTP/1 or of HTTP/2's compatibility layer. */
export type Listener = (request: IncomingMessage, response: ServerResponse) => void
export type ClientErrorListener = (error: Error, socket: Socket) => void

/** What the listeners on the servers of one application share. */
export interface Edge {
  readonly log: FastifyBaseLogger
  /** The application. */
  readonly server: { readonly server: object }
  /** Fastify's own request listener: by it the servers of the application are known. */
  readonly handle: Listener
  /** Undefined: what was refused is not read. */
  readonly drain: DrainLimits | undefined
  readonly maxConnections: number | undefined
  /** The application's, asked before ours. */
  readonly clientError: ClientErrorListener | undefined
  /** False where the application wants to go on answering while it closes. */
  readonly refusesWhenClosing: boolean
  readonly hasAsyncConstraints: boolean
  /** True where the first registration reports: what Fastify refuses has its status, and who waits for too long is cut off as there. */
  readonly isReporting: boolean
  /** The name of the function that answers malformed messages now. */
  readonly clientErrorName: string
  /** Milliseconds for a whole request; 0: no limit. */
  readonly requestTimeout: number
  /** What servers are told that nobody has told their constructor, in milliseconds. */
  readonly limits: { readonly headersTimeout?: number, readonly requestTimeout?: number, readonly connectionsCheckingInterval?: number }
  /** Ids of requests that Fastify has made none for: a function that makes one when it is first asked. */
  readonly idOf: (request: IncomingMessage | undefined) => () => unknown
  /** The name of the id in the log. */
  readonly idLabel: string
  isClosing: boolean
  /** All that are armed; the application's own is the first. */
  readonly servers: Server[]
  /** The scopes, by prefix: for requests that no route can be asked about. */
  readonly prefixes: Prefixes
}

const edges = new WeakMap<object, Edge>()

/** @param server - the application's `server`: all of its scopes share it */
export function edgeOf (server: object): Edge | undefined {
  return edges.get(server)
}

export function setEdge (server: object, edge: Edge): void {
  edges.set(server, edge)
}
