// One of several processes that count in their primary: takes as often as it is told, and says how often it was
// admitted, and whether the limit is reached.
import { RateLimiterCluster } from 'rate-limiter-flexible'
import { flexibleStore } from '../../../lib/limits/flexible-store.ts'
import type { Tally } from '../../../lib/limits/store.ts'

const store = flexibleStore(({ id, limit, window }) => new RateLimiterCluster({ keyPrefix: id, points: limit, duration: window / 1000, timeoutMs: 10_000 }))
const counter = store.open({ id: 'test', limit: 100, window: 60_000, burst: undefined })

async function answer (takes: number): Promise<object> {
  const tallies = await Promise.all(Array.from({ length: takes }, () => counter.take('key', 1)))
  const { admitted, retryIn } = await counter.peek?.('key') as Tally
  return { admitted: tallies.filter(tally => tally.admitted).length, isShut: !admitted && retryIn > 0 }
}

process.on('message', ({ takes }: { takes?: number }) => {
  if (takes !== undefined) answer(takes).then(told => process.send?.(told), error => { throw error })
})
process.send?.({ isReady: true })
