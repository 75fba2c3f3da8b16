// Clients that upload 50 MB to a server that does not want it see why (RFC 9112 §9.6).
import { Agent, request as httpRequest } from 'node:http'
import type { Socket } from 'node:net'
import t from 'tap'
import { withoutCurl } from '../../helpers/curl.ts'
import { requestOf } from '../../helpers/exchange.ts'
import { here, refusals } from './app.ts'
import { answerTo, curlWith, nodeHttp, piecesOf, raw, upload } from './clients.ts'
import { start } from './start.ts'
import { tryAll } from './tries.ts'
import { WriteFirstClient } from './write-first.ts'

// Many gigabytes: on a machine with much else to do this takes long.
t.setTimeout(1_200_000)

const { port, idle } = await start(t)
const before = await idle()

t.test('curl sees the refusal each time', { skip: withoutCurl }, async (t) => {
  await tryAll(t, 'curl', curlWith(`${t.testdir({ upload })}/upload`), port)
})

t.test('node:http sees the refusal each time', async (t) => {
  await tryAll(t, 'node:http', nodeHttp, port)
})

t.test('a client that reads only when it has written everything sees the refusal each time', async (t) => {
  await tryAll(t, 'write first', raw, port)
})

t.test('the connection goes on behind a refused upload that has come to its end', async (t) => {
  const client = new WriteFirstClient(port)
  await client.connect()
  t.teardown(() => client.close())
  for (const refusal of Object.values(refusals)) {
    await client.write(piecesOf(refusal))
    t.strictSame(await client.answer(), refusal.told, refusal.name)
    await client.write([requestOf({ path: '/here' })])
    t.strictSame(await client.answer(), here, `${refusal.name}: the next request`)
  }
})

t.test('so it does where the next request is written with the upload', async (t) => {
  const client = new WriteFirstClient(port)
  await client.connect()
  t.teardown(() => client.close())
  await client.write([...piecesOf(refusals.length), requestOf({ path: '/here' }), ...piecesOf(refusals.type), requestOf({ path: '/here' })])
  t.strictSame([await client.answer(), await client.answer(), await client.answer(), await client.answer()],
    [refusals.length.told, here, refusals.type.told, here])
})

t.test('an agent of node:http keeps its socket', async (t) => {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  t.teardown(() => agent.destroy())
  const sockets = new Set<Socket>()
  agent.on('free', (socket: Socket) => { sockets.add(socket) })
  for (const refusal of Object.values(refusals)) {
    t.strictSame(await nodeHttp(port, refusal, false, agent), refusal.told, refusal.name)
    const next = httpRequest({ port, host: '127.0.0.1', path: '/here', agent }).end()
    t.strictSame(await answerTo(next), here, `${refusal.name}: the next request`)
    sockets.add(next.socket as Socket)
  }
  t.equal(sockets.size, 1, 'all on one connection')
})

t.test('where the client wants the connection to end, the server ends it', async (t) => {
  for (const refusal of Object.values(refusals)) {
    const client = new WriteFirstClient(port)
    await client.connect()
    await client.write(piecesOf(refusal, true))
    t.match(await client.answer(), { status: refusal.told.status, headers: { connection: 'close' } }, refusal.name)
    t.equal(await client.rest(), '', `${refusal.name}: there is only one answer`)
    client.close()
  }
})

t.test('nobody is left', async (t) => {
  t.strictSame(await idle(), before)
})
