// So many requests a window, and none more: over many windows and across their borders, with a server under load.
import { setTimeout } from 'node:timers/promises'
import t from 'tap'
import { memoryStore, type Store, type Tally } from '../../../lib/index.ts'
import { limited } from '../../helpers/limits.ts'
import { RawClient } from '../../helpers/raw.ts'

const get = 'GET / HTTP/1.1\r\nHost: a\r\n\r\n'

/** Connections that send one request after the other until the time is over. */
async function load (port: number, connections: number, milliseconds: number): Promise<void> {
  const end = performance.now() + milliseconds
  await Promise.all(Array.from({ length: connections }, async () => {
    const client = await RawClient.connect(port)
    while (performance.now() < end) {
      client.send(get.repeat(5))
      for (let count = 0; count < 5; count++) await client.answer()
      await setTimeout(1)
    }
    client.close()
  }))
}

interface Decision extends Tally { readonly at: number }

/** The memory store, which tells what it has decided. */
function recorded (decisions: Decision[]): Store {
  return {
    name: 'recorded',
    open (rule) {
      const counter = memoryStore().open(rule)
      return {
        take (key, cost) {
          const at = performance.now()
          const tally = counter.take(key, cost) as Tally
          decisions.push({ ...tally, at })
          return tally
        }
      }
    }
  }
}

t.test('every window admits exactly its limit', async (t) => {
  const limit = 20
  const decisions: Decision[] = []
  let handled = 0
  const { port } = await limited(t, { rateLimit: { limit, window: '200ms', key: 'instance', store: recorded(decisions) } }, app => { app.get('/', async () => ({ handled: ++handled })) })
  await load(port, 8, 4000)
  const admitted = decisions.filter(({ admitted }) => admitted)
  t.equal(handled, admitted.length)
  const windows = new Map<number | undefined, number>()
  for (const { window } of admitted) windows.set(window, (windows.get(window) ?? 0) + 1)
  t.strictSame([...windows.values()].filter(count => count > limit), [], 'none admits more')
  t.ok([...windows.values()].filter(count => count === limit).length >= 10, 'ten and more are full')
  const ends = [...windows.keys()] as number[]
  t.strictSame(ends.filter((end, index) => index > 0 && end - (ends[index - 1] as number) < 200_000), [], 'none begins before the one before it is over')
  const early = decisions.filter(({ admitted, used }) => !admitted && used !== limit)
  t.strictSame(early, [], 'nobody is refused before the limit is reached')
})

t.test('a bucket admits exactly its burst and what flows back', async (t) => {
  const [limit, burst] = [20, 10]
  const decisions: Decision[] = []
  const { port } = await limited(t, { rateLimit: { limit, window: '1s', burst, key: 'instance', store: recorded(decisions) } }, app => { app.get('/', async () => ({})) })
  await load(port, 8, 4000)
  // A unit is 50 ms: more than this process is kept from its clock.
  let missing = 0
  let last = 0
  const wrong: Decision[] = []
  for (const decision of decisions) {
    missing = Math.max(0, missing - (decision.at - last) * limit / 1000)
    last = decision.at
    if (decision.admitted ? missing > burst : missing + 1 < burst - 1) wrong.push(decision)
    if (decision.admitted) missing++
  }
  t.strictSame(wrong, [])
  const count = decisions.filter(({ admitted }) => admitted).length
  t.ok(count > burst + limit, `${count} of ${burst} and ${limit} a second`)
})
