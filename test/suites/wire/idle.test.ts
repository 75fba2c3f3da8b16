// What a connection keeps that has had its answer and waits: no more than in bare Fastify, give or take a handful of fields.
import Fastify, { type FastifyInstance } from 'fastify'
import t from 'tap'
import conformant, { problem, serverOptions } from '../../../lib/index.ts'
import { listen } from '../../helpers/exchange.ts'
import { heldBytes } from '../../helpers/heap.ts'
import { RawClient } from '../../helpers/raw.ts'
import { turns } from '../../helpers/until.ts'

const connections = 500

/** Bytes that each of so many connections keeps behind its answer, both of its ends. */
async function keptBy (port: number, request: string): Promise<number> {
  const clients: RawClient[] = []
  const open = async (count: number): Promise<void> => {
    for (let number = 0; number < count; number++) {
      const client = await RawClient.connect(port)
      client.send(request)
      await client.answer()
      clients.push(client)
    }
    await turns()
  }
  await open(50)
  const before = heldBytes()
  await open(connections)
  const kept = (heldBytes() - before) / connections
  for (const client of clients) client.close()
  return kept
}

async function portOf (t: Parameters<typeof listen>[0], isBare: boolean): Promise<number> {
  const dialect = problem()
  const app: FastifyInstance = isBare ? Fastify() : Fastify(serverOptions({ dialect }))
  if (!isBare) await app.register(conformant, { dialect })
  app.get('/', async () => ({}))
  app.post('/', async () => ({}))
  return await listen(t, app)
}

for (const [name, request] of [
  ['a GET', 'GET / HTTP/1.1\r\nHost: a\r\n\r\n'],
  ['a POST', `POST / HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 5002\r\n\r\n"${'a'.repeat(5000)}"`],
  ['an unknown URL', 'GET /none HTTP/1.1\r\nHost: a\r\n\r\n']
] as const) {
  t.test(`behind ${name}`, async (t) => {
    const [bare, own] = [await portOf(t, true), await portOf(t, false)]
    await keptBy(bare, request)
    const [without, kept] = [await keptBy(bare, request), await keptBy(own, request)]
    t.comment(`${without} bytes without the plugin, ${kept} with it`)
    t.ok(kept < without + 1500, `${Math.round(kept - without)} bytes more`)
  })
}
