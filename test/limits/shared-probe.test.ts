import t from 'tap'
import type { Tally } from '../../lib/limits/store.ts'
import { closed, down, later, overdue, provoked, settled, short, type Provoked } from './shared-counter.ts'

t.test('one request a second looks whether the store is back, and does not wait for it', async (t) => {
  const { shared, clock, asked, told, health } = down()
  clock.now += 999
  t.strictSame(short(shared.take('a', 1) as Tally), [true, 1])
  t.equal(asked.length, 0)
  clock.now += 1
  t.strictSame(short(shared.take('a', 1) as Tally), [true, 2], 'counted here')
  t.equal(health.isUp, false)
  await settled()
  t.equal(health.isUp, true)
  t.strictSame(told, ['down: closed'])
  t.strictSame(short(await shared.take('a', 1)), [true, 2], 'counted by the store again, with the request that has asked')
  t.strictSame(asked, [['take', 'a', 1], ['take', 'a', 1]])
})

t.test('what a request was refused here goes back to the store', async (t) => {
  for (const [policy, used] of [['local', 0], ['allow', 1], ['refuse', 0]] as const) {
    const { shared, clock, store, health } = down(policy)
    shared.take('a', 2)
    clock.now += 1000
    shared.take('a', 1)
    await settled()
    t.equal(health.isUp, true, policy)
    t.match(store.peek('a'), { used }, policy)
  }
})

t.test('probes that fail', async (t) => {
  const provoking = down()
  const { shared, clock, asked, told, health } = provoking
  const answers = [closed, async () => closed(), () => undefined, async () => ({}), () => new Promise(() => {})]
  for (const answer of answers) {
    provoking.answer = answer as Provoked['answer']
    clock.now += 1000
    shared.take('a', 0)
    shared.take('a', 0)
    await overdue()
    t.equal(health.isUp, false)
  }
  t.equal(asked.length, answers.length, 'one a second')
  t.strictSame(told, ['down: closed'])
  t.equal(health.value.error, 'no answer within 5 ms')
})

t.test('a probe that is answered too late', async (t) => {
  const provoking = down()
  const { shared, clock, store, health } = provoking
  const { answer, give } = later()
  provoking.answer = answer
  clock.now += 1000
  shared.take('a', 1)
  await overdue()
  give(store.take('a', 1) as Tally)
  await settled()
  t.equal(health.isUp, false, 'a store that is slow is not back')
  t.match(store.peek('a'), { used: 0 }, 'goes back')
})

t.test('a store without give', async (t) => {
  const provoking = provoked('refuse', { counter: { take: () => provoking.answer('a', 1) } })
  const { shared, clock, health, answer } = provoking
  provoking.answer = closed
  t.equal(shared.take('a', 1), 'refuse')
  provoking.answer = answer
  clock.now += 1000
  t.equal(shared.take('a', 1), 'refuse')
  await settled()
  t.equal(health.isUp, true)
})

t.test('the last failures of an outage do not begin another one', async (t) => {
  const provoking = provoked()
  const { shared, clock, told, answer, health } = provoking
  const old = later()
  provoking.answer = old.answer
  const waiting = shared.take('a', 1)
  provoking.answer = closed
  shared.take('b', 1)
  provoking.answer = answer
  clock.now += 1000
  shared.take('c', 1)
  await settled()
  t.equal(health.isUp, true)
  old.fail(new Error('old'))
  t.strictSame(short(await waiting), [true, 1], 'counted here')
  t.equal(health.isUp, true)
  t.strictSame(told, ['down: closed'])
})
