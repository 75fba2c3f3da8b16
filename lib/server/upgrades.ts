import type { IncomingMessage, Server } from 'node:http'
import type { Socket } from 'node:net'
import type { FastifyInstance } from 'fastify'
import { serviceUnavailable } from '../errors/constructors.ts'
import { answerSocket } from './ends.ts'
import { endGently } from './drain.ts'
import type { Edge, Listener } from './edge.ts'
import { answerFault } from './fault.ts'

// It was there a moment ago: the server is about to close.
const nobodyTakesIt = serviceUnavailable()

/**
 * Whoever takes upgrades, such as @fastify/websocket, gives them to Fastify with a response of his own, which Node knows
 * nothing of. Where one is answered, and not upgraded, nobody else would end its connection.
 */
export function letGoOfRefused (instance: FastifyInstance, edge: Edge): void {
  const { routing } = instance as unknown as { routing: Listener }
  const guarded: Listener = (request, response) => {
    if ((request as { upgrade?: unknown }).upgrade !== true) return routing(request, response)
    // RFC 9112 §9.6: it is the last one.
    response.setHeader('connection', 'close')
    response.once('finish', () => endGently(request.socket, edge.drain))
    try {
      routing(request, response)
    } catch (thrown) {
      answerFault(edge, thrown, request, response)
    }
  }
  rootOf(instance).routing = guarded
}

function rootOf (instance: object): { routing: Listener } {
  let root = instance
  while (!Object.hasOwn(root, 'routing')) root = Object.getPrototypeOf(root)
  return root as { routing: Listener }
}

/**
 * The further servers of an application hand upgrades to the first one. Where nobody takes them, a request that offers one
 * would never be answered.
 */
export function takeUpgrades (server: Server, main: Server, edge: Edge): void {
  if (main.listenerCount('upgrade') === 0) server.removeAllListeners('upgrade')
  else {
    server.on('upgrade', (_request: IncomingMessage, socket: Socket) => {
      if (main.listenerCount('upgrade') === 0) answerSocket(edge, nobodyTakesIt, socket)
    })
  }
}
