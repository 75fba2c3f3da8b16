// Servers that are of no use to whoever asks them.
import { once } from 'node:events'
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net'
import { createServer as createSecureServer, Server as SecureServer } from 'node:tls'
import type { Test } from 'tap'
import { certificate } from '../../fixtures/certificate.ts'

const half = 'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 50\r\n\r\n{"half":'

/** What a server does with each connection, once something has been sent to it. */
const acts: Readonly<Record<string, (socket: Socket) => void>> = {
  garbage: socket => socket.end('220 mail.example ready\r\n'),
  'two lengths': socket => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello'),
  'a chunk without a size': socket => socket.end('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n'),
  'no word': socket => socket.end(),
  'a reset': socket => socket.resetAndDestroy(),
  'an end in the middle': socket => socket.end(half),
  'a reset in the middle': socket => socket.write(half, () => setImmediate(() => socket.resetAndDestroy())),
  silence: () => {},
  'silence in the middle': socket => socket.write(half)
}

/** The address of each, of one that nobody listens at, of one that nobody knows and of one whose certificate nobody trusts. */
export async function addresses (t: Test): Promise<Readonly<Record<string, string>>> {
  const found: Record<string, string> = {}
  for (const [name, act] of Object.entries(acts)) found[name] = `http://127.0.0.1:${await listening(t, createServer(), act)}`
  found['a certificate of its own'] = `https://127.0.0.1:${await listening(t, createSecureServer(certificate), socket => socket.end())}`
  found['no TLS'] = `https${found.garbage!.slice('http'.length)}`
  const closed = createServer()
  found['a dead port'] = `http://127.0.0.1:${await listening(t, closed, () => {})}`
  await new Promise(resolve => closed.close(resolve))
  // RFC 6761 §6.4
  found['an unknown host'] = 'http://nobody.invalid'
  return found
}

async function listening (t: Test, server: Server, act: (socket: Socket) => void): Promise<number> {
  const sockets = new Set<Socket>()
  server.on('connection', (socket: Socket) => sockets.add(socket))
  server.on(server instanceof SecureServer ? 'secureConnection' : 'connection', (socket: Socket) => {
    socket.on('error', () => {})
    socket.once('data', () => act(socket))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.teardown(() => {
    server.close()
    for (const socket of sockets) socket.destroy()
  })
  return (server.address() as AddressInfo).port
}
