import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { createServer, type AddressInfo } from 'node:net'
import { Redis } from 'ioredis'
import { endedWithUs, folderOf } from './ended-with-us.ts'
import { until } from './until.ts'

/** For tests that start servers of their own: why they are skipped, or false. */
export const withoutServer: string | false = process.env.CI !== 'true' && spawnSync('redis-server', ['--version']).error !== undefined
  ? 'redis-server is not installed'
  : false

export interface RedisServer {
  readonly port: number
  readonly url: string
  /** Starts it, after a kill again on the same port, and waits until it answers. */
  start (): Promise<void>
  signal (signal: NodeJS.Signals): void
  /** Ends it at once and waits until it has ended. */
  kill (): Promise<void>
}

interface Teardown { teardown: (task: () => unknown) => void }

/** A Redis of the test's own, which is ended when the test is over, or cut: nothing is done to the machine's. */
export async function startRedis (t: Teardown, options: readonly string[] = []): Promise<RedisServer> {
  const folder = folderOf(t, 'redis')
  const port = await freePort()
  let child: ReturnType<typeof spawn> | undefined
  const kill = async (): Promise<void> => {
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return
    const ended = once(child, 'exit')
    // One that is stopped is ended by this too.
    child.kill('SIGKILL')
    await ended
  }
  const start = async (): Promise<void> => {
    const own = ['--port', String(port), '--bind', '127.0.0.1', '--dir', folder, '--save', '', '--appendonly', 'no', '--loglevel', 'warning']
    child = endedWithUs(spawn('redis-server', [...own, ...options], { stdio: 'ignore' }))
    await answers(port)
  }
  t.teardown(kill)
  await start()
  return { port, url: `redis://127.0.0.1:${port}`, start, kill, signal: signal => child?.kill(signal) }
}

async function answers (port: number): Promise<void> {
  const client = new Redis(port, '127.0.0.1', { retryStrategy: () => 20, maxRetriesPerRequest: null })
  client.on('error', () => {})
  // What ends it where it does not answer.
  const late = AbortSignal.timeout(60_000)
  try {
    await Promise.race([client.ping(), once(late, 'abort').then(() => { throw new Error(`redis-server does not answer on port ${port}`) })])
  } finally {
    client.disconnect()
  }
}

/** A port that nobody listens on. */
export async function freePort (): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

/** @returns the ports of a cluster of three masters, each with a third of the slots */
export async function startCluster (t: Teardown): Promise<number[]> {
  const servers = await Promise.all([0, 1, 2].map(async () => await startRedis(t, [
    '--cluster-enabled', 'yes', '--cluster-node-timeout', '2000', '--cluster-port', String(await freePort())
  ])))
  const ports = servers.map(({ port }) => port)
  const cli = (...args: string[]): string => {
    const { stdout, stderr } = spawnSync('redis-cli', args, { encoding: 'utf8', timeout: 30_000 })
    return stdout + stderr
  }
  const created = cli('--cluster', 'create', ...ports.map(port => `127.0.0.1:${port}`), '--cluster-yes')
  const agree = (): boolean => ports.every(port => cli('-p', String(port), 'cluster', 'info').includes('cluster_state:ok'))
  await until(agree).catch((cause: unknown) => { throw new Error(`the cluster does not come about: ${created}`, { cause }) })
  return ports
}
