import t from 'tap'
import type { StoreHealth } from '../../lib/limits/health.ts'
import { rateLimitSettings, type RateLimit } from '../../lib/limits/limit-options.ts'
import { Limiters } from '../../lib/limits/limiters.ts'
import { memoryStore } from '../../lib/limits/memory-store.ts'
import type { Tally } from '../../lib/limits/store.ts'
import { lateStore, type LateStore } from '../helpers/limits.ts'

const minute = (more: Partial<RateLimit> = {}): ReturnType<typeof rateLimitSettings> => rateLimitSettings({ limit: 1, window: '1m', ...more })
const make = (): Limiters => new Limiters(() => {})

t.test('a limit is opened once, wherever it holds', async (t) => {
  const limiters = make()
  const settings = minute()
  const first = limiters.open(settings, '*')
  t.equal(limiters.open(settings, 'GET /a'), first)
  t.equal(first.rule.id, '*')
  t.equal(limiters.open(minute({ name: 'n' }), 'GET /a').rule.id, 'n')
  t.equal(limiters.open(minute(), 'GET /a').rule.id, 'GET /a')
})

t.test('limits of one name or place share their counters', async (t) => {
  const limiters = make()
  for (const [a, b] of [[limiters.open(minute({ name: 'n' }), 'GET /a'), limiters.open(minute({ name: 'n' }), 'GET /b')], [limiters.open(minute(), 'GET /a'), limiters.open(minute(), 'GET /a')]] as const) {
    t.not(a, b)
    t.equal((a.take('k', 1) as Tally).admitted, true)
    t.equal((b.take('k', 1) as Tally).admitted, false)
  }
  t.equal((limiters.open(minute(), 'GET /b').take('k', 1) as Tally).admitted, true, 'another place')
})

t.test('one that says something else is counted by itself', async (t) => {
  const store = lateStore()
  const cases: Array<Partial<RateLimit>> = [{ limit: 2 }, { window: '2m' }, { burst: 1 }, { store }, { storeFailure: 'allow' }, { storeTimeout: '2s' }, { maxKeys: 5 }]
  for (const other of cases) {
    const limiters = make()
    const ids = [minute({ name: 'n' }), minute({ name: 'n', ...other }), minute({ name: 'n' }), minute({ name: 'n', ...other }), minute(), minute(other), minute(other)]
      .map(settings => limiters.open(settings, 'GET /a').rule.id)
    t.strictSame(ids, ['n', 'n#2', 'n', 'n#2', 'GET /a', 'GET /a#2', 'GET /a#2'], Object.keys(other).join())
  }
})

t.test('a name that is a place is not that of the place', async (t) => {
  const limiters = make()
  const ids = [minute(), minute({ name: 'GET /a' }), minute(), minute({ name: 'GET /a' })].map(settings => limiters.open(settings, 'GET /a').rule.id)
  t.strictSame(ids, ['GET /a', 'GET /a#2', 'GET /a', 'GET /a#2'])
})

t.test('scopes count by themselves, also where they have no prefix', async (t) => {
  const limiters = make()
  const shared = minute()
  const ids = [shared, minute(), shared, minute()].map(settings => limiters.open(settings, '*').rule.id)
  t.strictSame(ids, ['*', '*#2', '*', '*#3'])
  t.strictSame([minute({ name: 'n' }), minute({ name: 'n' })].map(settings => limiters.open(settings, '*').rule.id), ['n', 'n'])
})

t.test('a store has to open a counter', async (t) => {
  for (const opened of [undefined, null, {}, Promise.resolve({ take () {} })]) {
    t.throws(() => make().open(minute({ store: { name: 'mine', open: () => opened as never } }), '*'),
      new TypeError('fastify-conformant: the store "mine" opened no counter for the limit "*": there is no take()'))
  }
})

t.test('an outage to one that waits a short time is none to another', async (t) => {
  const limiters = make()
  const store = lateStore()
  limiters.open(minute({ store, storeTimeout: '5ms' }), 'GET /a')
  limiters.open(minute({ store, storeTimeout: '1s' }), 'GET /b')
  limiters.open(minute({ store, storeTimeout: '1s' }), 'GET /c')
  t.equal(limiters.health.length, 2)
})

t.test('by name', async (t) => {
  const limiters = make()
  t.throws(() => limiters.named('x'), new RangeError('there is no limit "x"; there are none'))
  const limiter = limiters.open(minute({ name: 'n' }), '*')
  limiters.open(minute(), 'GET /a')
  t.equal(limiters.named('n'), limiter)
  t.throws(() => limiters.named('x'), new RangeError('there is no limit "x"; the limits are "n", "GET /a"'))
})

t.test('stores are opened once for a rule, and have one health', async (t) => {
  const told: StoreHealth[] = []
  const limiters = new Limiters(health => told.push(health))
  t.strictSame(limiters.health, [])
  const opened: string[] = []
  const recorded = (store: LateStore): LateStore => ({
    ...store,
    open (rule) {
      opened.push(rule.id)
      return store.open(rule)
    }
  })
  const [one, other] = [recorded(lateStore('one')), recorded(lateStore('other'))]
  for (const settings of [minute({ store: one, name: 'a' }), minute({ store: one, name: 'a' }), minute({ store: one, name: 'b' }), minute({ store: other, name: 'c' })]) limiters.open(settings, '*')
  t.strictSame(opened, ['a', 'b', 'c'])
  t.strictSame(limiters.health.map(({ name, state, error }) => [name, state, error]), [['one', 'up', undefined], ['other', 'up', undefined]])
  t.strictSame(told, [])
})

t.test('what a failing store is replaced by', async (t) => {
  const failing = { name: 'failing', open: () => ({ take: () => { throw new Error('away') } }) }
  const policies: Array<[storeFailure: RateLimit['storeFailure'], said: unknown[]]> = [['allow', ['allow', 'allow']], ['refuse', ['refuse', 'refuse']], ['local', [true, false]], [undefined, [true, false]]]
  for (const [storeFailure, said] of policies) {
    const told: StoreHealth[] = []
    const limiters = new Limiters(health => told.push(health))
    const limiter = limiters.open(minute({ store: failing, ...(storeFailure === undefined ? {} : { storeFailure }) }), '*')
    const answers = [await limiter.take('k', 1), await limiter.take('k', 1)]
    t.strictSame(answers.map(answer => typeof answer === 'object' ? answer.admitted : answer), said)
    t.strictSame(told.map(({ name, state, error }) => [name, state, error]), [['failing', 'down', 'away']])
    t.strictSame(limiters.health, told)
  }
})

t.test('memoryStore() given as the store counts as well', async (t) => {
  const limiter = make().open(minute({ store: memoryStore() }), '*')
  t.strictSame([await limiter.take('k', 1), await limiter.take('k', 1)].map(answer => (answer as Tally).admitted), [true, false])
})
