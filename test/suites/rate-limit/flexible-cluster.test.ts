// Processes of a cluster that share a limit without a database: their primary counts.
import cluster, { type Worker } from 'node:cluster'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { RateLimiterClusterMaster } from 'rate-limiter-flexible'
import t from 'tap'
import { readsTypeScript } from '../../helpers/child.ts'

interface Told { readonly admitted: number, readonly isShut: boolean }

/** What a worker says itself; limiters speak through the same channel. */
function told (worker: Worker, isIt: (message: object) => boolean): Promise<object> {
  return new Promise(resolve => {
    // Not once(): of two messages in one turn it would miss the second.
    worker.on('message', (message: object) => { if (isIt(message)) resolve(message) })
  })
}

t.test('four processes take three times the limit at once: exactly the limit is admitted', async (t) => {
  // eslint-disable-next-line no-new -- it listens to the workers
  new RateLimiterClusterMaster()
  cluster.setupPrimary({ exec: fileURLToPath(new URL('flexible-worker.ts', import.meta.url)), execArgv: [...readsTypeScript] })
  const workers = await Promise.all(Array.from({ length: 4 }, async () => {
    const worker = cluster.fork({ _TAPJS_PROCESSINFO_COVERAGE_: '0' })
    await told(worker, message => 'isReady' in message)
    return worker
  }))
  t.teardown(() => Promise.all(workers.map(async (worker) => {
    worker.kill()
    await once(worker, 'exit')
  })))
  const ask = (takes: number): Promise<Told[]> => Promise.all(workers.map(async (worker) => {
    const answer = told(worker, message => 'isShut' in message)
    worker.send({ takes })
    return await answer as Told
  }))
  const results = await ask(75)
  t.equal(results.reduce((sum, { admitted }) => sum + admitted, 0), 100)
  t.strictSame(await ask(0), new Array(4).fill({ admitted: 0, isShut: true }), 'all of them know')
})
