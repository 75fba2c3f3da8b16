import t from 'tap'
import type { Counter, Tally } from '../../lib/limits/store.ts'
import { closed, later, provoked, settled, short } from './shared-counter.ts'

const admitted: Tally = { admitted: true, used: 1, resetIn: 10, retryIn: 0 }

t.test('a store that is up', async (t) => {
  const { shared, asked, told, clock, answer } = provoked()
  t.match(shared.take('a', 1), { ...admitted, resetIn: 60_000 }, 'a store that answers at once is answered for at once')
  const provokedAgain = provoked()
  provokedAgain.answer = async (key, cost) => await answer(key, cost)
  t.match(await provokedAgain.shared.take('b', 1), { admitted: true, used: 1 })
  shared.take('a', 1)
  t.strictSame(shared.take('a', 1), { admitted: false, used: 2, resetIn: 60_000, retryIn: 60_000 })
  t.equal(asked.length, 3)
  clock.now += 999
  t.strictSame(shared.take('a', 1), { admitted: false, used: 2, resetIn: 59_001, retryIn: 59_001 }, 'refused without a question')
  t.equal(asked.length, 3)
  clock.now += 1
  t.match(shared.take('a', 1), { admitted: false })
  t.equal(asked.length, 4)
  t.strictSame(told, [])
})

t.test('what fails', async (t) => {
  const tally = (wrong: object): Counter['take'] => () => ({ ...admitted, ...wrong })
  const cases: Array<[name: string, answer: unknown, error: string | RegExp]> = [
    ['throws', closed, 'closed'],
    ['throws no error', () => { throw undefined }, 'undefined'], // eslint-disable-line no-throw-literal
    ['rejects', async () => closed(), 'closed'],
    ['never answers', () => new Promise(() => {}), 'no answer within 5 ms'],
    ['nothing', () => undefined, "the store's answer is no tally: undefined"],
    ['null', async () => null, "the store's answer is no tally: null"],
    ['a text', () => 'x'.repeat(1000), /^the store's answer is no tally: 'x{100}'\.\.\. 900 more characters$/],
    ['admitted: 1', tally({ admitted: 1 }), /no tally: \{ admitted: 1/],
    ['used below 0', tally({ used: -1 }), /no tally/],
    ['used as a text', tally({ used: '1' }), /no tally/],
    ['NaN', tally({ resetIn: NaN }), /no tally/],
    ['no end', tally({ retryIn: Infinity }), /no tally/]
  ]
  for (const [name, answer, error] of cases) {
    for (const [policy, said] of [['local', [true, 1]], ['allow', 'allow'], ['refuse', 'refuse']] as const) {
      const provoking = provoked(policy)
      provoking.answer = answer as Counter['take']
      t.strictSame(short(await provoking.shared.take('a', 1)), said, `${name}, ${policy}`)
      t.equal(provoking.told.length, 1)
      t.match(provoking.health.value, { state: 'down', error }, name)
      t.equal(provoking.shared.take('a', 1) instanceof Promise, false, 'no request waits for a store that is down')
      t.equal(provoking.asked.length, 1)
    }
  }
})

t.test('counted here while the store is down', async (t) => {
  const provoking = provoked()
  const { shared, clock } = provoking
  provoking.answer = closed
  const said = (): unknown => short(shared.take('a', 1) as Tally)
  t.strictSame([said(), said(), said()], [[true, 1], [true, 2], [false, 2]])
  t.strictSame(await shared.peek('a'), { admitted: false, used: 2, resetIn: 60_000, retryIn: 60_000 })
  clock.now += 60_000
  t.strictSame(said(), [true, 1])
  t.strictSame(provoking.told, ['down: closed'])
})

t.test('units go back to where they were taken', async (t) => {
  const provoking = provoked()
  const { shared, asked, store, answer } = provoking
  const fromStore = shared.take('a', 1) as Tally
  shared.give('a', 1, fromStore)
  t.match(store.peek('a'), { used: 0 })
  provoking.answer = closed
  const fromHere = shared.take('a', 1) as Tally
  shared.give('a', 1, fromStore)
  shared.give('a', 1, fromHere)
  t.match(await shared.peek('a'), { used: 0 })
  t.strictSame(asked.map(([what]) => what), ['take', 'give', 'take'], 'a store that is down is not asked')
  provoking.answer = answer
})

t.test('a refusal is forgotten when units come back and when the key is reset', async (t) => {
  const { shared, asked } = provoked()
  const taken = shared.take('a', 2) as Tally
  t.match([shared.take('a', 1), shared.take('a', 1)], [{ admitted: false }, { admitted: false }])
  t.equal(asked.length, 2)
  shared.give('a', 1, taken)
  t.match([shared.take('a', 1), shared.take('a', 1)], [{ admitted: true }, { admitted: false }])
  await shared.reset('a')
  t.match(shared.take('a', 1), { admitted: true, used: 1 })
})

t.test('give, peek and reset of a store that fails or has none', async (t) => {
  const take = (): Tally => admitted
  const cases: Array<[name: string, counter: Counter, peeked: unknown, reset: string | undefined]> = [
    ['none', { take }, undefined, undefined],
    ['throws', { take, give: closed, peek: closed, reset: closed }, { used: 0 }, 'closed'],
    ['rejects', { take, give: async () => closed(), peek: async () => closed(), reset: async () => closed() }, { used: 0 }, 'closed'],
    ['never answers', { take, give: () => new Promise(() => {}), peek: () => new Promise(() => {}), reset: () => new Promise(() => {}) }, { used: 0 }, 'no answer within 5 ms'],
    ['nonsense', { take, peek: () => 5 as unknown as Tally }, { used: 0 }, undefined]
  ]
  for (const [name, counter, peeked, reset] of cases) {
    const { shared, told } = provoked('local', { counter })
    shared.give('a', 1, shared.take('a', 1) as Tally)
    const found = await shared.peek('a')
    if (peeked === undefined) t.equal(found, undefined, name)
    else t.match(found, peeked, name)
    t.equal(await shared.reset('a').catch((error: Error) => error.message), reset, name)
    t.strictSame(told, [], 'only what requests meet is told')
    for (const otherwise of ['allow', 'refuse'] as const) {
      const without = provoked(otherwise, { counter })
      t.equal(await without.shared.peek('a'), undefined, `${name}, ${otherwise}`)
      t.equal(await without.shared.reset('a').catch((error: Error) => error.message), reset, `${name}, ${otherwise}`)
    }
  }
  const withoutMethods: Counter = { take }
  const { shared } = provoked('local', { otherwise: withoutMethods, counter: { take: closed } })
  shared.give('a', 1, shared.take('a', 1) as Tally)
  await shared.reset('a')
  t.equal(await shared.peek('a'), undefined)
})

t.test('an answer that comes too late goes back', async (t) => {
  const { answer, give } = later()
  const provoking = provoked()
  const { shared, store, asked } = provoking
  provoking.answer = answer
  t.strictSame(short(await shared.take('a', 1)), [true, 1])
  give(store.take('a', 1) as Tally)
  await settled()
  t.match(store.peek('a'), { used: 0 })
  t.strictSame(asked, [['take', 'a', 1], ['give', 'a', 1]])
  for (const late of [{ ...admitted, admitted: false }, undefined]) {
    const { answer, give } = later()
    const provoking = provoked()
    provoking.answer = answer
    await provoking.shared.take('a', 1)
    give(late as Tally)
    await settled()
    t.equal(provoking.asked.length, 1, 'a refusal or nonsense has taken nothing')
  }
})
