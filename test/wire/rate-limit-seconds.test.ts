// Retry-After is whole seconds, from one: who came again at once would be refused again (RFC 9110 §10.2.3).
import t from 'tap'
import type { Store } from '../../lib/entries/limits.ts'
import { exchange } from '../helpers/exchange.ts'
import { limited, tooMany } from '../helpers/limits.ts'

t.test('whatever the store says of the time', async (t) => {
  for (const [retryIn, seconds] of [[0, '1'], [0.1, '1'], [999.9, '1'], [1000, '1'], [1000.1, '2'], [61_500, '62']] as const) {
    const store: Store = { name: 'own', open: () => ({ take: async () => ({ admitted: false, used: 1, resetIn: retryIn, retryIn }) }) }
    for (const rateLimit of [{ limit: 1, window: '2m', store } as const, [{ limit: 1, window: '2m', store }, { name: 'wide', limit: 99, window: '2m' }] as const]) {
      const { port } = await limited(t, { rateLimit }, app => app.get('/', async () => ({})))
      t.strictSame(await exchange(port, 'GET /'), tooMany(seconds), `${retryIn} ms`)
    }
  }
})
