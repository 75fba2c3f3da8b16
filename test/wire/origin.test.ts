// The host that a client gives itself is shown as any other text of a client's: clean, and not without end.
import Fastify, { type FastifyInstance } from 'fastify'
import t, { type Test } from 'tap'
import conformant, { akeneo, type ConformantOptions } from '../../lib/index.ts'
import { json, noStore } from '../helpers/answers.ts'
import { exchange, listen } from '../helpers/exchange.ts'
import { ask, open } from '../helpers/http2.ts'
import type { Answer } from '../helpers/raw.ts'

const dialect = akeneo({ wording: 'live' })

async function server (t: Test, own: object, options: ConformantOptions = {}): Promise<number> {
  const app = Fastify(own) as unknown as FastifyInstance
  await app.register(conformant, { dialect, ...options })
  app.get('/', async () => ({}))
  return await listen(t, app)
}

const notFound = (origin: string): Answer => json(404, { code: 404, message: `No route found for "GET ${origin}/none"` }, noStore)

/** Text as it stands in a header field: bytes, one by one. */
const bytes = (text: string): string => Buffer.from(text).toString('latin1')

const hosts: ReadonlyArray<[name: string, host: string, shown: string]> = [
  ['a name and a port', 'shop.example:8443', 'shop.example:8443'],
  ['letters beyond ASCII', bytes('caf\u00e9.example'), 'caf\u00e9.example'],
  ['text that turns round', bytes('a\u202eb'), 'a\ufffdb'],
  ['a control character', bytes('a\u0085b'), 'a\ufffdb'],
  ['bytes that are no text', 'a\u00ffb', 'a\ufffdb'],
  ['no end', 'a'.repeat(5000), `${'a'.repeat(199)}\u2026`]
]

t.test('X-Forwarded-Host of a trusted proxy', async (t) => {
  const port = await server(t, { trustProxy: true })
  for (const [name, host, shown] of hosts) {
    t.strictSame(await exchange(port, { path: '/none', headers: { 'x-forwarded-host': host, 'x-forwarded-proto': 'https' } }), notFound(`https://${shown}`), name)
  }
})

t.test('X-Forwarded-Host of nobody that is trusted', async (t) => {
  const port = await server(t, {})
  for (const [name, host] of hosts) t.strictSame(await exchange(port, { path: '/none', headers: { 'x-forwarded-host': host } }), notFound('http://api.example'), name)
})

t.test(':authority of HTTP/2', async (t) => {
  const port = await server(t, { http2: true })
  const session = open(t, port)
  // Node resets a stream whose authority has other characters.
  for (const [name, host, shown] of hosts.filter(([, host]) => /^[ -~]*$/.test(host))) {
    t.strictSame(await ask(session, { ':path': '/none', ':authority': host }), notFound(`http://${shown}`), name)
  }
})

t.test('a baseUrl goes before what the client says', async (t) => {
  const port = await server(t, { trustProxy: true }, { baseUrl: 'https://base.example/api/' })
  for (const [name, host] of hosts) t.strictSame(await exchange(port, { path: '/none', headers: { 'x-forwarded-host': host } }), notFound('https://base.example'), name)
})
