// What many uploads cost a server that refuses them, and where its patience ends.
import { once } from 'node:events'
import t from 'tap'
import { requestOf, type Sent } from '../../helpers/exchange.ts'
import { RawClient } from '../../helpers/raw.ts'
import { here, last, refusals, type Refusal } from './app.ts'
import { piecesOf, raw, upload } from './clients.ts'
import { start } from './start.ts'
import { WriteFirstClient } from './write-first.ts'

// Many gigabytes: on a machine with much else to do this takes long.
t.setTimeout(600_000)

const all: readonly Refusal[] = Object.values(refusals)

t.test('200 clients at once that write 50 MB before they read see the refusal, and cost the server next to nothing', async (t) => {
  // No patience decides here how fast a machine has to move these ten gigabytes.
  const { port, state, idle } = await start(t, { drain: { seconds: 3600 }, requestTimeout: 3_600_000 })
  for (const refusal of all) await raw(port, refusal, false)
  const before = await idle()
  const { rss } = await state()
  const begun = Date.now()
  const outcomes = await Promise.all(Array.from({ length: 200 }, async (_, index) => {
    const refusal = all[index % all.length] as Refusal
    const closing = index % 2 === 1
    const seen = await raw(port, refusal, closing).catch((error: unknown) => error)
    return { name: refusal.name, seen, told: closing ? last(refusal.told) : refusal.told }
  }))
  const seconds = (Date.now() - begun) / 1000
  t.strictSame(outcomes.map(({ name, seen }) => ({ name, seen })), outcomes.map(({ name, told }) => ({ name, seen: told })))
  const { peak } = await state()
  t.comment(`${seconds} seconds; memory of the server before and at most: ${megabytes(rss)} and ${megabytes(peak)} MB`)
  t.ok(peak < rss + 150_000_000, 'memory stays where it was')
  t.strictSame(await idle(), before, 'no socket and no timer is left')
})

const drain = { bytes: 1024 * 1024, seconds: 1 }

/** How much of its upload a client gets rid of before it is cut. Reads when it cannot write any more. */
async function writtenBy (client: WriteFirstClient, refusal: Refusal): Promise<number> {
  const over = once(client.socket, 'close')
  await Promise.race([client.write(piecesOf(refusal)), over])
  return client.socket.bytesWritten - client.socket.writableLength
}

t.test('who goes on writing beyond drain.bytes is cut', async (t) => {
  const { port, idle } = await start(t, { drain: { ...drain, seconds: 60 } })
  const before = await idle()
  for (const refusal of all) {
    const client = new WriteFirstClient(port)
    await client.connect()
    // What the systems on both sides keep in their buffers comes on top.
    t.ok(await writtenBy(client, refusal) < upload.length / 2, refusal.name)
    client.close()
  }
  t.strictSame(await idle(), before, 'no socket and no timer is left')
})

t.test('who reads meanwhile has been told, where the length says that it is too much', async (t) => {
  const { port, idle } = await start(t, { drain: { ...drain, seconds: 60 } })
  const before = await idle()
  for (const refusal of all) {
    const client = await RawClient.connect(port)
    for (const piece of piecesOf(refusal)) client.send(piece)
    t.strictSame(await client.answer(), refusal.chunked ? refusal.told : last(refusal.told), refusal.name)
    t.equal(await client.rest(), '', `${refusal.name}: the connection has ended`)
  }
  t.strictSame(await idle(), before, 'no socket and no timer is left')
})

const headers = { 'content-type': 'text/csv', 'content-length': '1000' }
const toDrip: ReadonlyArray<[name: string, sent: Sent]> = [
  ['a length', { headers }],
  ['chunks', { headers: { 'content-type': 'text/csv', 'transfer-encoding': 'chunked' } }],
  ['a length, closing', { headers: { ...headers, connection: 'close' } }],
  ['a length, and HTTP/1.0', { headers, version: '1.0' }]
]

for (const [name, sent] of toDrip) {
  t.test(`who sends a byte a second for longer than drain.seconds is cut: ${name}`, async (t) => {
    const { port, idle } = await start(t, { drain })
    const before = await idle()
    const ends = sent.version === '1.0' || sent.headers?.connection === 'close'
    const outcomes = await Promise.all(Array.from({ length: 50 }, async () => {
      const client = new WriteFirstClient(port)
      await client.connect()
      const cut = new Promise(resolve => client.socket.once('close', resolve))
      await client.write([requestOf({ method: 'POST', path: '/limited', ...sent })])
      const answer = await client.answer()
      // A client that never ends, for the second that the server has patience.
      const drip = setInterval(() => client.socket.write(sent.headers?.['content-length'] === undefined ? '1\r\na\r\n' : 'a'), 1000)
      const rest = await client.rest()
      await cut
      clearInterval(drip)
      return { answer, rest }
    }))
    const { told } = refusals.type
    t.strictSame(outcomes, Array(50).fill({ answer: ends ? last(told) : told, rest: '' }))
    t.strictSame(await idle(), before, 'no socket and no timer is left')
  })
}

t.test('who sends nothing any more is cut too; who has sent everything is not', async (t) => {
  const { port, idle } = await start(t, { drain })
  const before = await idle()
  const [silent, whole] = [await RawClient.connect(port), await RawClient.connect(port)]
  whole.send(requestOf({ method: 'POST', path: '/limited', headers: { 'content-type': 'text/csv' }, body: 'a'.repeat(1000) }))
  t.strictSame(await whole.answer(), refusals.type.told)
  silent.send(requestOf({ method: 'POST', path: '/limited', headers }))
  t.strictSame(await silent.answer(), refusals.type.told)
  t.equal(await silent.rest(), '')
  // A timer of the one that was refused first would have ended before.
  whole.send(requestOf({ path: '/here' }))
  t.strictSame(await whole.answer(), here)
  whole.close()
  t.strictSame(await idle(), before, 'no socket and no timer is left')
})

function megabytes (bytes: number): number {
  return Math.round(bytes / 1_000_000)
}
