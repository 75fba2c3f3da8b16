import { randomUUID } from 'node:crypto'
import { Cluster as IoCluster, Redis } from 'ioredis'
import { Cluster as ValkeyCluster, Redis as Valkey } from 'iovalkey'
import { createClient, createCluster } from 'redis'
import type { RedisClient } from '../../../lib/stores/redis-client.ts'
import { redisUrl } from '../../helpers/redis.ts'

export interface Connected {
  readonly client: RedisClient
  /** Any command on one key, as the client's own. */
  command (...words: [name: string, key: string, ...rest: string[]]): Promise<unknown>
  close (): unknown
}

/** A client as its users make it. */
export type Connect = (where: string | readonly number[]) => Promise<Connected>

const quiet = (): void => {}

async function byIoredis (where: string | readonly number[]): Promise<Connected> {
  const client = typeof where === 'string' ? new Redis(where) : new IoCluster(nodes(where))
  client.on('error', quiet)
  return { client, command: (name, ...rest) => client.call(name, ...rest), close: () => client.disconnect() }
}

async function byIovalkey (where: string | readonly number[]): Promise<Connected> {
  const client = typeof where === 'string' ? new Valkey(where) : new ValkeyCluster(nodes(where))
  client.on('error', quiet)
  return { client, command: (name, ...rest) => client.call(name, ...rest), close: () => client.disconnect() }
}

async function byNodeRedis (where: string | readonly number[]): Promise<Connected> {
  if (typeof where === 'string') {
    const client = createClient({ url: where }).on('error', quiet)
    await client.connect()
    return { client, command: (...words) => client.sendCommand(words), close: () => client.destroy() }
  }
  const client = createCluster({ rootNodes: where.map(port => ({ url: `redis://127.0.0.1:${port}` })) }).on('error', quiet)
  await client.connect()
  return { client, command: (...words) => client.sendCommand(words[1], false, words), close: () => client.destroy() }
}

function nodes (ports: readonly number[]): Array<{ host: string, port: number }> {
  return ports.map(port => ({ host: '127.0.0.1', port }))
}

export const clients: ReadonlyArray<readonly [name: string, connect: Connect]> = [
  ['ioredis', byIoredis], ['iovalkey', byIovalkey], ['node-redis', byNodeRedis]
]

interface Teardown { teardown: (task: () => unknown) => void }

/** A client of the machine's Redis until the test is over, and a prefix that nobody else has. */
export async function connected (t: Teardown, connect: Connect, where: string | readonly number[] = redisUrl): Promise<Connected & { prefix: string }> {
  const client = await connect(where)
  t.teardown(() => client.close())
  return { ...client, prefix: `test:${randomUUID()}:` }
}
