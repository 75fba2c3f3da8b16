// Clients that do what Retry-After says: they are never refused twice in a row.
import { setTimeout } from 'node:timers/promises'
import t from 'tap'
import type { RateLimit } from '../../../lib/index.ts'
import { exchange } from '../../helpers/exchange.ts'
import { lateStore, limited, random } from '../../helpers/limits.ts'

const cases: ReadonlyArray<[name: string, limits: RateLimit | RateLimit[]]> = [
  ['a window', { limit: 5, window: '1s' }],
  ['a window of an odd length', { limit: 7, window: '1234ms' }],
  ['a burst', { limit: 4, window: '1s', burst: 6 }],
  ['a slow burst', { limit: 1, window: '1500ms', burst: 2 }],
  ['costs', { limit: 9, window: '1100ms', cost: 4 }],
  ['two windows', [{ limit: 10, window: '2s', name: 'long' }, { limit: 4, window: '1s', name: 'short' }]],
  ['a window and a burst', [{ limit: 6, window: '2s', name: 'window' }, { limit: 3, window: '1s', burst: 2, name: 'burst' }]],
  ['what is refused is given back', [{ limit: 6, window: '2s', name: 'kind', countRefused: false }, { limit: 2, window: '1s', name: 'strict' }]],
  ['a store that answers later', { limit: 5, window: '1s', store: lateStore() }],
  ['several hooks', [{ limit: 3, window: '2s', name: 'first' }, { limit: 2, window: '1s', name: 'last', hook: 'preHandler' }]]
]

/** One client, up to the answer behind its third refusal. @returns its statuses; two refusals in a row stand in them as they came */
async function run (port: number, next: () => number): Promise<number[]> {
  const statuses: number[] = []
  for (let refusals = 0; refusals < 3 || statuses.at(-1) === 429;) {
    const { status, headers } = await exchange(port, 'GET /')
    statuses.push(status)
    if (status === 429 && statuses.at(-2) === 429) break
    if (status === 429) refusals++
    // As a client waits: not a millisecond longer than it is told to.
    if (status === 429) await setTimeout(Number(headers['retry-after']) * 1000)
    else if (next() < 0.2) await setTimeout(next() * 100)
  }
  return statuses
}

t.test('in real time', async (t) => {
  await Promise.all(cases.map(async ([name, rateLimit], index) => {
    const { port } = await limited(t, { rateLimit }, app => { app.get('/', async () => ({})) })
    const statuses = await run(port, random(index))
    t.strictSame(statuses.filter((status, at) => status === 429 && statuses[at - 1] === 429), [], `${name}: none twice in a row`)
  }))
})
