import t from 'tap'
import type { RateLimit } from '../../lib/index.ts'
import { success } from '../helpers/answers.ts'
import { stopClock } from '../helpers/clock.ts'
import { exchange } from '../helpers/exchange.ts'
import { limited, tooMany } from '../helpers/limits.ts'

stopClock(t)

const ok = success(200, { ok: true })

t.test('what requests cost', async (t) => {
  const byQuery: RateLimit['cost'] = request => Number((request.query as { cost?: string }).cost ?? 1)
  const cases: Array<[limit: Partial<RateLimit>, paths: string[], used: number[]]> = [
    [{}, ['/', '/', '/'], [1, 2, 3]],
    [{ cost: 2 }, ['/', '/', '/'], [2, 4, 4]],
    [{ cost: 0 }, ['/', '/', '/'], [0, 0, 0]],
    [{ cost: 5 }, ['/', '/'], [5, 5]],
    [{ cost: 99 }, ['/', '/'], [5, 5]],
    [{ cost: byQuery }, ['/', '/?cost=3', '/?cost=2', '/?cost=1', '/?cost=0', '/?cost=1'], [1, 4, 4, 5, 5, 5]],
    [{ cost: byQuery }, ['/?cost=1000000', '/?cost=0', '/'], [5, 5, 5]],
    [{ cost: byQuery, burst: 8 }, ['/?cost=8', '/?cost=1'], [8, 8]],
    [{ cost: byQuery, burst: 2 }, ['/?cost=5', '/?cost=1'], [2, 2]]
  ]
  for (const [more, paths, used] of cases) {
    const { app, port } = await limited(t, { rateLimit: { limit: 5, window: '1h', ...more } }, app => { app.get('/', async () => ({ ok: true })) })
    let before = 0
    for (const [index, path] of paths.entries()) {
      const now = used[index] as number
      const isFree = more.cost === 0 || path.endsWith('cost=0')
      const { status } = await exchange(port, `GET ${path}`)
      t.equal(status, now > before || isFree ? 200 : 429, `${JSON.stringify(more)} ${path}`)
      t.equal((await app.rateLimits.peek('*', '127.0.0.1')).used, now)
      before = now
    }
  }
})

t.test('a cost of nothing is admitted where nothing is left', async (t) => {
  const { port } = await limited(t, { rateLimit: { limit: 1, window: '1m', cost: ({ method }) => method === 'GET' ? 0 : 1 } }, app => {
    app.get('/', async () => ({ ok: true }))
    app.delete('/', async () => ({ ok: true }))
  })
  t.strictSame([await exchange(port, 'DELETE /'), await exchange(port, 'DELETE /'), await exchange(port, 'GET /')], [ok, tooMany(), ok])
})

t.test('a burst flows back evenly, and Retry-After says when the cost is there', async (t) => {
  const { port } = await limited(t, { rateLimit: { limit: 6, window: '1m', burst: 3, cost: request => Number((request.query as { cost: string }).cost) } }, app => { app.get('/', async () => ({ ok: true })) })
  t.strictSame(await exchange(port, 'GET /?cost=3'), ok)
  for (const [cost, seconds] of [[1, '10'], [2, '20'], [3, '30'], [99, '30']]) t.strictSame(await exchange(port, `GET /?cost=${cost}`), tooMany(seconds as string))
})
