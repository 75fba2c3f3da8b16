// A limiter that says what it is told to: what becomes of its answers, its refusals and its failures.
import t from 'tap'
import { flexibleStore, type FlexibleLimiter, type FlexibleResult } from '../../lib/limits/flexible-store.ts'
import type { Counter, Rule, Tally } from '../../lib/limits/store.ts'

const rule: Rule = { id: 'test', limit: 10, window: 60_000, burst: undefined }

type Act = 'consume' | 'penalty' | 'reward' | 'get' | 'delete'
type Answer = () => unknown

const result = (consumedPoints: number, msBeforeNext: number): FlexibleResult => ({ consumedPoints, msBeforeNext })
const says = (consumedPoints: number, msBeforeNext: number): Answer => () => result(consumedPoints, msBeforeNext)
const refuses = (consumedPoints: number, msBeforeNext: number): Answer => () => { throw result(consumedPoints, msBeforeNext) }
const fails: Answer = () => { throw new Error('gone') }

interface Faked { readonly counter: Required<Counter>, readonly calls: Array<[act: Act, key: string, points?: number]> }

function faked (answers: Partial<Record<Act, Answer>>, options: Partial<FlexibleLimiter> = {}): Faked {
  const calls: Faked['calls'] = []
  const act = (name: Act) => async (...given: [key: string, points?: number]): Promise<never> => {
    calls.push([name, ...given])
    return answers[name]?.() as never
  }
  const limiter = { ...options, consume: act('consume'), penalty: act('penalty'), reward: act('reward'), get: act('get'), delete: act('delete') }
  return { counter: flexibleStore(() => limiter).open(rule) as Required<Counter>, calls }
}

const taken = (after: number): Tally => ({ admitted: true, used: 1, resetIn: after, retryIn: 0, window: performance.now() + after })

t.test('what does not fit is refused when the server starts', async (t) => {
  t.throws(() => flexibleStore(undefined as never), new TypeError('fastify-conformant: flexibleStore takes a function that makes a limiter'))
  const limiter = { consume () {}, penalty () {}, reward () {}, get () {}, delete () {} }
  const cases: Array<[limiter: unknown, rule: Partial<Rule>, message: string]> = [
    [limiter, { burst: 5 }, 'has a burst, which rate-limiter-flexible cannot count; use memoryStore or redisStore'],
    [limiter, { window: 500 }, 'has a window of 500 ms; rate-limiter-flexible counts whole seconds'],
    [limiter, { window: 1500 }, 'has a window of 1500 ms; rate-limiter-flexible counts whole seconds'],
    [undefined, {}, 'was given a limiter without consume()'],
    [{ ...limiter, penalty: undefined }, {}, 'was given a limiter without penalty()'],
    [{ ...limiter, delete: 1 }, {}, 'was given a limiter without delete()'],
    [{ ...limiter, points: 9 }, {}, 'was given a limiter of 9 points; make it with points: rule.limit'],
    [{ ...limiter, duration: 60_000 }, {}, 'was given a limiter of 60000 seconds; make it with duration: rule.window / 1000']
  ]
  for (const [made, own, message] of cases) {
    t.throws(() => flexibleStore(() => made as FlexibleLimiter).open({ ...rule, ...own }), new TypeError(`fastify-conformant: flexibleStore cannot count the limit "test": it ${message}`))
  }
  const store = flexibleStore((given) => {
    t.strictSame(given, rule)
    return { ...limiter, points: 10, duration: 60 } as unknown as FlexibleLimiter
  })
  t.equal(store.name, 'flexible')
  store.open(rule)
})

t.test('what is admitted', async (t) => {
  for (const [consumed, left, used, resetIn] of [[3, 1234, 3, 1234], [10, 0, 10, 0], [-2, 60_000, 0, 60_000], [3, -1, 3, 60_000]] as const) {
    const { counter, calls } = faked({ consume: says(consumed, left) })
    const before = performance.now()
    const { window, ...tally } = await counter.take('key', 2)
    t.strictSame(tally, { admitted: true, used, resetIn, retryIn: 0 })
    t.ok(window as number >= before + resetIn && window as number <= performance.now() + resetIn)
    t.strictSame(calls, [['consume', 'key', 2]])
  }
})

t.test('what is refused, and what it takes', async (t) => {
  const back = ['reward', 'key', 5] as const
  const cases: Array<[name: string, answers: Partial<Record<Act, Answer>>, options: Partial<FlexibleLimiter>, used: number, resetIn: number, then: unknown[]]> = [
    ['is given back', { consume: refuses(13, 700), reward: says(8, 700) }, {}, 8, 701, [back]],
    ['is given back though others were counted meanwhile', { consume: refuses(30, 700), reward: says(25, 700) }, {}, 10, 701, [back]],
    ['is given back when units were given back too often', { consume: refuses(11, 700), reward: says(-1, 700) }, {}, 6, 701, [back]],
    ['stays refused where giving back fails', { consume: refuses(13, 700), reward: fails }, {}, 8, 701, [back]],
    ['stays refused where the reward is no result', { consume: refuses(13, 700), reward: () => null }, {}, 8, 701, [back]],
    ['is taken again where it came into the next window', { consume: refuses(13, 700), reward: says(-5, 59_999) }, {}, 8, 701, [back, ['penalty', 'key', 5]]],
    ['stays refused where taking again fails', { consume: refuses(13, 700), reward: says(-5, 59_999), penalty: fails }, {}, 8, 701, [back, ['penalty', 'key', 5]]],
    ['is nothing in a limiter that blocks in memory', { consume: refuses(0, 700) }, {}, 10, 701, []],
    ['ends no block', { consume: refuses(13, 90_000) }, { blockDuration: 90 }, 10, 90_001, []],
    ['is given back in a limiter that does not block', { consume: refuses(13, 700), reward: says(8, 700) }, { blockDuration: 0 }, 8, 701, [back]],
    ['of a key without an end', { consume: refuses(13, -1), reward: says(8, -1) }, {}, 8, 60_001, [back]]
  ]
  for (const [name, answers, options, used, resetIn, then] of cases) {
    const { counter, calls } = faked(answers, options)
    t.strictSame(await counter.take('key', 5), { admitted: false, used, resetIn, retryIn: resetIn }, name)
    t.strictSame(calls, [['consume', 'key', 5], ...then], name)
  }
})

t.test('failures are failures of the store', async (t) => {
  const noResult = new TypeError('the limiter did not answer as those of rate-limiter-flexible do')
  for (const answer of [null, undefined, 1, {}, { consumedPoints: 1 }, { consumedPoints: '1', msBeforeNext: 1 }, result(NaN, 1), result(1, NaN), Object.assign(new Error('no'), result(1, 1))]) {
    await t.rejects(faked({ consume: () => answer }).counter.take('key', 1) as Promise<Tally>, noResult)
  }
  await t.rejects(faked({ get: () => ({}) }).counter.peek('key') as Promise<Tally>, noResult)
  for (const thrown of [new Error('gone'), Object.assign(new Error('gone'), result(1, 1))]) {
    await t.rejects(faked({ consume () { throw thrown } }).counter.take('key', 1) as Promise<Tally>, thrown)
  }
  const { counter } = faked({ consume () { throw { limiter: result(1, 1) } }, reward: fails, get: fails, delete: fails }) // eslint-disable-line no-throw-literal
  t.strictSame(await (counter.take('key', 1) as Promise<Tally>).catch((error: unknown) => error), { limiter: result(1, 1) }, 'a RateLimiterUnion')
  await t.rejects(counter.give('key', 1, taken(1000)) as Promise<void>, new Error('gone'))
  await t.rejects(counter.peek('key') as Promise<Tally>, new Error('gone'))
  await t.rejects(counter.reset('key') as Promise<void>, new Error('gone'))
})

t.test('what is given back', async (t) => {
  const cases: Array<[name: string, tally: Tally, reward: Answer, then: unknown[]]> = [
    ['within the window', taken(5000), says(2, 4900), [['reward', 'key', 3]]],
    ['too late: taken again', taken(5000), says(-3, 60_000), [['reward', 'key', 3], ['penalty', 'key', 3]]],
    ['after the window: nothing', taken(-1), fails, []],
    ['what was refused: nothing', { admitted: false, used: 10, resetIn: 1, retryIn: 1 }, fails, []]
  ]
  for (const [name, tally, reward, then] of cases) {
    const { counter, calls } = faked({ reward })
    await counter.give('key', 3, tally)
    t.strictSame(calls, then, name)
  }
})

t.test('peek and reset', async (t) => {
  const free = { admitted: true, used: 0, resetIn: 0, retryIn: 0 }
  const cases: Array<[get: unknown, tally: Tally]> = [
    [null, free],
    [result(10, 0), free],
    [result(10, -3), free],
    [result(9, 500), { admitted: true, used: 9, resetIn: 500, retryIn: 0 }],
    [result(-1, 500), { admitted: true, used: 0, resetIn: 500, retryIn: 0 }],
    [result(10, 500), { admitted: false, used: 10, resetIn: 501, retryIn: 501 }],
    [result(14, 500), { admitted: false, used: 10, resetIn: 501, retryIn: 501 }]
  ]
  for (const [answer, tally] of cases) {
    const { counter, calls } = faked({ get: () => answer })
    t.strictSame(await counter.peek('key'), tally)
    t.strictSame(calls, [['get', 'key']])
  }
  const { counter, calls } = faked({ delete: () => true })
  t.equal(await counter.reset('key'), undefined)
  t.strictSame(calls, [['delete', 'key']])
})

t.test('keys that a table would not take are replaced by their digest', async (t) => {
  const sha256 = /^~[\w-]{43}$/
  for (const key of ['203.0.113.7', '2001:db8::/64', 'user_1-a', 'x'.repeat(64)]) t.equal(await known(key), key)
  const odd = ['', '\0', 'a b', 'é', '😀', "'; drop table", 'x'.repeat(65), 'x'.repeat(100_000), 'line\n']
  const digests = await Promise.all(odd.map(known))
  for (const digest of digests) t.match(digest, sha256)
  t.equal(new Set(digests).size, odd.length)

  async function known (key: string): Promise<string> {
    const { counter, calls } = faked({ consume: says(1, 1), reward: says(1, 1), get: says(1, 1) })
    await counter.take(key, 1)
    await counter.give(key, 1, taken(1000))
    await counter.peek(key)
    await counter.reset(key)
    const keys = new Set(calls.map(([, given]) => given))
    t.strictSame([calls.length, keys.size], [4, 1])
    return [...keys][0] as string
  }
})
