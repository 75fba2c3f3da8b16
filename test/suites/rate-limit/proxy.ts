import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'

interface Teardown { teardown: (task: () => unknown) => void }

export interface Proxy {
  readonly port: number
  /** Milliseconds that what the server says is held back; 0 at first. */
  delay: number
}

/** Stands before a server, and holds back what it says. */
export async function startProxy (t: Teardown, target: number): Promise<Proxy> {
  const sockets = new Set<Socket>()
  const server = createServer((near) => {
    const far = connect(target, '127.0.0.1')
    for (const [socket, other] of [[near, far], [far, near]] as const) {
      sockets.add(socket)
      socket.on('error', () => {}).once('close', () => {
        sockets.delete(socket)
        other.destroy()
      })
    }
    near.pipe(far)
    // In order: what comes when the delay is over waits for what came before.
    let last = Promise.resolve()
    far.on('data', (piece) => {
      const due = new Promise(resolve => setTimeout(resolve, proxy.delay))
      last = last.then(async () => { await due }).then(() => { near.write(piece) })
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.teardown(() => {
    server.close()
    for (const socket of sockets) socket.destroy()
  })
  const proxy: Proxy = { port: (server.address() as AddressInfo).port, delay: 0 }
  return proxy
}
