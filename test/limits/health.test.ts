import t from 'tap'
import { Health, type StoreHealth } from '../../lib/limits/health.ts'

function observed (): { health: Health, told: Array<[event: string, error: string | undefined]> } {
  const told: Array<[string, string | undefined]> = []
  return { told, health: new Health({ name: 'redis' }, ({ error }, event) => told.push([event, error])) }
}

t.test('each outage is told once, and its end when the store has been stable for ten seconds', async (t) => {
  const before = Date.now()
  const { health, told } = observed()
  t.match(health.value, { name: 'redis', state: 'up', error: undefined })
  t.ok(health.value.since >= before && health.value.since <= Date.now())
  health.succeeded(0)
  health.answered(0)
  t.equal(health.isUp, true)
  health.failed(new Error('closed'), 0, 1)
  health.failed(new Error('late'), 0, 2)
  t.equal(health.isUp, false)
  t.match(health.value, { name: 'redis', state: 'down', error: 'late' }, 'the last error')
  health.answered(3)
  t.equal(health.isUp, false, 'what was asked before says nothing')
  health.succeeded(3)
  health.succeeded(4)
  health.answered(10_002)
  t.match(health.value, { name: 'redis', state: 'up', error: 'late' })
  t.strictSame(told, [['down', 'closed']])
  health.answered(10_003)
  health.answered(20_000)
  t.strictSame(told, [['down', 'closed'], ['back', 'late']])
})

t.test('a store that comes and goes is told to be down once', async (t) => {
  const { health, told } = observed()
  for (let now = 0; now < 60_000; now += 1000) {
    health.failed(new Error('asleep'), now, now)
    health.succeeded(now + 500)
    health.answered(now + 999)
  }
  t.strictSame(told, [['down', 'asleep']])
  health.answered(70_000)
  health.failed(new Error('asleep'), 80_000, 80_000)
  t.strictSame(told, [['down', 'asleep'], ['back', 'asleep'], ['down', 'asleep']])
})

t.test('keys that are wrong are told of once a minute, and leave the store up', async (t) => {
  const { health, told } = observed()
  for (const now of [0, 1, 59_999, 60_000, 61_000]) health.keyFailed(new Error(`at ${now}`), now)
  t.equal(health.isUp, true)
  t.match(health.value, { error: undefined })
  t.strictSame(told, [['key', 'at 0'], ['key', 'at 60000']])
})

t.test('what was asked before a store came back says nothing of it now', async (t) => {
  const { health } = observed()
  health.failed(new Error('closed'), 0, 100)
  health.succeeded(200)
  health.failed(new Error('old'), 199, 300)
  t.equal(health.isUp, true)
  health.failed(new Error('new'), 200, 301)
  t.equal(health.isUp, false)
  t.match(health.value, { error: 'new' })
})

t.test('words of what a store throws', async (t) => {
  const cases: Array<[thrown: unknown, words: string]> = [
    [new TypeError('closed'), 'closed'],
    ['text', 'text'],
    [undefined, 'undefined'],
    [Symbol('s'), 'Symbol(s)'],
    [Object.create(null), 'an error without words']
  ]
  for (const [thrown, words] of cases) {
    const { health, told } = observed()
    health.failed(thrown, 0, 0)
    t.strictSame(told, [['down', words]])
  }
})

t.test('a listener that throws stops nothing', async (t) => {
  const health = new Health({ name: 'redis' }, () => { throw new Error('listener') })
  health.failed(new Error('closed'), 0, 0)
  t.equal(health.isUp, false)
  health.succeeded(1)
  t.equal(health.isUp, true)
})

t.test('one probe a second', async (t) => {
  const { health } = observed()
  health.failed(new Error('closed'), 0, 5000)
  const at = (moments: number[]): boolean[] => moments.map(now => health.mayProbe(now))
  t.strictSame(at([5000, 5999, 6000, 6001, 6999, 7000, 9500, 10_499, 10_500]), [false, false, true, false, false, true, true, false, true])
  health.failed(new Error('probe'), 10_500, 10_600)
  t.strictSame(at([11_499, 11_500]), [false, true], 'from when it was asked')
})

t.test('the more probes have no answer, the longer until the next, at most a minute', async (t) => {
  const { health } = observed()
  const settle: Array<(value?: unknown) => void> = []
  health.failed(new Error('no answer'), 0, 0)
  let now = 0
  const waits: number[] = []
  for (let probes = 0; probes < 70; probes++) {
    const before = now
    while (!health.mayProbe(now)) now += 250
    waits.push(now - before)
    health.probing(new Promise((resolve, reject) => { settle.push(probes % 2 === 0 ? resolve : reject) }))
  }
  t.strictSame(waits, [1000, ...Array.from({ length: 69 }, (_, unanswered) => Math.min(unanswered + 1, 60) * 1000)])
  for (const answer of settle) answer()
  await new Promise(setImmediate)
  t.strictSame([health.mayProbe(now + 999), health.mayProbe(now + 1000)], [false, true], 'all have been answered')
})

t.test('the health is a value of its own', async (t) => {
  const told: StoreHealth[] = []
  const health = new Health({ name: 'redis' }, (value) => told.push(value))
  health.failed(new Error('closed'), 0, 0)
  health.succeeded(1)
  health.answered(10_001)
  t.match(told, [{ state: 'down' }, { state: 'up' }])
})
