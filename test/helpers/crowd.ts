import type { ServerResponse } from 'node:http'
import type { FastifyInstance, FastifyServerOptions } from 'fastify'
import type { ConformantOptions } from '../../lib/index.ts'
import { connectionsOf, type Connections } from './connections.ts'
import { exchange } from './exchange.ts'
import { limited } from './limits.ts'
import { RawClient } from './raw.ts'
import { until } from './until.ts'

type Fields = Readonly<Record<string, string>>

/** A server whose requests for `/held` are answered when the test says so; those for `/` at once. */
export interface Crowd extends Pick<Connections, 'read' | 'leave'> {
  readonly app: FastifyInstance
  readonly port: number
  /** Sends requests for `/held`, and waits until their handlers run. */
  held (count: number, fields?: Fields): Promise<RawClient[]>
  /** Lets the first so many of them be answered; all where nothing is said. */
  release (count?: number): void
  /** Waits until all requests are over that are not held. */
  quiet (): Promise<void>
  /** The status of a request for a path, once it is quiet. */
  status (path: string, fields?: Fields): Promise<number>
  /** How many more requests are let in at the same time once it is quiet, at most ten; they are let out again. */
  room (): Promise<number>
}

export async function crowd (t: Parameters<typeof limited>[0], options: ConformantOptions, server: FastifyServerOptions = {}, routes: (app: FastifyInstance) => unknown = () => {}): Promise<Crowd> {
  const waiting: Array<() => void> = []
  // Late ones of clients that have gone are no part of a count.
  const counted: Array<() => void> = []
  // An answer is read before the server has heard that it has left. Node tells one that stands behind another nothing of the end of its connection.
  const answers = new WeakMap<object, Set<ServerResponse>>()
  let connections = {} as Connections
  const isHeld = new WeakSet<ServerResponse>()
  const { app, port } = await limited(t, options, async app => {
    await routes(app)
    if (!app.hasRoute({ method: 'GET', url: '/' })) app.get('/', async () => ({ ok: true }))
    connections = connectionsOf(app.server)
    app.server.on('request', ({ socket }, response: ServerResponse) => {
      const all = answers.get(socket) ?? new Set()
      answers.set(socket, all.add(response))
      response.once('close', () => all.delete(response))
    })
    app.get('/held', async (request, reply) => {
      if (request.url === '/held') isHeld.add(reply.raw)
      await new Promise<void>(resolve => (request.url === '/held' ? waiting : counted).push(resolve))
      isHeld.delete(reply.raw)
      return { ok: true }
    })
  }, { forceCloseConnections: true, ...server })
  const request = (fields: Fields, path = '/held'): string => `GET ${path} HTTP/1.1\r\nHost: a\r\n${Object.entries(fields).map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`
  const held = async (count: number, fields: Fields = {}): Promise<RawClient[]> => {
    const before = waiting.length
    const clients = await Promise.all(Array.from({ length: count }, async () => await RawClient.connect(port)))
    for (const client of clients) client.send(request(fields))
    t.teardown(() => { for (const client of clients) client.close() })
    await until(() => waiting.length >= before + count)
    return clients
  }
  const release = (count = waiting.length): void => { for (const answer of waiting.splice(0, count)) answer() }
  const quiet = async (): Promise<void> => { await until(() => [...connections.open].every(socket => [...answers.get(socket) ?? []].every(response => isHeld.has(response)))) }
  return {
    app,
    port,
    read: connections.read,
    leave: connections.leave,
    held,
    release,
    quiet,
    async status (path, fields = {}) {
      await quiet()
      return (await exchange(port, { path, headers: fields })).status
    },
    async room () {
      await quiet()
      const clients = await Promise.all(Array.from({ length: 10 }, async () => await RawClient.connect(port)))
      const refused: unknown[] = []
      const asked = clients.map(async client => {
        client.send(request({}, '/held?count'))
        const { status } = await client.answer()
        if (status === 429) refused.push(status)
      })
      await until(() => counted.length + refused.length >= 10)
      for (const answer of counted.splice(0)) answer()
      await Promise.all(asked)
      for (const client of clients) client.close()
      return 10 - refused.length
    }
  }
}
