import { setTimeout } from 'node:timers/promises'
import type { FastifyInstance, FastifyServerOptions } from 'fastify'
import type { ConformantOptions } from '../../lib/index.ts'
import { exchange } from './exchange.ts'
import { limited } from './limits.ts'
import { RawClient } from './raw.ts'

type Fields = Readonly<Record<string, string>>

/** A server whose requests for `/held` are answered when the test says so; those for `/` at once. */
export interface Crowd {
  readonly app: FastifyInstance
  readonly port: number
  /** Sends requests for `/held`, and waits until their handlers run. */
  held (count: number, fields?: Fields): Promise<RawClient[]>
  /** Lets the first so many of them be answered and waits until their answers have come; all where nothing is said. */
  release (count?: number): void
  /** The status of a request for a path. */
  status (path: string, fields?: Fields): Promise<number>
  /** How many more requests are let in at the same time, at most ten; they are let out again. */
  room (): Promise<number>
}

export async function crowd (t: Parameters<typeof limited>[0], options: ConformantOptions, server: FastifyServerOptions = {}, routes: (app: FastifyInstance) => unknown = () => {}): Promise<Crowd> {
  const waiting: Array<() => void> = []
  // Late ones of clients that have gone are no part of a count.
  const counted: Array<() => void> = []
  const { app, port } = await limited(t, options, async app => {
    await routes(app)
    if (!app.hasRoute({ method: 'GET', url: '/' })) app.get('/', async () => ({ ok: true }))
    app.get('/held', async (request) => {
      await new Promise<void>(resolve => (request.url === '/held' ? waiting : counted).push(resolve))
      return { ok: true }
    })
  }, { forceCloseConnections: true, ...server })
  const request = (fields: Fields, path = '/held'): string => `GET ${path} HTTP/1.1\r\nHost: a\r\n${Object.entries(fields).map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`
  const held = async (count: number, fields: Fields = {}): Promise<RawClient[]> => {
    const before = waiting.length
    const clients = await Promise.all(Array.from({ length: count }, async () => await RawClient.connect(port)))
    for (const client of clients) client.send(request(fields))
    t.teardown(() => { for (const client of clients) client.close() })
    while (waiting.length < before + count) await setTimeout(1)
    return clients
  }
  const release = (count = waiting.length): void => { for (const answer of waiting.splice(0, count)) answer() }
  return {
    app,
    port,
    held,
    release,
    async status (path, fields = {}) {
      // An answer is read before the server has heard that it has left.
      await setTimeout(10)
      return (await exchange(port, { path, headers: fields })).status
    },
    async room () {
      await setTimeout(10)
      const clients = await Promise.all(Array.from({ length: 10 }, async () => await RawClient.connect(port)))
      const refused: unknown[] = []
      const answers = clients.map(async client => {
        client.send(request({}, '/held?count'))
        const { status } = await client.answer()
        if (status === 429) refused.push(status)
      })
      while (counted.length + refused.length < 10) await setTimeout(1)
      for (const answer of counted.splice(0)) answer()
      await Promise.all(answers)
      for (const client of clients) client.close()
      return 10 - refused.length
    }
  }
}
