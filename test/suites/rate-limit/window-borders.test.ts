// So many requests a window, and none more: over many windows and across their borders, with a server under load.
import t from 'tap'
import { memoryStore, type Store, type Tally } from '../../../lib/entries/limits.ts'
import { stopClock, type Clock } from '../../helpers/clock.ts'
import { limited, random } from '../../helpers/limits.ts'
import { RawClient } from '../../helpers/raw.ts'

const get = 'GET / HTTP/1.1\r\nHost: a\r\n\r\n'

/** Connections that send one request after the other until the time is over: each of their answers takes some of it. */
async function load (port: number, connections: number, clock: Clock, milliseconds: number): Promise<void> {
  const next = random(connections)
  const end = performance.now() + milliseconds
  await Promise.all(Array.from({ length: connections }, async () => {
    const client = await RawClient.connect(port)
    while (performance.now() < end) {
      client.send(get.repeat(5))
      for (let count = 0; count < 5; count++) {
        await client.answer()
        clock.pass(Math.floor(next() * 5))
      }
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
          const tally = counter.take(key, cost) as Tally
          decisions.push({ ...tally, at: performance.now() })
          return tally
        }
      }
    }
  }
}

t.test('every window admits exactly its limit', async (t) => {
  const limit = 20
  // Of the test, the limiter's own memory of who is refused, and the store alike.
  const clock = stopClock(t)
  const decisions: Decision[] = []
  let handled = 0
  const { port } = await limited(t, { rateLimit: { limit, window: '200ms', key: 'instance', store: recorded(decisions) } }, app => { app.get('/', async () => ({ handled: ++handled })) })
  await load(port, 8, clock, 4000)
  const admitted = decisions.filter(({ admitted }) => admitted)
  t.equal(handled, admitted.length)
  const windows = new Map<number | undefined, number>()
  for (const { window } of admitted) windows.set(window, (windows.get(window) ?? 0) + 1)
  t.strictSame([...windows.values()].slice(0, -1).filter(count => count !== limit), [], 'none admits more, and each is full')
  t.ok([...windows.values()].at(-1) as number <= limit, 'the last one may not be over')
  t.ok(windows.size >= 10, `${windows.size} windows`)
  const ends = [...windows.keys()] as number[]
  t.strictSame(ends.filter((end, index) => index > 0 && end - (ends[index - 1] as number) < 200_000), [], 'none begins before the one before it is over')
  const early = decisions.filter(({ admitted, used }) => !admitted && used !== limit)
  t.strictSame(early, [], 'nobody is refused before the limit is reached')
})

t.test('a bucket admits exactly its burst and what flows back', async (t) => {
  const [limit, burst] = [20, 10]
  const clock = stopClock(t)
  const decisions: Decision[] = []
  const { port } = await limited(t, { rateLimit: { limit, window: '1s', burst, key: 'instance', store: recorded(decisions) } }, app => { app.get('/', async () => ({})) })
  await load(port, 8, clock, 4000)
  let missing = 0
  let last = decisions[0]?.at ?? 0
  const wrong: Decision[] = []
  for (const decision of decisions) {
    missing = Math.max(0, missing - (decision.at - last) * limit / 1000)
    last = decision.at
    if (decision.admitted ? missing + 1 > burst + 1e-6 : missing + 1 < burst - 1e-6) wrong.push(decision)
    if (decision.admitted) missing++
  }
  t.strictSame(wrong, [])
  const count = decisions.filter(({ admitted }) => admitted).length
  t.ok(count > burst + limit, `${count} of ${burst} and ${limit} a second`)
})
