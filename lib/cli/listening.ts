import { Server } from 'node:net'

/**
 * From now on no server of this process listens. One that is not `taken` goes on as if it did.
 *
 * @param taken - asked about whoever wants to; where it is true nothing more happens there, so that no hook runs that would tell others of it
 * @returns takes it back
 */
export function keepFromListening (taken: (server: Server) => boolean): () => void {
  const { listen } = Server.prototype
  Server.prototype.listen = function (this: Server, ...given: unknown[]) {
    if (taken(this)) return this
    const then = given.at(-1)
    if (typeof then === 'function') this.once('listening', then as () => void)
    this.address = () => ({ address: '127.0.0.1', family: 'IPv4', port: 0 })
    process.nextTick(() => this.emit('listening'))
    return this
  }
  return () => { Server.prototype.listen = listen }
}
